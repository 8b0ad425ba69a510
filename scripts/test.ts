/**
 * `npm test`: everything that must hold, one line per step, failures in full, and `N passed, N failed` at the end.
 * `npm test -- unit protocol` runs those steps only; any other argument selects the test files whose path holds it.
 */
import { glob } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, matchesGlob, relative } from 'node:path';
import { boundaryFaults } from './boundaries.ts';
import { root } from './build.ts';
import { type CommandEnd, run } from './command.ts';
import { packageExtension } from './package.ts';
import { provision } from './provision.ts';
import { type FileResult, type FilesOptions, runFiles } from './test-files.ts';
import { ensureEditor } from './vscode.ts';

/** What a step found: how many checks held, and a text for each that did not. */
interface Tally {
  readonly passed: number;
  readonly failures: readonly string[];
  /** What is printed below the step's line, whether it failed or not. */
  readonly notices?: readonly string[];
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<Tally>;
}

interface FileStep extends FilesOptions {
  readonly name: string;
  readonly files: readonly string[];
}

/** Checks of the whole project. Those of one group run at the same time; they are not sensitive to timing. */
const checks: readonly (readonly Step[])[] = [
  [
    { name: 'provision', run: () => attempt(() => provision('tests')) },
    { name: 'types', run: () => command('tsc', ['-b']) },
  ],
  [
    { name: 'editor', run: () => attempt(ensureEditor) },
    { name: 'lint', run: () => command('biome', ['ci', '--colors=off', '.']) },
    { name: 'boundaries', run: async () => judge(boundaryFaults()) },
    // The end-to-end tests run what users get.
    { name: 'package', run: () => attempt(() => packageExtension()) },
  ],
];

const cores = availableParallelism();

/** Steps made of test files. Every `*.test.ts` belongs to exactly one. Those that watch real processes run alone. */
const fileSteps: readonly FileStep[] = [
  {
    name: 'unit',
    files: ['{orchestrator-core,server,client,program,scripts,test/support,test/grammars}/**/*.test.ts'],
    concurrency: cores,
    limit: 120,
  },
  { name: 'fuzz', files: ['test/fuzz/**/*.test.ts'], concurrency: cores, limit: 300 },
  { name: 'protocol', files: ['test/protocol/**/*.test.ts'], concurrency: 1, limit: 300 },
  { name: 'interop', files: ['test/interop/**/*.test.ts'], concurrency: 1, limit: 600 },
  { name: 'e2e', files: ['test/e2e/**/*.test.ts'], concurrency: 1, limit: 600 },
  { name: 'packaging', files: ['test/packaging/**/*.test.ts'], concurrency: 1, limit: 300 },
];

/** One check, which holds when there are no faults. */
function judge(faults: readonly string[]): Tally {
  return { passed: faults.length === 0 ? 1 : 0, failures: faults };
}

async function attempt(action: () => Promise<unknown>): Promise<Tally> {
  try {
    await action();
    return { passed: 1, failures: [] };
  } catch (error) {
    return { passed: 0, failures: [error instanceof Error ? error.message : String(error)] };
  }
}

function command(name: string, args: readonly string[]): Promise<Tally> {
  return attempt(async () => {
    const end: CommandEnd = await run(join(root, 'node_modules/.bin', name), args);
    if (end.code !== 0) throw new Error(end.output);
  });
}

async function testFiles(): Promise<readonly string[]> {
  const exclude = (name: string) => ['node_modules', 'dist', '.build', 'artifacts'].includes(name);
  const found: string[] = [];
  for await (const file of glob('**/*.test.ts', { cwd: root, exclude })) found.push(file);
  return found.sort();
}

function tallyFiles(results: readonly FileResult[]): Tally {
  const failures: string[] = [];
  let passed = 0;
  for (const { file, checks, faults } of results) {
    for (const fault of faults) failures.push(`${file} ${fault}`);
    for (const check of checks) {
      const place = check.where.startsWith(root) ? relative(root, check.where) : file;
      if (check.verdict === 'passed') passed += 1;
      else failures.push(`${place} ${check.name}\n${check.detail ?? 'was skipped, which is not allowed'}`);
    }
  }
  return { passed, failures, notices: results.flatMap(({ notices }) => notices) };
}

function stepOf(step: FileStep, all: readonly string[], filters: readonly string[]): Step | undefined {
  const mine = all.filter((file) => step.files.some((pattern) => matchesGlob(file, pattern)));
  const chosen = mine.filter((file) => filters.length === 0 || holdsAny(file, filters));
  if (chosen.length === 0 && filters.length > 0) return undefined;
  return {
    name: step.name,
    run: async () => {
      const tally = tallyFiles(
        await runFiles(
          chosen.map((file) => join(root, file)),
          step,
        ),
      );
      const empty = tally.passed + tally.failures.length === 0;
      return empty ? { passed: 0, failures: ['ran no tests'] } : tally;
    },
  };
}

/** What to run for these arguments: groups one after the other, the steps of a group at the same time. */
async function plan(args: readonly string[]): Promise<(readonly Step[])[]> {
  const all = await testFiles();
  const homeless = all.filter((file) => !fileSteps.some((step) => step.files.some((glob) => matchesGlob(file, glob))));
  const everyStep = [...checks.flat(), ...fileSteps].map((step) => step.name);
  const names = args.filter((arg) => everyStep.includes(arg));
  const filters = args.filter((arg) => !everyStep.includes(arg));
  const wanted = (name: string) => (names.length === 0 ? filters.length === 0 : names.includes(name));
  const needsPackage = names.includes('e2e') || all.some((file) => isEndToEnd(file) && holdsAny(file, filters));
  const groups = checks.map((group) =>
    group.filter((step) => wanted(step.name) || (step.name === 'package' && needsPackage)),
  );
  for (const step of fileSteps) {
    if (!wanted(step.name) && filters.length === 0) continue;
    const made = stepOf(step, all, wanted(step.name) ? [] : filters);
    if (made !== undefined) groups.push([made]);
  }
  const orphans = homeless.map((file) => `${file} is run by no step`);
  if (args.length === 0) groups.push([{ name: 'homes', run: async () => judge(orphans) }]);
  return groups.filter((group) => group.length > 0);
}

function holdsAny(file: string, parts: readonly string[]): boolean {
  return parts.some((part) => file.includes(part));
}

function isEndToEnd(file: string): boolean {
  return file.startsWith('test/e2e/');
}

async function perform(step: Step): Promise<Tally> {
  const start = performance.now();
  const tally = await step.run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const failed = tally.failures.length;
  const counts = `${tally.passed} passed${failed === 0 ? '' : `, ${failed} failed`}`;
  console.log(`${failed === 0 ? '✓' : '✗'} ${step.name.padEnd(12)}${counts.padEnd(28)}${seconds.padStart(7)} s`);
  for (const notice of tally.notices ?? []) console.log(`  ! ${notice}`);
  for (const failure of tally.failures) console.log(`\n  ✗ ${failure.trimEnd().replaceAll('\n', '\n    ')}\n`);
  return tally;
}

const groups = await plan(process.argv.slice(2));
const tallies: Tally[] = [];
for (const group of groups) tallies.push(...(await Promise.all(group.map(perform))));
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failures.length, 0);
if (tallies.length === 0) console.log(`Nothing matches ${process.argv.slice(2).join(' ')}.`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
