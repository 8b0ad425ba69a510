import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { diskProject, startLanguageClient } from '../support/language-client.ts';

/** A server that does not answer fails its test instead of holding the others up. */
const limit = { timeout: 60_000 };

const files = {
  'bolt-project.yaml': 'name: p\n',
  'plans/deploy.pp': "plan p::deploy($path) {\n  run_task('p::copy', 'all', path => $path)\n}\n",
  'plans/all.pp': "plan p::all() {\n  run_plan('p::deploy', path => '/x')\n}\n",
  'tasks/copy.json': '{"parameters": {"path": {}}}\n',
  'tasks/copy.sh': 'echo "$PT_path"\n',
  'manifests/web.pp': 'class p::web { }\nclass p::web::more { }\n',
};

const able = {
  textDocument: {
    definition: { linkSupport: true },
    rename: { prepareSupport: true },
  },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] } },
};

async function begin(context: TestContext, capabilities: object) {
  const project = diskProject(files);
  const client = await startLanguageClient({ capabilities, folders: [project.uri('').replace(/\/$/, '')] });
  context.after(() => {
    client.process.kill();
    project.remove();
  });
  await client.open(project.uri('plans/all.pp'), files['plans/all.pp']);
  return { client, project, uri: project.uri('plans/all.pp') };
}

const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});
const inName = { line: 1, character: 14 };

test('a definition says which text was asked about, to clients that understand it', limit, async (context) => {
  const { client, project, uri } = await begin(context, able);
  const target = range(0, 5, 14);
  assert.deepEqual(await client.at('definition', uri, inName), [
    {
      originSelectionRange: range(1, 12, 21),
      targetUri: project.uri('plans/deploy.pp'),
      targetRange: target,
      targetSelectionRange: target,
    },
  ]);
  assert.equal(await client.close(), 0);
  const plain = await begin(context, {});
  assert.deepEqual(await plain.client.at('definition', plain.uri, inName), [
    { uri: plain.project.uri('plans/deploy.pp'), range: target },
  ]);
  assert.equal(await plain.client.close(), 0);
});

test('renaming a plan moves its file, and is refused where the editor cannot move files', limit, async (context) => {
  const { client, project, uri } = await begin(context, able);
  assert.deepEqual(await client.at('prepareRename', uri, inName), {
    range: range(1, 12, 21),
    placeholder: 'p::deploy',
  });
  const edit = await client.at<{ documentChanges: unknown }>('rename', uri, inName, { newName: 'p::sub::roll' });
  const text = (name: string, where: ReturnType<typeof range>) => ({
    textDocument: { uri: project.uri(name), version: null },
    edits: [{ range: where, newText: 'p::sub::roll' }],
  });
  assert.deepEqual(edit.documentChanges, [
    text('plans/all.pp', range(1, 12, 21)),
    text('plans/deploy.pp', range(0, 5, 14)),
    { kind: 'rename', oldUri: project.uri('plans/deploy.pp'), newUri: project.uri('plans/sub/roll.pp') },
  ]);
  await assert.rejects(client.at('rename', uri, inName, { newName: 'p::all' }), /There is a plan 'p::all' already\./);
  assert.equal(await client.close(), 0);
  const plain = await begin(context, {});
  await assert.rejects(plain.client.at('rename', plain.uri, inName, { newName: 'p::roll' }), /editor cannot do that/);
  assert.equal(await plain.client.close(), 0);
});

test('a file that is moved takes its name along', limit, async (context) => {
  const { client, project } = await begin(context, able);
  const moved = { oldUri: project.uri('tasks/copy.sh'), newUri: project.uri('tasks/fetch.sh') };
  const edit = await client.connection.sendRequest<{ documentChanges: unknown }>('workspace/willRenameFiles', {
    files: [moved],
  });
  assert.deepEqual(edit.documentChanges, [
    {
      textDocument: { uri: project.uri('plans/deploy.pp'), version: null },
      edits: [{ range: range(1, 12, 19), newText: 'p::fetch' }],
    },
    { kind: 'rename', oldUri: project.uri('tasks/copy.json'), newUri: project.uri('tasks/fetch.json') },
  ]);
  const shown = new Promise<{ readonly message: string }>((resolve) => {
    client.connection.onNotification('window/showMessage', resolve);
  });
  const kept = { oldUri: project.uri('manifests/web.pp'), newUri: project.uri('manifests/site.pp') };
  assert.equal(await client.connection.sendRequest('workspace/willRenameFiles', { files: [kept] }), null);
  assert.match((await shown).message, /^Names stay as they are: web\.pp holds 'p::web::more', too/);
  assert.equal(await client.close(), 0);
});

test('symbols of all modules, and who calls whom', limit, async (context) => {
  const { client, project, uri } = await begin(context, able);
  // Whatever is known when it is asked is answered; the hierarchy waits until all is known.
  const [item] = await client.at<readonly { name: string; uri: string }[]>('prepareCallHierarchy', uri, inName);
  assert.deepEqual([item?.name, item?.uri], ['p::deploy', project.uri('plans/deploy.pp')]);
  interface Call {
    readonly from?: { readonly name: string };
    readonly to?: { readonly name: string };
    readonly fromRanges: unknown;
  }
  const incoming: readonly Call[] = await client.connection.sendRequest('callHierarchy/incomingCalls', { item });
  assert.deepEqual(
    incoming.map(({ from, fromRanges }) => [from?.name, fromRanges]),
    [['p::all', [range(1, 12, 21)]]],
  );
  const outgoing: readonly Call[] = await client.connection.sendRequest('callHierarchy/outgoingCalls', { item });
  assert.deepEqual(
    outgoing.map(({ to, fromRanges }) => [to?.name, fromRanges]),
    [['p::copy', [range(1, 12, 19)]]],
  );
  const symbols: readonly { readonly name: string; readonly containerName: string }[] =
    await client.connection.sendRequest('workspace/symbol', { query: 'copy' });
  assert.deepEqual(
    symbols.map(({ name, containerName }) => [name, containerName]),
    [['p::copy', 'task']],
  );
  assert.equal(await client.close(), 0);
});
