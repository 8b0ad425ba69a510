/**
 * How fast a language server is, seen from an editor that speaks the protocol over its standard input and output:
 * `node test/bench/language-server.ts` measures the bundle, and `node test/bench/language-server.ts COMMAND [ARG…]` any
 * other server of Puppet's language. Prints each figure beside its budget; `--json` in front prints one line of JSON.
 * A budget that is missed is shown, and is no failure: machines differ.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from '../../scripts/build.ts';
import { diskProject, type LanguageClient, startLanguageClient } from '../support/language-client.ts';
import { largePlan, planStepLines } from './large-plan.ts';
import { percentile } from './percentile.ts';

const parameterCount = 300;
const starts = 5;
const keystrokes = 200;
const completions = 60;
/** The first keystrokes warm the compiler up; an editor's user has typed them long before. */
const warmUps = 20;
/** Milliseconds until a server that says nothing is given up. */
const patience = 60_000;

const isJson = process.argv[2] === '--json';
const given = process.argv.slice(isJson ? 3 : 2);
const bundle = process.env['BATON_SERVER'] ?? join(root, 'dist/server.cjs');
const command = given.length > 0 ? given : [process.execPath, bundle, '--stdio'];

const project = { 'bolt-project.yaml': 'name: p\n', 'tasks/deploy.json': '{}', 'tasks/deploy.sh': '' };
const smallManifest = `class p::small(String[1] $package) {\n  package { $package: ensure => installed }\n}\n`;

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
    const client = await startLanguageClient({ command });
    times.push(performance.now() - begun);
    await client.close();
  }
  return times;
}

/** Servers need not say which version they are about; then it is the next that they say. */
async function published(client: LanguageClient, name: string, version: number): Promise<void> {
  const answered = client.nextPublished((each) => each.uri.endsWith(name) && (each.version ?? version) === version);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no diagnostics of ${name} within ${patience} ms`)), patience);
  });
  await Promise.race([answered, late]);
  clearTimeout(timer);
}

interface Place {
  readonly line: number;
  readonly character: number;
}

interface Typed {
  /** From the start of the process to the first diagnostics. */
  readonly first: number;
  /** From each keystroke to its diagnostics. */
  readonly keystrokes: readonly number[];
  /** From each keystroke to the list of completions; empty for files that are asked for none. */
  readonly completions: readonly number[];
  /** What of a keystroke the server's main thread worked; 0 where the system does not say. */
  readonly worked: readonly number[];
  /** In MiB; undefined where the system does not say. */
  readonly memory: number | undefined;
}

/** Opens a file, types into one line of it, each letter when what was said of the one before is there. */
async function type(name: string, text: string, at: Place, completing?: Place): Promise<Typed> {
  const disk = diskProject({ ...project, [name]: text });
  const started = performance.now();
  const client = await startLanguageClient({ command });
  const uri = disk.uri(name);
  const opened = published(client, name, 1);
  await client.open(uri, text);
  await opened;
  const first = performance.now() - started;
  let version = 1;
  const press = async (place: Place, letter: string, ask?: () => Promise<unknown>): Promise<number> => {
    version += 1;
    const answered = published(client, name, version);
    const begun = performance.now();
    await client.edit(uri, version, { start: place, end: place }, letter);
    await (ask?.() ?? answered);
    const taken = performance.now() - begun;
    await answered;
    return taken;
  };
  const pressed: number[] = [];
  const worked: number[] = [];
  for (let index = 0; index < keystrokes; index += 1) {
    const before = workOf(client);
    pressed.push(await press({ ...at, character: at.character + index }, 'x'));
    worked.push(workOf(client) - before);
  }
  const listed: number[] = [];
  for (let index = 0; completing !== undefined && index < completions; index += 1) {
    const place = { ...completing, character: completing.character + index };
    const behind = { ...place, character: place.character + 1 };
    listed.push(await press(place, index === 0 ? '$' : 'r', () => client.at('completion', uri, behind)));
  }
  const memory = memoryOf(client);
  await client.close();
  disk.remove();
  return {
    first,
    keystrokes: pressed.slice(warmUps),
    completions: listed.slice(warmUps),
    worked: worked.slice(warmUps),
    memory,
  };
}

/** Milliseconds that the main thread had a processor; where others want the processors, too, that is less than time. */
function workOf({ process: { pid } }: LanguageClient): number {
  const path = `/proc/${pid}/task/${pid}/schedstat`;
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6 : 0;
}

function memoryOf({ process: { pid } }: LanguageClient): number | undefined {
  const path = `/proc/${pid}/status`;
  const resident = existsSync(path) ? /VmRSS:\s+(\d+)/.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
  return resident === undefined ? undefined : Math.round(Number(resident) / 1024);
}

async function measureFirst(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < starts; index += 1) {
    const disk = diskProject({ ...project, 'manifests/small.pp': smallManifest });
    const begun = performance.now();
    const client = await startLanguageClient({ command });
    const answered = published(client, 'manifests/small.pp', 1);
    await client.open(disk.uri('manifests/small.pp'), smallManifest);
    await answered;
    times.push(performance.now() - begun);
    await client.close();
    disk.remove();
  }
  return times;
}

/** Of a task with a script that reads all of its parameters. */
function typeMetadata(): Promise<Typed> {
  return type('tasks/t.json', largeMetadata(), { line: 1, character: 18 });
}

const targetsInAll = 5000;

/** Groups of a hundred targets each, with keys of their own. */
function largeInventory(): string {
  const target = (name: string) =>
    `      - name: ${name}\n        uri: ${name}.example.com\n        vars:\n          role: web\n`;
  const groups = Array.from({ length: targetsInAll / 100 }, (_, group) => {
    const targets = Array.from({ length: 100 }, (_each, index) => target(`web${group}-${index}`));
    return `  - name: group${group}\n    config:\n      ssh:\n        user: root\n    targets:\n${targets.join('')}`;
  });
  return `groups:\n${groups.join('')}`;
}

/** Into the role of a target in the middle. */
function typeInventory(): Promise<Typed> {
  const text = largeInventory();
  const before = text.slice(0, text.indexOf('role: web', text.length / 2)).split('\n');
  const place = { line: before.length - 1, character: (before.at(-1) ?? '').length + 'role: web'.length };
  return type('inventory.yaml', text, place);
}

interface Figure {
  readonly what: string;
  readonly value: number | undefined;
  readonly budget: number;
  readonly unit: 'ms' | 'MiB';
}

const initialize = await measureStarts();
const small = await measureFirst();
const planText = largePlan();
// Into the comment of a step in the middle: everything is read again, and stays valid. Names are written before that step.
const step = 1 + planStepLines * 50;
const plan = await type('plans/large.pp', planText, { line: step, character: 10 }, { line: step + 15, character: 0 });
const metadata = given.length > 0 ? undefined : await typeMetadata();
const inventory = given.length > 0 ? undefined : await typeInventory();

const figures = {
  initialize: percentile(initialize, 0.5),
  first: percentile(small, 0.5),
  planLines: planText.split('\n').length - 1,
  planFirst: Math.round(plan.first),
  planKeystrokeP50: percentile(plan.keystrokes, 0.5),
  planKeystrokeP95: percentile(plan.keystrokes, 0.95),
  planWorkP50: percentile(plan.worked, 0.5),
  planWorkP95: percentile(plan.worked, 0.95),
  completionP50: percentile(plan.completions, 0.5),
  completionP95: percentile(plan.completions, 0.95),
  memory: plan.memory,
  ...(metadata && {
    metadataBytes: largeMetadata().length,
    metadataKeystrokeP50: percentile(metadata.keystrokes, 0.5),
    metadataKeystrokeP95: percentile(metadata.keystrokes, 0.95),
  }),
  ...(inventory && {
    inventoryFirst: Math.round(inventory.first),
    inventoryKeystrokeP50: percentile(inventory.keystrokes, 0.5),
    inventoryKeystrokeP95: percentile(inventory.keystrokes, 0.95),
    inventoryWorkP50: percentile(inventory.worked, 0.5),
  }),
};

const lines = `${figures.planLines} lines`;
const shown: readonly Figure[] = [
  { what: 'start until initialized', value: figures.initialize, budget: 200, unit: 'ms' },
  { what: 'start until first diagnostics, small manifest', value: figures.first, budget: 300, unit: 'ms' },
  { what: `start until first diagnostics, ${lines}`, value: figures.planFirst, budget: 500, unit: 'ms' },
  { what: `keystroke until diagnostics, ${lines}, p50`, value: figures.planKeystrokeP50, budget: 10, unit: 'ms' },
  { what: `keystroke until diagnostics, ${lines}, p95`, value: figures.planKeystrokeP95, budget: 10, unit: 'ms' },
  { what: `of which the main thread worked, ${lines}, p50`, value: figures.planWorkP50, budget: 10, unit: 'ms' },
  { what: `of which the main thread worked, ${lines}, p95`, value: figures.planWorkP95, budget: 10, unit: 'ms' },
  { what: `keystroke until completion, ${lines}, p50`, value: figures.completionP50, budget: 20, unit: 'ms' },
  { what: `keystroke until completion, ${lines}, p95`, value: figures.completionP95, budget: 20, unit: 'ms' },
  {
    what: `keystroke until diagnostics, ${targetsInAll} targets, p50`,
    value: figures.inventoryKeystrokeP50,
    budget: 30,
    unit: 'ms',
  },
  {
    what: `keystroke until diagnostics, ${targetsInAll} targets, p95`,
    value: figures.inventoryKeystrokeP95,
    budget: 30,
    unit: 'ms',
  },
  {
    what: `of which the main thread worked, ${targetsInAll} targets, p50`,
    value: figures.inventoryWorkP50,
    budget: 20,
    unit: 'ms',
  },
  { what: 'memory after that', value: figures.memory, budget: 120, unit: 'MiB' },
];
if (isJson) console.log(JSON.stringify(figures));
else {
  for (const { what, value, budget, unit } of shown) {
    const mark = value === undefined ? '?' : value <= budget ? '✓' : '✗';
    console.log(`${mark} ${what.padEnd(50)}${String(value ?? '—').padStart(9)} ${unit}, budget ${budget} ${unit}`);
  }
}
