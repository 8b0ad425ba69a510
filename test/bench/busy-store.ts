/**
 * `node test/bench/busy-store.ts [NODES] [FILE]`: how long lists and small queries wait while others ask much of the node
 * store, with 100,000 nodes unless told otherwise; FILE is a store that `queries.ts load` has filled.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeStore } from '../../orchestrator-core/inventory/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';
import { puppetDbCommands } from '../support/puppetdb-commands.ts';
import { duration, timed } from './measure.ts';

/** Takes seconds, and gives no row before its end. */
const heavy = 'facts[count()]{ value ~ "a.*b.*c" }';
const node = 'web00.us.example.com';
const runs = 10;

/** What a list asks of the store when a node has changed, what it asks at first, and a query of somebody else. */
const light: readonly (readonly [what: string, ask: (store: NodeStore) => Promise<unknown>])[] = [
  ['a list, when a node changed', (store) => Promise.all([store.nodes([node]), store.factValues('os.family', [node])])],
  ['facts of a node', (store) => store.facts(node)],
  ['a query of one node', (store) => drain(store, `nodes[certname]{ certname = "${node}" }`)],
];

async function drain(store: NodeStore, query: string, signal?: AbortSignal): Promise<void> {
  for await (const _ of store.query({ query }, signal));
}

async function fill(path: string, nodes: number): Promise<void> {
  const store = await openNodeStore({ path });
  let waiting: Promise<void>[] = [];
  for (const command of puppetDbCommands(nodes)) {
    waiting.push(store.submit(command));
    if (waiting.length < 500) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  await store.close();
}

async function measure(path: string): Promise<void> {
  const begun = performance.now();
  const store = await openNodeStore({ path });
  console.log(`opened after ${duration(performance.now() - begun)}`);
  const first = performance.now();
  await drain(store, 'nodes[count()]{}');
  console.log(`first query after ${duration(performance.now() - first)}\n`);
  for (const beside of [0, 1, 4]) {
    const cancel = new AbortController();
    const others = Array.from({ length: beside }, async () => {
      while (!cancel.signal.aborted) await drain(store, heavy, cancel.signal).catch(() => {});
    });
    for (const [what, ask] of light) {
      const { median, worst } = await timed(runs, () => ask(store));
      console.log(`| ${what} | ${beside} | ${duration(median)} | ${duration(worst)} |`);
    }
    const ended = performance.now();
    cancel.abort();
    await Promise.all(others);
    // An answer behind what was aborted says when that has ended.
    await drain(store, 'nodes[count()]{}');
    if (beside > 0)
      console.log(`| ended, and the next one answered | ${beside} | ${duration(performance.now() - ended)} | |`);
  }
  console.log(`\nmemory of the process: ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
  await store.close();
}

const [count = '100000', given] = process.argv.slice(2);
if (given !== undefined) await measure(given);
else {
  const directory = await mkdtemp(join(tmpdir(), 'baton-busy-'));
  try {
    await fill(join(directory, 'nodes.sqlite'), Number(count));
    await measure(join(directory, 'nodes.sqlite'));
  } finally {
    await rm(directory, { recursive: true });
  }
}
