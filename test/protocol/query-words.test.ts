/** What completion asks of the nodes, answered by the store that keeps what is known of them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Json } from '../../orchestrator-core/common/index.ts';
import { astText, completePql, isAstList, parseAst, pqlWish, wishedWords } from '../../orchestrator-core/pql/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';

const facts: readonly Readonly<Record<string, Json>>[] = [
  { os: { family: 'Debian', release: { major: '12' } }, role: 'web', cpus: ['x', 'y'], 'a b': { 'c.d': 1 }, n: 5 },
  {
    os: { family: 'RedHat', release: { major: '9' } },
    role: 'db',
    cpus: ['z'],
    up: true,
    trusted: { authenticated: 'remote' },
  },
];

test('what is offered comes out of the store, whatever is asked', { timeout: 60_000 }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-words-'));
  context.after(() => rm(directory, { recursive: true }));
  const store = await openNodeStore({ path: join(directory, 'nodes.sqlite') });
  context.after(() => store.close());
  for (const [index, values] of facts.entries()) {
    const certname = `node${index}`;
    const producer_timestamp = '2026-01-01T00:00:00Z';
    const payload = { certname, values, environment: 'production', producer: 'p', producer_timestamp };
    await store.submit({ command: 'replace facts', version: 5, certname, payload, received: 1000 });
  }
  const offered = async (marked: string): Promise<readonly string[]> => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const wish = pqlWish(text, offset);
    assert.ok(wish !== undefined, marked);
    const rows: string[] = [];
    // As the client passes it on: a text.
    for await (const page of store.query({ query: astText(wish.query) })) rows.push(...page);
    const read = parseAst(`[${rows.join(',')}]`);
    assert.ok(read.ok && isAstList(read.ast));
    const known = wishedWords(wish, read.ast);
    return completePql(text, offset, () => known)
      .filter(({ kind }) => kind === 'value' || marked.includes('.|'))
      .map(({ insert }) => insert)
      .sort();
  };
  const cases: readonly (readonly [marked: string, ...words: string[]])[] = [
    ['nodes { certname = "|" }', 'node0', 'node1'],
    ['facts { name = "|" }', 'a b', 'cpus', 'n', 'os', 'role', 'trusted', 'up'],
    ['facts { name = "role" and value = | }', '"db"', '"web"'],
    ['inventory { facts.| }', '"a b"', 'cpus', 'n', 'os', 'role', 'trusted', 'up'],
    ['inventory { facts.os.| }', 'family', 'release'],
    ['inventory { facts."a b".| }', '"c.d"'],
    ['inventory { trusted.| }', 'authenticated'],
    ['inventory { facts.os.release.major = | }', '"12"', '"9"'],
    ['inventory { facts.cpus[0] = | }', '"x"', '"z"'],
    ['inventory { facts.up = | }', 'true'],
    ['inventory { facts.n = | }', '5'],
    ['nodes { facts_environment = "|" }', 'production'],
    ['factsets { producer = "|" }', 'p'],
    ['resources { type = "|" }'],
    ['resources { type = "File" and title = "|" }'],
    ['package_inventory { package_name = "|" }'],
    ['fact_contents { path = ["os", "|', 'family', 'release'],
  ];
  for (const [marked, ...words] of cases) assert.deepEqual(await offered(marked), words, marked);
});
