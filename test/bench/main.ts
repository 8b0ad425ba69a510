/** `npm run bench`: measures what people wait for and writes `docs/benchmarks.md`. Nothing here is asserted. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { build, root } from '../../scripts/build.ts';
import { type AgentRow, aboutAgents, agents, agentTable } from './agents.ts';
import { commandLine } from './command-line.ts';
import { inventories } from './inventory.ts';
import { duration } from './measure.ts';
import { nodeTree } from './node-tree.ts';
import { nodes } from './nodes.ts';
import { orchestrator } from './orchestrator.ts';
import { planPreview } from './plan-preview.ts';
import { plans } from './plans.ts';
import { puppetParser } from './puppet-parser.ts';
import { puppetDb } from './puppetdb.ts';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  readonly spread: string;
  /** What Bolt needs for the same, where it can do it. */
  readonly bolt: string;
}

interface LanguageFigures {
  readonly metadataBytes: number;
  readonly metadataKeystrokeP50: number;
  readonly metadataKeystrokeP95: number;
  readonly initialize: number;
  readonly first: number;
  readonly planLines: number;
  readonly planFirst: number;
  readonly planKeystrokeP50: number;
  readonly planKeystrokeP95: number;
  readonly planWorkP50: number;
  readonly planWorkP95: number;
  readonly inventoryKeystrokeP50: number;
  readonly inventoryKeystrokeP95: number;
  readonly completionP50: number;
  readonly completionP95: number;
  readonly memory?: number;
}

function languageServer(): readonly Row[] {
  const args = [join(import.meta.dirname, 'language-server.ts'), '--json'];
  const figures = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as LanguageFigures;
  const size = `metadata of ${Math.round(figures.metadataBytes / 1000)} kB`;
  return [
    { what: 'language server ready', ours: `${figures.initialize} ms`, spread: 'median of 5', bolt: '—' },
    {
      what: 'first diagnostics of a manifest, server started',
      ours: `${figures.first} ms`,
      spread: 'median of 5',
      bolt: '—',
    },
    {
      what: 'diagnostics after a keystroke',
      ours: `${figures.metadataKeystrokeP50} ms`,
      spread: `p95 ${figures.metadataKeystrokeP95} ms, ${size}`,
      bolt: '—',
    },
    {
      what: 'first diagnostics of a plan, server started',
      ours: `${figures.planFirst} ms`,
      spread: `${figures.planLines} lines, once`,
      bolt: '—',
    },
    {
      what: 'diagnostics after a keystroke in an inventory',
      ours: `${figures.inventoryKeystrokeP50} ms`,
      spread: `p95 ${figures.inventoryKeystrokeP95} ms, 5000 targets`,
      bolt: '—',
    },
    {
      what: 'diagnostics after a keystroke in a plan',
      ours: `${figures.planKeystrokeP50} ms`,
      spread: `p95 ${figures.planKeystrokeP95} ms, ${figures.planLines} lines`,
      bolt: '—',
    },
    {
      what: "… of which the server's main thread worked",
      ours: `${figures.planWorkP50} ms`,
      spread: `p95 ${figures.planWorkP95} ms`,
      bolt: '—',
    },
    {
      what: 'completion after a keystroke in that plan',
      ours: `${figures.completionP50} ms`,
      spread: `p95 ${figures.completionP95} ms`,
      bolt: '—',
    },
    { what: 'memory of the language server then', ours: `${figures.memory ?? '—'} MiB`, spread: '', bolt: '—' },
  ];
}

function completion(): readonly Row[] {
  const env = { ...process.env, BATON_SERVER: join(root, 'dist/server.cjs') };
  const args = [join(import.meta.dirname, 'completion.ts')];
  const text = execFileSync(process.execPath, args, { env, encoding: 'utf8' });
  const { files, p50, p95 } = JSON.parse(text) as { files: number; p50: number; p95: number };
  const spread = `p95 ${p95} ms, 2000 lines among ${files} manifests`;
  return [{ what: 'completion after a keystroke in a plan', ours: `${p50} ms`, spread, bolt: '—' }];
}

interface IndexStart {
  readonly firstDiagnostics: number;
  readonly complete: number;
  readonly megabytes: number;
}

function moduleIndex(): readonly Row[] {
  const env = { ...process.env, BATON_SERVER: join(root, 'dist/server.cjs') };
  const args = [join(import.meta.dirname, 'index.ts')];
  const text = execFileSync(process.execPath, args, { env, encoding: 'utf8' });
  const { files, cold, kept } = JSON.parse(text) as { files: number; cold: IndexStart; kept: IndexStart };
  const first = `first diagnostics after ${cold.firstDiagnostics} ms`;
  const second = `first diagnostics after ${kept.firstDiagnostics} ms`;
  return [
    { what: `${files} manifests known, first start`, ours: duration(cold.complete), spread: first, bolt: '—' },
    { what: `${files} manifests known, second start`, ours: duration(kept.complete), spread: second, bolt: '—' },
    { what: 'memory of the language server then', ours: `${cold.megabytes} MiB`, spread: '', bolt: '—' },
  ];
}

async function preview(): Promise<readonly Row[]> {
  const { median, spread } = await planPreview();
  return [{ what: 'preview of a plan after a keystroke', ours: median, spread, bolt: '—' }];
}

/** Microseconds, of one query in one process. */
function queries(): readonly Row[] {
  const text = execFileSync(process.execPath, [join(import.meta.dirname, 'pql.ts')], { encoding: 'utf8' });
  const figures = JSON.parse(text) as Readonly<Record<string, number>>;
  const row = (what: string, key: string, spread: string): Row => ({
    what,
    ours: `${((figures[key] ?? 0) / 1000).toFixed(2)} ms`,
    spread,
    bolt: '—',
  });
  const size = `${figures['characters']} characters, warm`;
  return [
    row('a PQL query parsed', 'parse', size),
    row('a broken one refused, with all that was expected', 'refuse', size),
    row('a field of it completed', 'completeField', size),
    row('a PQL query with 5000 names parsed', 'parse5000Names', `${figures['longCharacters']} characters, warm`),
  ];
}

/** Tables of their own: PQL over the node store. */
function nodeStore(): string {
  return execFileSync(process.execPath, [join(import.meta.dirname, 'queries.ts')], { encoding: 'utf8' }).trim();
}

function page(rows: readonly Row[], tables: string, agentRows: readonly AgentRow[]): string {
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}`;
  return `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine}.
The load average was ${loadavg()[0]?.toFixed(1)} at the end. The median is shown. Command lines are measured from start to exit, with the files in the page cache.

| case | Baton | spread | Bolt 3.30.0 |
| --- | --- | --- | --- |
${rows.map((row) => `| ${row.what} | ${row.ours} | ${row.spread} | ${row.bolt} |`).join('\n')}

Bolt's figures are medians of its whole process on another guest (AMD EPYC, 2 cores, Debian 12, Ruby 3.1),
local and over loopback ssh. Bolt has no agents of its own: beside a task on connected agents stands the same task over ssh.
Puppet's figures are those of its parser, in one process on this machine in the same run as ours.

## Many agents

${aboutAgents}

${agentTable(agentRows)}

## Queries of the node store

${aboutQueries}

${tables}

## Another language server

\`node test/bench/language-server.ts COMMAND [ARG…]\` measures any server that speaks over its standard input and output,
without a command the bundle in \`dist/\`. It prints cold start, first diagnostics of a small manifest and of a plan of 2000
lines, keystroke until diagnostics and until completion (p50 and p95), and memory, each beside our budget. On Linux it also
prints how long the server's main thread had a processor for a keystroke: where other programs want the processors, too,
that says more than the time until the answer.
`;
}

const aboutQueries = `\`node test/bench/queries.ts [NODES]\` fills a store with made nodes, each with facts, a catalog and up to three reports, and asks what
people ask; seven times after once to warm up, through the store's interface, rows as JSON texts. PuppetDB 7.12.1's figures are
those of its HTTP interface on 2 cores, with 5,000 nodes made in the same way.`;

await build();
const rows = [
  ...(await commandLine()),
  ...(await plans()),
  ...(await orchestrator()),
  ...(await nodes()),
  ...(await nodeTree()),
  ...languageServer(),
  ...completion(),
  ...moduleIndex(),
  ...(await preview()),
  ...(await puppetParser()),
  ...queries(),
  ...inventories(),
  ...(await puppetDb()),
];
for (const row of rows)
  console.log(`${row.what.padEnd(48)}${row.ours.padStart(10)}  ${row.spread}  (Bolt: ${row.bolt})`);
const path = join(root, 'docs/benchmarks.md');
await writeFile(path, page(rows, nodeStore(), await agents(100)));
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', path]);
