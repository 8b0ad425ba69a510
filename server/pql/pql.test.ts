import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../orchestrator-core/common/index.ts';
import type { AstValue, PqlWish } from '../../orchestrator-core/pql/index.ts';
import { testProject } from '../documents/test-project.ts';
import { codeLenses } from '../features/code-lenses.ts';
import { completion } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { formatting } from '../features/formatting.ts';
import { hover } from '../features/hover.ts';
import { semanticTokens } from '../features/semantic-tokens.ts';
import { createKnownWords } from './known-words.ts';
import { splitQueries } from './split.ts';

const head = { 'bolt-project.yaml': 'name: p\n' };

/** Each problem as `code: text`, of codes about queries. */
async function problems(name: string, text: string): Promise<readonly string[]> {
  const { workspace } = testProject({ ...head, [name]: text });
  const found = await diagnostics(workspace, `/p/${name}`);
  return found
    .filter(({ code }) => code.startsWith('pql-'))
    .map(({ code, message, start, end }) => `${code} ${text.slice(start, end)}: ${message}`);
}

test('a file has a query between empty lines, with a title above it', () => {
  const text = '# A file\n\n#   Failed  \nnodes {\n  # why\n  a = 1\n}\n\n\n  facts {}  \n# end\n';
  const found = splitQueries(text).map((query) => ({ title: query.title, text: query.text, start: query.span.start }));
  assert.deepEqual(found, [
    { title: 'Failed', text: 'nodes {\n       \n  a = 1\n}', start: 23 },
    { title: undefined, text: 'facts {}', start: 53 },
  ]);
  const open = splitQueries('nodes {\n  a = 1 and\n  \n  b = 2\n}\n\nfacts {\n  \n\nresources { a = "{" }\n\nx\n');
  assert.deepEqual(
    open.map((query) => query.text),
    ['nodes {\n  a = 1 and\n  \n  b = 2\n}', 'facts {\n  \n\n', 'resources { a = "{" }', 'x'],
  );
  const crlf = splitQueries('nodes {\r\n}\r\n\r\nfacts {}');
  assert.deepEqual(
    crlf.map((query) => query.text),
    ['nodes {\r\n}', 'facts {}'],
  );
});

test('mistakes stand where they are written, in whatever document the query is', async () => {
  const field = "'nodes' has no field 'cername'. Did you mean 'certname'?";
  const cases: readonly (readonly [name: string, text: string, ...problems: string[]])[] = [
    ['a.pql', 'nodes { cername = 1 }\n', `pql-unknown-field cername: ${field}`],
    [
      'a.pql',
      'facts {}\n\nnodes { certname }',
      "pql-syntax }: Expected one of: 'is not null', 'is null', 'in', '!~', '!=', '=', '>', '<', '<=', '>=', '~>', '~'.",
    ],
    [
      'a.pql',
      'nodes { certname = "a"\n',
      "pql-syntax \": Expected one of: '}', a space, 'order by', 'offset', 'limit', 'group by', 'or', 'and'.",
    ],
    ['a.pql', '["from", "nodes",\n 01]', 'pql-syntax 0: Invalid numeric value: Leading zeroes not allowed.'],
    ['a.pql', 'nodes { limit 1 limit 2 }', "pql-syntax limit 2: Multiple 'limit' clauses are not permitted."],
    [
      'plans/a.pp',
      `plan p::a() { puppetdb_query('nodes { certname = \\'a\\' and cername = 1 }') }`,
      `pql-unknown-field cername: ${field}`,
    ],
    [
      'plans/a.pp',
      'plan p::a() { puppetdb_query("nodes { certname = \\"a\\" and cername = 1 }") }',
      `pql-unknown-field cername: ${field}`,
    ],
    [
      'plans/a.pp',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Puppet's interpolation
      'plan p::a($x) { puppetdb_query("nodes { ${x} }") puppetdb_query($x) puppetdb_query(["from", "n"]) }',
    ],
    [
      'plans/a.pp',
      'plan p::a() { puppetdb_query(@(END))\n  nodes { cername = 1 }\n  | END\n}',
      `pql-unknown-field cername: ${field}`,
    ],
    ['plans/a.yaml', 'steps:\n  - name: x\n    eval: $y\n  - eval: $puppetdb_query\nreturn: $x\n'],
    [
      'plans/a.yaml',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Puppet's interpolation
      "steps: []\nreturn: ${puppetdb_query('nodes { cername = 1 }')}\n",
      `pql-unknown-field cername: ${field}`,
    ],
    [
      'inventory.yaml',
      "targets:\n  - _plugin: puppetdb\n    query: 'nodes[certname] { cername = ''a'' }'\n",
      `pql-unknown-field cername: ${field}`,
    ],
    ['inventory.yaml', 'targets:\n  - _plugin: other\n    query: nonsense\n'],
  ];
  for (const [name, text, ...expected] of cases) assert.deepEqual(await problems(name, text), expected, text);
});

test('a field that is nearly right is replaced', async () => {
  const { workspace } = testProject({ ...head, 'a.pql': 'nodes { cername = "a" }' });
  const [found] = await diagnostics(workspace, '/p/a.pql');
  assert.deepEqual(found?.fixes?.[0]?.files, [
    { path: '/p/a.pql', changes: [{ start: 8, end: 15, text: 'certname' }] },
  ]);
});

test('what can be written is offered where the query is, in the quotes around it', async () => {
  const labels = async (name: string, text: string) => {
    const { workspace, cursor } = testProject({ ...head, [name]: text });
    return (await completion(workspace, cursor.path, cursor.offset)).map(({ label, insert }) => `${label}: ${insert}`);
  };
  assert.ok((await labels('a.pql', 'nodes { cer$0 }')).includes('certname: certname'));
  assert.ok((await labels('a.pql', 'nodes {}\n\n$0\n')).includes('facts: facts[$1] { $0 }'));
  assert.ok(
    (await labels('plans/a.pp', "plan p::a() { puppetdb_query('nodes { cer$0 }') }")).includes('certname: certname'),
  );
  const quoted = await labels('plans/a.pp', "plan p::a() { puppetdb_query('reports { status = $0 }') }");
  assert.ok(quoted.includes('"failed": "failed"'));
  const doubled = await labels('plans/a.pp', 'plan p::a() { puppetdb_query("reports { status = $0 }") }');
  assert.ok(doubled.includes('"failed": \\"failed\\"'));
  const inventory = "targets:\n  - _plugin: puppetdb\n    query: 'nodes[$0] { }'\n";
  assert.ok((await labels('inventory.yaml', inventory)).includes('certname: certname'));
  const outside = await labels('plans/a.pp', "plan p::a() { $0 puppetdb_query('nodes {}') }");
  assert.ok(!outside.includes('certname: certname'));
});

test('a query is told of, coloured, outlined, folded, laid out and run', async () => {
  const text = '# Failed\nnodes[certname]{latest_report_status = "failed"}\n\nfacts {\n}\n';
  const { workspace } = testProject({ ...head, 'a.pql': text });
  const path = '/p/a.pql';
  const told = await hover(workspace, path, text.indexOf('certname'));
  assert.match(told?.markdown ?? '', /^\*\*`certname`\*\* of `nodes`/);
  const coloured = (await semanticTokens(workspace, path)).map(
    ({ kind, start, end }) => `${kind} ${text.slice(start, end)}`,
  );
  assert.deepEqual(coloured, [
    'class nodes',
    'property certname',
    'property latest_report_status',
    'operator =',
    'string "failed"',
    'class facts',
  ]);
  const outline = (await documentSymbols(workspace, path)).map(({ name, detail }) => [name, detail]);
  assert.deepEqual(outline, [
    ['Failed', 'nodes[certname]{latest_report_status = "failed"}'],
    ['facts {', undefined],
  ]);
  assert.deepEqual(await folding(workspace, path), [{ startLine: 3, endLine: 4 }]);
  const changes = (await formatting(workspace, path, { tabWidth: 2 })).map((change) => change.text);
  assert.deepEqual(changes, ['nodes[certname] { latest_report_status = "failed" }', 'facts {}']);
  const lenses = await codeLenses(workspace, path);
  assert.deepEqual(
    lenses.map(({ title, command, arguments: given, start }) => [title, command, given, start]),
    [
      ['Run query', 'baton.runQuery', ['nodes[certname]{latest_report_status = "failed"}'], 9],
      ['Run query', 'baton.runQuery', ['facts {\n}'], 59],
    ],
  );
});

const wish: PqlWish = { query: ['from', 'nodes'] };

test('the nodes are asked once for what is asked again and again', async () => {
  const clock = new ManualClock();
  const asked: string[] = [];
  const words = createKnownWords(clock, async (query) => {
    asked.push(query);
    return [{ certname: `node${asked.length}` }];
  });
  assert.deepEqual(await words.of(wish), ['node1']);
  assert.deepEqual(await words.of(wish), ['node1']);
  clock.advance(31_000);
  assert.deepEqual(await words.of(wish), ['node2']);
  assert.deepEqual(asked, ['["from","nodes"]', '["from","nodes"]']);
});

test('nobody waits for nodes that do not answer, and what they say later is known', async () => {
  const clock = new ManualClock();
  const { promise, resolve } = Promise.withResolvers<readonly AstValue[] | undefined>();
  const words = createKnownWords(clock, () => promise);
  const first = words.of(wish);
  clock.advance(800);
  assert.deepEqual(await first, []);
  resolve([{ certname: 'late' }]);
  assert.deepEqual(await words.of(wish), ['late']);
});

test('without an orchestrator, and where it fails, there are no values', async () => {
  assert.deepEqual(await createKnownWords(new ManualClock(), undefined).of(wish), []);
  assert.deepEqual(await createKnownWords(new ManualClock(), async () => undefined).of(wish), []);
  assert.deepEqual(await createKnownWords(new ManualClock(), () => Promise.reject(new Error('gone'))).of(wish), []);
});
