/**
 * How fast the language server is, seen from an editor: start until it is initialized, and keystroke until the
 * diagnostics of a large metadata file are there. Prints one line of JSON; fails when a budget is broken.
 */
import { performance } from 'node:perf_hooks';
import { diskProject, startLanguageClient } from '../support/language-client.ts';

const budgets = { initialize: 200, keystrokeP95: 10 };
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

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
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

async function measureKeystrokes(): Promise<readonly number[]> {
  const text = largeMetadata();
  const reads = Array.from({ length: parameterCount }, (_, index) => `echo "$PT_parameter_${index}"`).join('\n');
  const project = diskProject({ 'bolt-project.yaml': 'name: p\n', 'tasks/t.json': text, 'tasks/t.sh': reads });
  const client = await startLanguageClient();
  const uri = project.uri('tasks/t.json');
  await client.open(uri, text);
  await client.published((published) => published.version === 1);
  const times: number[] = [];
  for (let index = 0; index < keystrokes; index += 1) {
    const version = index + 2;
    const position = { line: 1, character: 18 + index };
    const answered = client.published((published) => published.version === version);
    const begun = performance.now();
    await client.edit(uri, version, { start: position, end: position }, 'x');
    await answered;
    times.push(performance.now() - begun);
  }
  await client.close();
  project.remove();
  // The first keystrokes warm the compiler up; an editor's user has typed them long before.
  return times.slice(20);
}

const initialize = await measureStarts();
const typed = await measureKeystrokes();
const figures = {
  bytes: largeMetadata().length,
  initializeMedian: percentile(initialize, 0.5),
  keystrokeP50: percentile(typed, 0.5),
  keystrokeP95: percentile(typed, 0.95),
  keystrokeMax: percentile(typed, 1),
};
console.log(JSON.stringify(figures));
if (figures.initializeMedian > budgets.initialize || figures.keystrokeP95 > budgets.keystrokeP95) {
  console.error(`over budget: initialize ${budgets.initialize} ms, keystroke p95 ${budgets.keystrokeP95} ms`);
  process.exitCode = 1;
}
