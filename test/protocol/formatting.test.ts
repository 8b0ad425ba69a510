/** The formatter as an editor meets it: edits, and when it is announced. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskProject, startLanguageClient } from '../support/language-client.ts';

const limit = { timeout: 60_000 };
const source = "class a{\n\tnotify{'x':message=>'y'}\n}\n";
const options = { tabSize: 4, insertSpaces: false };
const at = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

test('a document and a part of it are formatted by the smallest edits', limit, async (context) => {
  const project = diskProject({ 'manifests/a.pp': source });
  const client = await startLanguageClient();
  context.after(() => {
    client.process.kill();
    project.remove();
  });
  const uri = project.uri('manifests/a.pp');
  const textDocument = { uri };
  await client.open(uri, source);
  const whole = await client.connection.sendRequest('textDocument/formatting', { textDocument, options });
  assert.deepEqual(whole, [
    { range: at(0, 7, 7), newText: ' ' },
    { range: at(1, 0, 1), newText: '  ' },
    { range: at(1, 7, 7), newText: ' ' },
    { range: at(1, 8, 8), newText: ' ' },
    { range: at(1, 12, 12), newText: ' ' },
    { range: at(1, 19, 19), newText: ' ' },
    { range: at(1, 21, 21), newText: ' ' },
    { range: at(1, 24, 24), newText: ' ' },
  ]);
  const range = at(0, 0, 8);
  const part = await client.connection.sendRequest('textDocument/rangeFormatting', { textDocument, options, range });
  assert.deepEqual(part, [{ range: at(0, 7, 7), newText: ' ' }]);
  const ranges = [range, at(1, 0, 2)];
  const parts = await client.connection.sendRequest('textDocument/rangesFormatting', { textDocument, options, ranges });
  assert.deepEqual(parts, [
    { range: at(0, 7, 7), newText: ' ' },
    { range: at(1, 0, 1), newText: '  ' },
  ]);
  const settings = { baton: { format: { enabled: false } } };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  assert.equal(await client.connection.sendRequest('textDocument/formatting', { textDocument, options }), null);
  assert.equal(await client.close(), 0);
});

test('a client that can is told of the formatter, and that it is gone', limit, async (context) => {
  const dynamicRegistration = true;
  const formatting = { formatting: { dynamicRegistration }, rangeFormatting: { dynamicRegistration } };
  const client = await startLanguageClient({ capabilities: { textDocument: formatting } });
  context.after(() => client.process.kill());
  const methods = (parameters: object, key: string) =>
    (Reflect.get(parameters, key) as readonly { readonly method: string }[]).map(({ method }) => method);
  const seen: string[] = [];
  const announced = new Promise<void>((resolve) => {
    client.connection.onRequest('client/registerCapability', (parameters: object) => {
      seen.push(...methods(parameters, 'registrations'));
      if (seen.length === 2) resolve();
    });
  });
  await announced;
  assert.deepEqual(seen.sort(), ['textDocument/formatting', 'textDocument/rangeFormatting']);
  const gone: string[] = [];
  const withdrawn = new Promise<void>((resolve) => {
    client.connection.onRequest('client/unregisterCapability', (parameters: object) => {
      gone.push(...methods(parameters, 'unregisterations'));
      if (gone.length === 2) resolve();
    });
  });
  const settings = { baton: { format: { enabled: false } } };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  await withdrawn;
  assert.deepEqual(gone.sort(), ['textDocument/formatting', 'textDocument/rangeFormatting']);
});
