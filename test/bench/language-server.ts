/**
 * How fast the language server is, seen from an editor: start until it is initialized, start until the diagnostics of a
 * plan of 2,000 lines are there, and keystroke until those of a large metadata file and of the plan are. Prints one line
 * of JSON; fails when a budget is broken.
 */
import { performance } from 'node:perf_hooks';
import { diskProject, startLanguageClient } from '../support/language-client.ts';
import { largePlan, planStepLines } from './large-plan.ts';
import { percentile } from './percentile.ts';

const budgets = { initialize: 200, firstDiagnostics: 500, keystrokeP95: 10 };
const parameterCount = 300;
const starts = 5;
const keystrokes = 200;

function largeMetadata(): string {
  const types = ['String[1]', 'Optional[Integer[0, 65535]]', 'Enum[present, absent]', 'Hash[String, Array[Integer]]'];
  const parameters = Array.from({ length: parameterCount }, (_, index) => [
    `parameter_${index}`,
    {
      type: types[index % types.length],
      description: `What parameter ${index} is for, in a sentence of usual length.`,
    },
  ]);
  return JSON.stringify({ description: '', parameters: Object.fromEntries(parameters) }, null, 2);
}

async function measureStarts(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    const begun = performance.now();
    const client = await startLanguageClient();
    times.push(performance.now() - begun);
    await client.close();
  }
  return times;
}

interface Typed {
  readonly times: readonly number[];
  /** From the start of the process to the first diagnostics. */
  readonly first: number;
}

/** Types into one line of a file, each letter when the diagnostics of the one before are there. */
async function measureKeystrokes(name: string, text: string, line: number, column: number): Promise<Typed> {
  const reads = Array.from({ length: parameterCount }, (_, index) => `echo "$PT_parameter_${index}"`).join('\n');
  const project = diskProject({ 'bolt-project.yaml': 'name: p\n', 'tasks/t.sh': reads, [name]: text });
  const started = performance.now();
  const client = await startLanguageClient();
  const uri = project.uri(name);
  await client.open(uri, text);
  await client.published((published) => published.version === 1);
  const first = performance.now() - started;
  const times: number[] = [];
  for (let index = 0; index < keystrokes; index += 1) {
    const version = index + 2;
    const position = { line, character: column + index };
    const answered = client.published((published) => published.version === version);
    const begun = performance.now();
    await client.edit(uri, version, { start: position, end: position }, 'x');
    await answered;
    times.push(performance.now() - begun);
  }
  await client.close();
  project.remove();
  // The first keystrokes warm the compiler up; an editor's user has typed them long before.
  return { times: times.slice(20), first };
}

const initialize = await measureStarts();
const { times: typed } = await measureKeystrokes('tasks/t.json', largeMetadata(), 1, 18);
// Into the comment of a step in the middle: everything is read again, and stays valid.
const planText = largePlan();
const plan = await measureKeystrokes('plans/large.pp', planText, 1 + planStepLines * 50, 10);
const figures = {
  bytes: largeMetadata().length,
  initializeMedian: percentile(initialize, 0.5),
  keystrokeP50: percentile(typed, 0.5),
  keystrokeP95: percentile(typed, 0.95),
  keystrokeMax: percentile(typed, 1),
  planLines: planText.split('\n').length - 1,
  planFirst: Math.round(plan.first),
  planKeystrokeP50: percentile(plan.times, 0.5),
  planKeystrokeP95: percentile(plan.times, 0.95),
  planKeystrokeMax: percentile(plan.times, 1),
};
console.log(JSON.stringify(figures));
const isOver =
  figures.initializeMedian > budgets.initialize ||
  figures.planFirst > budgets.firstDiagnostics ||
  Math.max(figures.keystrokeP95, figures.planKeystrokeP95) > budgets.keystrokeP95;
if (isOver) {
  const { initialize, firstDiagnostics, keystrokeP95 } = budgets;
  console.error(`over budget: initialize ${initialize}, plan ${firstDiagnostics}, keystroke p95 ${keystrokeP95} ms`);
  process.exitCode = 1;
}
