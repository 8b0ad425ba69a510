import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as protocol from 'vscode-languageserver';
import { clientOf, serverCapabilities } from './capabilities.ts';

/** Where a method is announced, as a path of keys, for those whose provider is not called as they are. */
const announced: Readonly<Record<string, string>> = {
  'textDocument/colorPresentation': 'colorProvider',
  'textDocument/documentColor': 'colorProvider',
  'textDocument/formatting': 'documentFormattingProvider',
  'textDocument/onTypeFormatting': 'documentOnTypeFormattingProvider',
  'textDocument/prepareCallHierarchy': 'callHierarchyProvider',
  'textDocument/prepareRename': 'renameProvider.prepareProvider',
  'textDocument/prepareTypeHierarchy': 'typeHierarchyProvider',
  'textDocument/rangeFormatting': 'documentRangeFormattingProvider',
  'textDocument/rangesFormatting': 'documentRangeFormattingProvider.rangesSupport',
  'textDocument/semanticTokens/full': 'semanticTokensProvider.full',
  'textDocument/semanticTokens/full/delta': 'semanticTokensProvider.full.delta',
  'textDocument/semanticTokens/range': 'semanticTokensProvider.range',
  'callHierarchy/incomingCalls': 'callHierarchyProvider',
  'callHierarchy/outgoingCalls': 'callHierarchyProvider',
  'codeAction/resolve': 'codeActionProvider.resolveProvider',
  'codeLens/resolve': 'codeLensProvider.resolveProvider',
  'completionItem/resolve': 'completionProvider.resolveProvider',
  'documentLink/resolve': 'documentLinkProvider.resolveProvider',
  'inlayHint/resolve': 'inlayHintProvider.resolveProvider',
  'typeHierarchy/subtypes': 'typeHierarchyProvider',
  'typeHierarchy/supertypes': 'typeHierarchyProvider',
  'workspaceSymbol/resolve': 'workspaceSymbolProvider.resolveProvider',
  'textDocument/didChange': 'textDocumentSync.change',
  'textDocument/didClose': 'textDocumentSync.openClose',
  'textDocument/didOpen': 'textDocumentSync.openClose',
  'textDocument/didSave': 'textDocumentSync.save',
  'textDocument/willSave': 'textDocumentSync.willSave',
  'textDocument/willSaveWaitUntil': 'textDocumentSync.willSaveWaitUntil',
  'notebookDocument/didChange': 'notebookDocumentSync',
  'notebookDocument/didClose': 'notebookDocumentSync',
  'notebookDocument/didOpen': 'notebookDocumentSync',
  'notebookDocument/didSave': 'notebookDocumentSync',
  'workspace/diagnostic': 'diagnosticProvider.workspaceDiagnostics',
  'workspace/didChangeWorkspaceFolders': 'workspace.workspaceFolders.changeNotifications',
  'workspace/didCreateFiles': 'workspace.fileOperations.didCreate',
  'workspace/didDeleteFiles': 'workspace.fileOperations.didDelete',
  'workspace/didRenameFiles': 'workspace.fileOperations.didRename',
  'workspace/symbol': 'workspaceSymbolProvider',
  'workspace/textDocumentContent': 'workspace.textDocumentContent',
  'workspace/willCreateFiles': 'workspace.fileOperations.willCreate',
  'workspace/willDeleteFiles': 'workspace.fileOperations.willDelete',
  'workspace/willRenameFiles': 'workspace.fileOperations.willRename',
};

/** Methods that nobody announces: every server has them, or the client's capabilities decide. */
const unannounced: ReadonlySet<string> = new Set([
  'exit',
  'initialize',
  'initialized',
  'shutdown',
  'window/workDoneProgress/cancel',
  'workspace/didChangeConfiguration',
  'workspace/didChangeWatchedFiles',
]);

/** Each method of the protocol with the direction in which it is sent, as the protocol's own package has them. */
function methods(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const take = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const [method, direction] = [Reflect.get(value, 'method'), Reflect.get(value, 'messageDirection')];
    if (typeof method === 'string' && typeof direction === 'string') found.set(method, direction);
  };
  for (const exported of Object.values(protocol)) {
    take(exported);
    if (typeof exported === 'object') for (const inner of Object.values(exported)) take(inner);
  }
  // The name under which a client registers all three kinds of document synchronisation.
  found.delete('notebookDocument/sync');
  return found;
}

const text = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| `([\w/]+)` +\| (✅|❌) +\|(.*)\|$/gm)].map(([, method = '', mark, rest = '']) => ({
  method,
  isOn: mark === '✅',
  cells: rest.split('|').map((cell) => cell.trim()),
}));

test('docs/features.md lists every method of the protocol once', () => {
  const names = rows.map(({ method }) => method);
  assert.deepEqual(names.toSorted(), [...methods().keys()].toSorted());
});

test('docs/features.md says what the server announces, and why not where it does not', () => {
  const everything = { textDocument: { diagnostic: {}, rename: { prepareSupport: true } } };
  const capabilities = serverCapabilities(clientOf(everything, { lenses: true }));
  const directions = methods();
  for (const { method, isOn, cells } of rows) {
    if (!isOn) assert.ok((cells.at(-1) ?? '') !== '', `${method}: a reason is said`);
    // Only what is asked about documents has columns for their kinds.
    if (cells.length > 1) assert.equal(cells.slice(0, -1).includes('✅'), isOn, `${method}: some kind of document`);
    if (directions.get(method) !== 'clientToServer' || unannounced.has(method)) continue;
    const path = announced[method] ?? `${method.split('/')[1]}Provider`;
    const value = path
      .split('.')
      .reduce<unknown>(
        (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
        capabilities,
      );
    assert.equal(value !== undefined && value !== false, isOn, `${method}: ${path} is ${JSON.stringify(value)}`);
  }
});

test('a client that does not pull is not offered to, one without prepareRename gets plain rename', () => {
  const plain = serverCapabilities(clientOf({}, undefined));
  assert.deepEqual([plain.diagnosticProvider, plain.renameProvider], [undefined, true]);
  assert.equal(plain.codeLensProvider, undefined, 'whose commands nobody has, no lens is offered');
  const capable = serverCapabilities(
    clientOf({ textDocument: { diagnostic: {}, rename: { prepareSupport: true } } }, undefined),
  );
  assert.deepEqual(
    [capable.diagnosticProvider, capable.renameProvider],
    [{ identifier: 'baton', interFileDependencies: true, workspaceDiagnostics: false }, { prepareProvider: true }],
  );
});

test('a formatter that is off, or that is announced later, is not among the capabilities', () => {
  const dynamicRegistration = true;
  const later = { textDocument: { formatting: { dynamicRegistration }, rangeFormatting: { dynamicRegistration } } };
  for (const client of [clientOf({}, { formatting: false }), clientOf(later, undefined)]) {
    const { documentFormattingProvider, documentRangeFormattingProvider } = serverCapabilities(client);
    assert.deepEqual([documentFormattingProvider, documentRangeFormattingProvider], [undefined, undefined]);
  }
});
