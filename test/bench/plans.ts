/**
 * How long plans, and tasks on targets of ssh, take from a cold start of the command to its end.
 *
 *   node test/bench/plans.ts [CASE…]
 *
 * prints the cases whose names hold one of the words, with what Bolt needs beside them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from '../../scripts/build.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import type { Row } from './main.ts';
import { duration, timed } from './measure.ts';

/** One thing that is measured. Bolt's figures are medians of its whole process; `docs/benchmarks.md` names the machine. */
interface Case {
  readonly what: string;
  readonly runs: number;
  readonly args: readonly string[];
  readonly bolt: string;
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`).join(',');
const noop = (targets: string) => ['task', 'run', 'bench::noop', '-t', targets, '--no-verbose'];
const steps = (targets: string) => ['plan', 'run', 'bench::steps', `targets=${targets}`];

const cases: readonly Case[] = [
  { what: 'hello plan', runs: 20, args: ['plan', 'run', 'bench::hello'], bolt: '1.56 s' },
  { what: 'no-op task, 1 local target', runs: 10, args: noop('l1'), bolt: '1.07 s' },
  { what: 'no-op task, 10 local targets', runs: 10, args: noop(names('l', 10)), bolt: '1.17 s' },
  { what: 'no-op task, 100 local targets', runs: 5, args: noop(names('l', 100)), bolt: '4.22 s' },
  { what: 'no-op task, 500 local targets', runs: 5, args: noop(names('l', 500)), bolt: '22.35 s' },
  { what: 'no-op task, 1 ssh target', runs: 10, args: noop('s1'), bolt: '1.55 s' },
  { what: 'no-op task, 10 ssh targets', runs: 10, args: noop(names('s', 10)), bolt: '1.49 s' },
  { what: 'no-op task, 100 ssh targets', runs: 5, args: noop(names('s', 100)), bolt: '3.80 s' },
  { what: '20-step plan, 10 local targets', runs: 5, args: steps(names('l', 10)), bolt: '6.34 s' },
  { what: '20-step YAML plan, 10 local targets', runs: 5, args: yamlSteps(names('l', 10)), bolt: '6.32 s' },
  { what: '20-step plan, 10 ssh targets', runs: 5, args: steps(names('s', 10)), bolt: '11.65 s' },
  { what: 'applying a notify, 1 local target', runs: 3, args: applied('l1'), bolt: '9.6 s' },
  { what: 'listing 600 tasks', runs: 10, args: ['task', 'show'], bolt: '12.11 s (634 tasks)' },
  { what: 'listing 600 plans', runs: 10, args: ['plan', 'show'], bolt: '2.52 s (53 plans)' },
];

/** Most of it is the start of Puppet. */
function applied(targets: string): readonly string[] {
  return ['apply', '-e', 'notify { "hello": }', '-t', targets];
}

function yamlSteps(targets: string): readonly string[] {
  return ['plan', 'run', 'bench::yaml_steps', `targets=${targets}`];
}

function targetsYaml(count: number, prefix: string): string {
  return Array.from({ length: count }, (_, index) => `      - name: ${prefix}${index + 1}\n`).join('');
}

async function makeProject(directory: string, { port, user, privateKey }: Sshd): Promise<void> {
  const ssh = `host: 127.0.0.1, port: ${port}, user: ${user}, private-key: ${privateKey}, host-key-check: false, load-config: false`;
  const inventory = `groups:
  - name: locals
    config: { transport: local }
    targets:
${targetsYaml(500, 'l')}  - name: sshes
    config: { transport: ssh, ssh: { ${ssh} } }
    targets:
${targetsYaml(100, 's')}`;
  const tasks = join(directory, 'tasks');
  const plans = join(directory, 'plans');
  await Promise.all([mkdir(tasks), mkdir(plans)]);
  await writeFile(join(directory, 'bolt-project.yaml'), 'name: bench\n');
  await writeFile(join(directory, 'inventory.yaml'), inventory);
  await writeFile(join(tasks, 'noop.sh'), '#!/bin/sh\necho {}\n', { mode: 0o755 });
  await writeFile(join(plans, 'hello.pp'), "plan bench::hello() {\n  out::message('hello')\n}\n");
  const twenty = Array.from({ length: 20 });
  const calls = twenty.map(() => "  run_task('bench::noop', $targets)\n").join('');
  await writeFile(join(plans, 'steps.pp'), `plan bench::steps(TargetSpec $targets) {\n${calls}}\n`);
  const yaml = twenty.map(() => '  - task: bench::noop\n    targets: $targets\n').join('');
  await writeFile(join(plans, 'yaml_steps.yaml'), `parameters:\n  targets:\n    type: TargetSpec\nsteps:\n${yaml}`);
}

/** A project of 20 modules with 30 tasks and 30 plans each, as real ones are written. */
async function makeListing(directory: string): Promise<void> {
  await writeFile(join(directory, 'bolt-project.yaml'), 'name: listing\n');
  for (let module = 0; module < 20; module += 1) {
    const home = join(directory, 'modules', `m${module}`);
    await Promise.all([
      mkdir(join(home, 'tasks'), { recursive: true }),
      mkdir(join(home, 'plans'), { recursive: true }),
    ]);
    const writes: Promise<void>[] = [];
    for (let index = 0; index < 30; index += 1) {
      const metadata = {
        description: `Does thing ${index} of module ${module}`,
        input_method: 'stdin',
        parameters: { name: { type: 'String[1]', description: 'Which one' }, force: { type: 'Optional[Boolean]' } },
      };
      writes.push(
        writeFile(join(home, 'tasks', `t${index}.json`), JSON.stringify(metadata, null, 2)),
        writeFile(join(home, 'tasks', `t${index}.sh`), '#!/bin/sh\necho {}\n', { mode: 0o755 }),
        writeFile(
          join(home, 'plans', `p${index}.pp`),
          `# @summary Does thing ${index}\n# @param targets Where\nplan m${module}::p${index}(TargetSpec $targets, Optional[String[1]] $name = undef) {\n  $result = run_task('m${module}::t${index}', $targets, name => $name)\n  return $result.map |$each| { $each['out'] }\n}\n`,
        ),
      );
    }
    await Promise.all(writes);
  }
}

/** Measures the cases whose names hold one of the words; each command must succeed. */
export async function plans(words: readonly string[] = []): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const [project, listing] = [join(directory, 'project'), join(directory, 'listing')];
  await Promise.all([mkdir(project), mkdir(listing)]);
  const sshd = await startSshd();
  try {
    await Promise.all([makeProject(project, sshd), makeListing(listing)]);
    const env = { ...process.env, XDG_DATA_HOME: join(directory, 'data'), HOME: directory };
    const rows: Row[] = [];
    for (const { what, runs, args, bolt } of cases) {
      if (words.length > 0 && !words.some((word) => what.includes(word))) continue;
      const cwd = what.startsWith('listing') ? listing : project;
      const samples = await timed(runs, () => baton(args, cwd, env));
      const spread = `${duration(samples.best)} – ${duration(samples.worst)}, ${samples.count} runs`;
      rows.push({ what, ours: duration(samples.median), spread, bolt });
    }
    return rows;
  } finally {
    await sshd.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function baton(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'dist/baton.cjs'), ...args], { cwd, env, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`baton ${args.join(' ')} ended with ${code}`);
}

if (import.meta.main) {
  await build();
  for (const { what, ours, spread, bolt } of await plans(process.argv.slice(2))) {
    console.log(`${what.padEnd(40)}${ours.padStart(10)}  ${spread}  (Bolt: ${bolt})`);
  }
}
