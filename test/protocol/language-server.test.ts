import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  CancellationTokenSource,
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  type ClientOptions,
  type DiskProject,
  diskProject,
  type LanguageClient,
  serverProgram,
  startLanguageClient,
} from '../support/language-client.ts';

const metadata = '{\n  "description": "d",\n  "parameters": {\n    "name": { "type": "String[1]" }\n  }\n}\n';
const script = 'echo "$PT_name"\n';
const files = { 'bolt-project.yaml': 'name: p\n', 'tasks/t.json': metadata, 'tasks/t.sh': script };
const pulls = { textDocument: { diagnostic: {} } };

async function begin(
  context: TestContext,
  options: ClientOptions = {},
): Promise<{ client: LanguageClient; project: DiskProject }> {
  const project = diskProject(files);
  const client = await startLanguageClient(options);
  context.after(async () => {
    client.process.kill();
    project.remove();
  });
  return { client, project };
}

const codes = (found: readonly { readonly code: string }[]) => found.map((one) => one.code);
/** A server that does not answer fails its test instead of holding the others up. */
const limit = { timeout: 60_000 };
const at = (line: number, character: number) => ({ start: { line, character }, end: { line, character } });

test('pushes to a client that does not pull, latest text only, and across files', limit, async (context) => {
  const { client, project } = await begin(context);
  const json = project.uri('tasks/t.json');
  const shell = project.uri('tasks/t.sh');
  await client.open(json, metadata);
  await client.open(shell, script);
  assert.deepEqual((await client.published(({ uri, version }) => uri === json && version === 1)).diagnostics, []);
  await client.published(({ uri, version }) => uri === shell && version === 1);
  // Typing one letter after the other: only where the text ended up counts.
  for (const [index, letter] of [...'"zzz":1,'].entries()) await client.edit(json, index + 2, at(1, 2 + index), letter);
  const last = await client.published(({ uri, version }) => uri === json && version === 9);
  assert.deepEqual(codes(last.diagnostics), ['unknown-key']);
  assert.deepEqual(last.diagnostics[0]?.range, { start: { line: 1, character: 3 }, end: { line: 1, character: 6 } });
  // The unsaved metadata counts for the script, not the one on the disk.
  await client.edit(json, 10, { start: { line: 3, character: 5 }, end: { line: 3, character: 9 } }, 'other');
  const affected = await client.published(({ uri, diagnostics }) => uri === shell && diagnostics.length > 0);
  assert.deepEqual(codes(affected.diagnostics), ['undeclared-parameter']);
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: json } });
  await client.published(({ uri, version }) => uri === json && version === undefined);
  assert.equal(await client.close(), 0);
});

test('answers a client that pulls, and asks it to pull again when files change', limit, async (context) => {
  const capabilities = {
    ...pulls,
    workspace: {
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
    },
  };
  const project = diskProject(files);
  context.after(() => project.remove());
  const client = await startLanguageClient({ capabilities });
  const registered = new Promise<{ registrations: readonly { method: string }[] }>((resolve) => {
    client.connection.onRequest('client/registerCapability', resolve);
  });
  const refreshed = new Promise<void>((resolve) => {
    client.connection.onRequest('workspace/diagnostic/refresh', () => resolve());
  });
  let pushed = 0;
  client.connection.onNotification('textDocument/publishDiagnostics', () => {
    pushed += 1;
  });
  assert.deepEqual(
    (await registered).registrations.map((one) => one.method),
    ['workspace/didChangeWatchedFiles'],
  );
  const json = project.uri('tasks/t.json');
  await client.open(json, '{"description": "d", "files": ["p/files/a"]}');
  assert.deepEqual(codes(await client.pull(json)), ['missing-file']);
  project.write('files/a', '');
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: project.uri('files/a'), type: 1 }],
  });
  await refreshed;
  assert.deepEqual(codes(await client.pull(json)), []);
  assert.equal(pushed, 0);
  await client.close();
});

test('several folders are served by one process', limit, async (context) => {
  const { client, project } = await begin(context, { capabilities: pulls });
  const other = diskProject({ ...files, 'bolt-project.yaml': 'name: q\n' });
  context.after(() => other.remove());
  const text = '{"description": "d", "files": ["p/files/a", "q/files/a"]}';
  for (const { uri } of [project, other]) {
    await client.open(uri('tasks/t.json'), text);
    assert.equal((await client.pull(uri('tasks/t.json'))).length, 2);
  }
  project.write('files/a', '');
  other.write('files/a', '');
  const messages = [];
  for (const { uri } of [project, other])
    messages.push((await client.pull(uri('tasks/t.json'))).map((one) => one.message));
  assert.deepEqual(messages, [
    [`There is no module 'q' on the modulepath.`],
    [`There is no module 'p' on the modulepath.`],
  ]);
});

test('renames over files, and creates them only for a client that can', limit, async (context) => {
  const { client, project } = await begin(context, {
    capabilities: { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } } },
  });
  await client.open(project.uri('tasks/t.sh'), script);
  const edit: { documentChanges: readonly { textDocument: { uri: string }; edits: readonly { newText: string }[] }[] } =
    await client.at('rename', project.uri('tasks/t.sh'), { line: 0, character: 10 }, { newName: 'who' });
  assert.deepEqual(
    edit.documentChanges.map((one) => [one.textDocument.uri, one.edits.map((change) => change.newText)]),
    [
      [project.uri('tasks/t.json'), ['who']],
      [project.uri('tasks/t.sh'), ['who']],
    ],
  );
  await assert.rejects(
    client.at('rename', project.uri('tasks/t.sh'), { line: 0, character: 10 }, { newName: 'Who' }),
    /'Who' is no name for a parameter/,
  );
  const lonely = project.uri('tasks/u.sh');
  await client.open(lonely, 'echo $PT_a\n');
  const range = at(0, 0);
  const more = { range, context: { diagnostics: [] } };
  const [action]: readonly { title: string; edit: { documentChanges: readonly object[] } }[] = await client.at(
    'codeAction',
    lonely,
    range.start,
    more,
  );
  assert.equal(action?.title, 'Create u.json');
  assert.deepEqual(action?.edit.documentChanges[0], {
    kind: 'create',
    uri: project.uri('tasks/u.json'),
    options: { ignoreIfExists: true },
  });
  const refactoring = { range, context: { diagnostics: [], only: ['refactor'] } };
  assert.deepEqual(await client.at('codeAction', lonely, range.start, refactoring), []);
  const plain = await startLanguageClient();
  context.after(() => plain.process.kill());
  await plain.open(lonely, 'echo $PT_a\n');
  assert.deepEqual(await plain.at('codeAction', lonely, range.start, more), []);
});

test(
  'a request that is cancelled is answered so, nonsense is answered empty, and the server lives',
  limit,
  async (context) => {
    const { client, project } = await begin(context);
    const json = project.uri('tasks/t.json');
    await client.open(json, metadata);
    const source = new CancellationTokenSource();
    const parameters = { textDocument: { uri: json }, position: { line: 3, character: 6 } };
    const pending = client.connection.sendRequest('textDocument/hover', parameters, source.token);
    source.cancel();
    await assert.rejects(pending, (error) => error instanceof ResponseError && error.code === -32800);
    for (const uri of ['file:///nowhere.json', 'untitled:Untitled-1', 'file:///%', '']) {
      assert.equal(await client.at('hover', uri, { line: 0, character: 0 }), null);
    }
    assert.equal(await client.at('hover', json, { line: 99, character: 99 }), null);
    const found: { contents: { value: string } } = await client.at('hover', json, parameters.position);
    assert.match(found.contents.value, /`name`/);
    assert.equal(await client.close(), 0);
  },
);

test("leaves to an editor's own JSON server what that does", limit, async (context) => {
  const { client, project } = await begin(context, {
    capabilities: pulls,
    initializationOptions: { hasJsonServer: true },
  });
  const json = project.uri('tasks/t.json');
  await client.open(json, '{"description": "d", "description": "d", "zzz": 1,}');
  assert.deepEqual(codes(await client.pull(json)), ['unknown-key']);
  assert.equal(await client.at('documentSymbol', json, { line: 0, character: 0 }), null);
  assert.equal(await client.at('foldingRange', json, { line: 0, character: 0 }), null);
});

test('speaks over IPC', limit, async (context) => {
  const { client, project } = await begin(context, { transport: 'ipc', capabilities: pulls });
  await client.open(project.uri('tasks/t.sh'), 'echo $PT_nmae');
  assert.deepEqual(codes(await client.pull(project.uri('tasks/t.sh'))), ['undeclared-parameter']);
  assert.equal(await client.close(), 0);
});

test('serves Neovim', limit, async (context) => {
  const project = diskProject({ ...files, 'tasks/t.json': '{"description": "d", "paramters": {}}' });
  context.after(() => project.remove());
  const lua = join(project.directory, 'drive.lua');
  writeFileSync(
    lua,
    `
local messages = {}
vim.api.nvim_command('edit ' .. '${project.directory}/tasks/t.json')
local client = vim.lsp.start_client({ name = 'baton', cmd = { '${process.execPath}', '${serverProgram}', '--stdio' } })
vim.lsp.buf_attach_client(0, client)
local arrived = vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 10)
for _, one in ipairs(vim.diagnostic.get(0)) do
  table.insert(messages, string.format('%d:%d %s %s', one.lnum, one.col, one.user_data.lsp.code, one.message))
end
vim.fn.writefile(messages, '${project.directory}/out.txt')
io.stdout:write(table.concat(messages, '\\n'))
vim.cmd('qall!')
`,
  );
  const nvim = spawn('nvim', ['--headless', '--clean', '-c', `luafile ${lua}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => nvim.kill());
  let output = '';
  nvim.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await once(nvim, 'close');
  assert.match(output, /0:22 unknown-key The metadata of a task has no key 'paramters'\. Did you mean 'parameters'\?/);
});

test('requests are refused before initialize and after shutdown, and a second initialize always', limit, async () => {
  const child = spawn(process.execPath, [serverProgram, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const hover = { textDocument: { uri: 'file:///a.pp' }, position: { line: 0, character: 0 } };
  const refused = (code: number) => (error: unknown) => error instanceof ResponseError && error.code === code;
  await assert.rejects(connection.sendRequest('textDocument/hover', hover), refused(-32002));
  const initialize = () => connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await initialize();
  await assert.rejects(initialize(), refused(-32600));
  assert.equal(await connection.sendRequest('textDocument/hover', hover), null);
  await connection.sendRequest('shutdown');
  await assert.rejects(connection.sendRequest('textDocument/hover', hover), refused(-32600));
  const exited = once(child, 'exit');
  await connection.sendNotification('exit');
  assert.deepEqual(await exited, [0, null]);
});
