/** Queries in an editor that speaks the protocol, with and without somebody who knows the nodes. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { diskProject, type LanguageClient, startLanguageClient } from '../support/language-client.ts';

const limit = { timeout: 60_000 };
const query = 'inventory[certname] {\n  facts.os.family = ""\n}\n';
/** Between the quotes. */
const place = { line: 1, character: 21 };

interface Item {
  readonly label: string;
  readonly textEdit: { readonly newText: string };
}

async function begin(context: TestContext, options: object): Promise<{ client: LanguageClient; uri: string }> {
  const project = diskProject({ 'bolt-project.yaml': 'name: p\n', 'failed.pql': query });
  const client = await startLanguageClient({
    capabilities: { textDocument: { diagnostic: {} } },
    initializationOptions: options,
  });
  context.after(async () => {
    await client.close();
    project.remove();
  });
  const uri = project.uri('failed.pql');
  await client.open(uri, query);
  return { client, uri };
}

test('values come from the client, by its own query', limit, async (context) => {
  const { client, uri } = await begin(context, { answersQueries: true });
  const asked: unknown[] = [];
  client.connection.onRequest('baton/query', (parameters) => {
    asked.push(parameters);
    return [{ 'facts.os.family': 'Debian' }, { 'facts.os.family': 'RedHat' }, { 'facts.os.family': null }];
  });
  for (let round = 0; round < 2; round += 1) {
    const { items } = await client.at<{ items: readonly Item[] }>('completion', uri, place);
    assert.deepEqual(
      items.map(({ label, textEdit }) => [label, textEdit.newText]),
      [
        ['Debian', 'Debian'],
        ['RedHat', 'RedHat'],
      ],
    );
  }
  const ast = '["from","inventory",["extract",["facts.os.family"],["group_by","facts.os.family"]],["limit",2000]]';
  assert.deepEqual(asked, [{ query: ast }]);
});

test('a client that does not answer gets the language, and is not asked', limit, async (context) => {
  const { client, uri } = await begin(context, { lenses: true });
  client.connection.onRequest('baton/query', () => assert.fail('nobody is to ask'));
  const { items: values } = await client.at<{ items: readonly Item[] }>('completion', uri, place);
  assert.deepEqual(values, []);
  const { items: fields } = await client.at<{ items: readonly Item[] }>('completion', uri, { line: 0, character: 10 });
  assert.ok(fields.some(({ label }) => label === 'certname'));
  const lenses = await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  assert.deepEqual(lenses, [
    {
      range: { start: { line: 0, character: 0 }, end: { line: 2, character: 1 } },
      command: { title: 'Run query', command: 'baton.runQuery', arguments: [query.trimEnd()] },
    },
  ]);
});

test('a client that fails is asked in vain, and everything else works', limit, async (context) => {
  const { client, uri } = await begin(context, { answersQueries: true });
  client.connection.onRequest('baton/query', () => {
    throw new Error('the orchestrator is gone');
  });
  const { items } = await client.at<{ items: readonly Item[] }>('completion', uri, place);
  assert.deepEqual(items, []);
  await client.edit(uri, 2, { start: { line: 1, character: 2 }, end: { line: 1, character: 7 } }, 'fact');
  const found = await client.pull(uri);
  assert.deepEqual(
    found.map(({ code }) => code),
    ['pql-syntax'],
  );
});
