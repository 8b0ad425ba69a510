/**
 * `node test/bench/queries.ts [NODES…]`: PQL over the node store, with 5,000 and 100,000 nodes unless told otherwise, beside
 * what PuppetDB 7.12.1 needed for 5,000 nodes of the same kind over HTTP on two cores.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeStore } from '../../orchestrator-core/inventory/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';
import { puppetDbCommands } from '../support/puppetdb-commands.ts';
import { duration, summarize } from './measure.ts';

/** Each query with PuppetDB's median and maximum for 5,000 nodes, in milliseconds. */
const queries: readonly (readonly [query: string, median: number, worst: number])[] = [
  ['nodes{}', 156.3, 341.5],
  ['nodes[certname]{ order by certname limit 100 }', 6.4, 8.8],
  ['nodes[count()]{}', 5.8, 14.4],
  ['nodes[certname]{ certname ~ "^web" }', 9.6, 50.6],
  ['nodes[certname]{ certname = "web00.us.example.com" }', 14.6, 20.5],
  ['facts[certname,value]{ name = "role" }', 59.6, 181.0],
  ['facts[certname]{ name = "uptime_seconds" and value > 1000000 }', 53.1, 101.6],
  ['inventory[certname]{ facts.os.family = "Debian" }', 18.3, 18.9],
  ['inventory[certname]{ facts.os.name = "Rocky" and trusted.extensions.pp_role = "db" }', 5.6, 9.3],
  ['inventory[certname, facts.os.family]{ }', 34.3, 45.5],
  ['inventory[facts.os.family, count()]{ group by facts.os.family }', 20.2, 22.3],
  ['inventory{ certname = "db01.eu.example.com" }', 6.2, 16.6],
  [
    'nodes[certname]{ facts { name = "role" and value = "web" } and resources { type = "Package" and title = "nginx" } }',
    89.8,
    98.4,
  ],
  ['nodes[certname]{ certname in resources[certname]{ type = "Class" and title = "Role::Db" } }', 14.0, 18.5],
  ['resources[certname]{ type = "Service" and title = "postgresql" }', 12.1, 26.8],
  ['resources[count()]{}', 14.2, 18.7],
  ['resources[certname]{ parameters.port = 8005 }', 7.6, 10.7],
  ['fact_contents[certname,value]{ path = ["os","family"] and value = "RedHat" }', 857.3, 1119.9],
  ['fact_contents[certname,value]{ path ~> ["networking","interfaces",".*","mac"] }', 935.2, 1067.8],
  ['reports[certname,status]{ latest_report? = true and status = "failed" }', 32.5, 50.3],
  ['reports[certname]{ order by end_time desc limit 50 }', 8.1, 9.2],
  ['events[count()]{ status = "failure" }', 24.3, 32.0],
  ['events[certname,resource_title]{ status = "failure" order by timestamp desc limit 100 }', 40.5, 43.9],
  ['reports[status,count()]{ group by status }', 15.2, 27.9],
  ['packages[]{ }', 2.7, 4.2],
  ['package_inventory[certname]{ package_name = "nginx" and version = "1.18.0" }', 8.7, 8.9],
  ['facts[]{ certname = "web00.us.example.com" }', 7.3, 14.4],
  ['nodes[certname]{ latest_report_status = "failed" }', 11.8, 21.4],
  ['facts[value,count()]{ name = "role" group by value }', 26.6, 27.1],
  ['factsets[count()]{}', 5.1, 13.4],
];
const runs = 7;

async function load(path: string, nodes: number): Promise<void> {
  const store = await openNodeStore({ path });
  const begun = performance.now();
  let commands = 0;
  let waiting: Promise<void>[] = [];
  for (const command of puppetDbCommands(nodes)) {
    waiting.push(store.submit(command));
    commands += 1;
    if (waiting.length >= 500) {
      await Promise.all(waiting);
      waiting = [];
    }
  }
  await Promise.all(waiting);
  const rate = commands / ((performance.now() - begun) / 1000);
  await store.close();
  const { size } = await stat(path);
  console.log(`\n### ${nodes} nodes\n\n${Math.round(rate)} commands a second, a file of ${megabytes(size)}\n`);
}

async function rowsOf(store: NodeStore, query: string): Promise<number> {
  let rows = 0;
  for await (const page of store.query({ query })) rows += page.length;
  return rows;
}

async function timed(action: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  await action();
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    await action();
    times.push(performance.now() - begun);
  }
  return times;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

async function measure(path: string, nodes: number): Promise<void> {
  const empty = process.memoryUsage().rss;
  const store = await openNodeStore({ path });
  console.log('| query | rows | p50 | max | PuppetDB p50 | max |\n| --- | --- | --- | --- | --- | --- |');
  for (const [query, median, worst] of queries) {
    const rows = await rowsOf(store, query);
    const ours = summarize(await timed(() => rowsOf(store, query)));
    const marked = nodes === 5000 && ours.median > median ? ' (slower)' : '';
    const peer = nodes === 5000 ? `${median} ms | ${worst} ms` : '— | —';
    console.log(`| \`${query}\` | ${rows} | ${duration(ours.median)}${marked} | ${duration(ours.worst)} | ${peer} |`);
  }
  const methods: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['all nodes for a list', () => store.nodes()],
    ['`os.family` of all nodes', () => store.factValues('os.family')],
    ['`networking.ip` of all nodes', () => store.factValues('networking.ip')],
    ['`os` of all nodes', () => store.factValues('os')],
    ['facts of one node', () => store.facts('web00.us.example.com')],
    ['count of `nodes{}`', () => store.count({ query: 'nodes{}' })],
  ];
  for (const [what, action] of methods) {
    const { median, worst } = summarize(await timed(action));
    console.log(`| ${what} | | ${duration(median)} | ${duration(worst)} | — | — |`);
  }
  const { rss } = process.memoryUsage();
  console.log(`\nmemory of the process: ${megabytes(rss)}, ${megabytes(empty)} before the store was opened`);
  await store.close();
}

/** Each step in a process of its own, so that memory is that of reading alone. */
async function measureApart(nodes: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-queries-'));
  const path = join(directory, 'nodes.sqlite');
  try {
    for (const step of ['load', 'measure']) {
      const args = [import.meta.filename, step, path, String(nodes)];
      console.log(execFileSync(process.execPath, args, { encoding: 'utf8' }).trimEnd());
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

const [first = '', path = '', count = ''] = process.argv.slice(2);
if (first === 'load') await load(path, Number(count));
else if (first === 'measure') await measure(path, Number(count));
else for (const nodes of first === '' ? [5000, 100_000] : [Number(first)]) await measureApart(nodes);
