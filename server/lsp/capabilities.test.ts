import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clientOf, serverCapabilities } from './capabilities.ts';

/** `workspace/symbol` is announced as `workspaceSymbolProvider`, `textDocument/x` as `xProvider`. */
function provider(method: string): string {
  const [area, name = ''] = method.split('/');
  if (area === 'workspace') return 'workspaceSymbolProvider';
  const names: Readonly<Record<string, string>> = { formatting: 'documentFormatting' };
  return `${names[name] ?? name}Provider`;
}

test('docs/features.md says what the server announces', () => {
  const text = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `((?:textDocument|workspace)\/\w+)` +\| (✅|❌)/gm)];
  const documented = rows.filter((row) => row[2] === '✅').map((row) => provider(row[1] ?? ''));
  const announced = serverCapabilities(clientOf({ textDocument: { diagnostic: {} } }, undefined));
  assert.deepEqual(
    documented.sort(),
    Object.keys(announced)
      .filter((key) => key.endsWith('Provider'))
      .sort(),
  );
  assert.ok(rows.length > documented.length);
});

test('a client that does not pull is not offered to, one without prepareRename gets plain rename', () => {
  const plain = serverCapabilities(clientOf({}, undefined));
  assert.deepEqual([plain.diagnosticProvider, plain.renameProvider], [undefined, true]);
  const capable = serverCapabilities(
    clientOf({ textDocument: { diagnostic: {}, rename: { prepareSupport: true } } }, undefined),
  );
  assert.deepEqual(
    [capable.diagnosticProvider, capable.renameProvider],
    [{ identifier: 'baton', interFileDependencies: true, workspaceDiagnostics: false }, { prepareProvider: true }],
  );
});
