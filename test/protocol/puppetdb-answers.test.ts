import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  ManualClock,
  silentLog,
} from '../../orchestrator-core/common/index.ts';
import type { NodeStore } from '../../orchestrator-core/inventory/index.ts';
import { systemIds } from '../../orchestrator-core/node/index.ts';
import { listenPuppetDb, type PuppetDbListener } from '../../orchestrator-core/services/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';

/** What PuppetDB 7.12.1 answered over HTTP once it had the commands of commands.jsonl.gz. */
interface Recorded {
  readonly id: string;
  readonly group: string;
  readonly query?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** What was sent, where it was not asked by URL. */
  readonly body?: string;
  readonly status: number;
  readonly ordered?: boolean;
  readonly result?: Json;
  readonly error?: string;
}

interface Command {
  readonly command: string;
  readonly version: number;
  readonly certname: string;
  readonly payload: { readonly producer_timestamp: string };
}

const fixtures = join(import.meta.dirname, '../fixtures/puppetdb');

async function lines<T>(name: string): Promise<readonly T[]> {
  const text = gunzipSync(await readFile(join(fixtures, name))).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const recorded = await lines<Recorded>('answers.jsonl.gz');
const rank = ['replace_facts', 'replace_catalog', 'store_report', 'deactivate_node'];

describe('what PuppetDB was asked', () => {
  let directory = '';
  let store: NodeStore;
  let listener: PuppetDbListener;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'baton-answers-'));
    store = await openNodeStore({ path: join(directory, 'nodes.sqlite'), corrective: false });
    listener = await listenPuppetDb({
      store,
      discarded: join(directory, 'discarded'),
      ids: systemIds,
      clock: new ManualClock(Date.parse('2026-11-21T08:29:45Z')),
      log: silentLog,
      plainPort: 0,
    });
    await load();
  });
  after(async () => {
    await listener.close();
    await store.close();
    await rm(directory, { recursive: true });
  });

  /** As a server sends them, with numbers of 64 bits as they are. */
  async function load(): Promise<void> {
    const text = gunzipSync(await readFile(join(fixtures, 'commands.jsonl.gz'))).toString();
    const commands = text.trimEnd().split('\n');
    const read = commands.map((line): Command => JSON.parse(line));
    for (const name of rank) {
      const those = commands.filter((_, index) => read[index]?.command === name);
      await Promise.all(
        those.map(async (line) => {
          const { command, version, certname, payload } = JSON.parse(line) as Command;
          const params = new URLSearchParams({
            command,
            version: String(version),
            certname,
            'producer-timestamp': payload.producer_timestamp,
            secondsToWaitForCompletion: '20',
          });
          const body = line.slice(line.indexOf('"payload":') + '"payload":'.length, -1);
          const headers = { 'Content-Type': 'application/json' };
          const answer = await fetch(`${listener.plain?.url}/pdb/cmd/v1?${params}`, { method: 'POST', headers, body });
          assert.equal(answer.status, 200, await answer.text());
        }),
      );
    }
  }

  for (const group of new Set(recorded.map((each) => each.group))) {
    it(`is answered the same: ${group}`, async () => {
      const different: string[] = [];
      for (const each of recorded.filter((one) => one.group === group)) {
        const difference = await compare(each);
        if (difference !== undefined) different.push(`${each.id} ${each.query ?? each.path}: ${difference}`);
      }
      assert.deepEqual(different, []);
    });
  }

  async function compare(expected: Recorded): Promise<string | undefined> {
    const params = new URLSearchParams(expected.query === undefined ? expected.params : { query: expected.query });
    const url = `${listener.plain?.url}${expected.path ?? '/pdb/query/v4'}?${params}`;
    const sent = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: expected.body ?? '' };
    const answer = await fetch(url, { redirect: 'manual', ...(expected.body === undefined ? {} : sent) });
    const text = await answer.text();
    // What makes PuppetDB fail is a mistake in the query here, or has an answer.
    const statuses = expected.status === 500 ? [200, 400] : [expected.status];
    if (!statuses.includes(answer.status)) return `${answer.status} instead of ${expected.status}: ${text}`;
    const type = answer.headers.get('content-type');
    if (type !== typeOf(expected, answer.status)) return `comes as ${type}`;
    if (answer.status >= 400) return isOurs(expected) || sameText(text, expected.error) ? undefined : `says ${text}`;
    if (expected.result === undefined || expected.status !== 200) return undefined;
    return difference(expected, JSON.parse(text));
  }
});

/** Rows and what does not exist are JSON; errors are words, and a redirection has none. */
function typeOf({ error = '' }: Recorded, status: number): string | null {
  if (status === 302) return null;
  return `${status === 200 || error.startsWith('{') ? 'application/json' : 'text/plain'};charset=utf-8`;
}

/** PuppetDB tells of its insides there. */
function isOurs({ status, error = '' }: Recorded): boolean {
  return status === 500 || error.startsWith('No implementation of method');
}

/** Apart from blanks around what stands in JSON. */
function sameText(text: string, expected = ''): boolean {
  const isJson = expected.startsWith('{');
  return isJson ? canonical(JSON.parse(text)) === canonical(JSON.parse(expected)) : text.trim() === expected.trim();
}

/** What is another each time it is loaded. */
const volatile = new Set([
  'facts_timestamp',
  'catalog_timestamp',
  'receive_time',
  'report_receive_time',
  'hash',
  'latest_report_hash',
  'report',
  'resource',
  'href',
]);

function difference({ query = '', path = '', ordered, result }: Recorded, actual: Json): string | undefined {
  const entity = /^\s*(\w+)/.exec(query)?.[1] ?? path.split('/')[4] ?? '';
  const received = entity === 'inventory' || entity === 'factsets';
  const texts = (value: Json | undefined): readonly string[] => {
    const rows = (Array.isArray(value) ? value : [value]).map((row) => canonical(masked(row ?? null, received)));
    return ordered === true ? rows : rows.sort();
  };
  const [wanted, found] = [texts(result), texts(actual)];
  if (wanted.length !== found.length) return `${found.length} rows instead of ${wanted.length}`;
  const at = wanted.findIndex((row, index) => row !== found[index]);
  return at < 0 ? undefined : `${found[at]} instead of ${wanted[at]}`;
}

function masked(value: Json, received: boolean): Json {
  if (Array.isArray(value)) return value.map((each: Json) => masked(each, received));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, member]): [string, Json] => {
    const isMasked = (volatile.has(key) && member !== null) || (key === 'timestamp' && received);
    return [key, isMasked ? '…' : masked(member, false)];
  });
  return Object.fromEntries(entries);
}

/** As text: keys in order, and lists within a row too, for those come in any. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members: JsonObject = value;
  return `{${Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(members[key] ?? null)}`)
    .join(',')}}`;
}
