import { type Connection, DidChangeWatchedFilesNotification, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createOverlay } from './documents/overlay.ts';
import { createWorkspace } from './documents/workspace.ts';
import { createAddresses } from './lsp/addresses.ts';
import { clientOf, configured, serverCapabilities } from './lsp/capabilities.ts';
import { createDiagnosticsOut, registerPull } from './lsp/diagnostics.ts';
import { createGuard } from './lsp/guard.ts';
import { registerDocuments, registerPlaces, registerWords } from './lsp/handlers.ts';
import type { Session } from './lsp/session.ts';
import type { Runtime } from './runtime.ts';
import { createScriptReader } from './task-script/reader.ts';

/** What the server must hear of when it changes on the disk. */
const watched: readonly string[] = [
  '**/tasks/*',
  '**/bolt-project.yaml',
  '**/inventory.yaml',
  '**/metadata.json',
  '**/types/**/*.pp',
  '**/{files,lib,scripts}/**',
];

/** Serves the language server protocol on the connection until it closes. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = createWorkspace(createOverlay(runtime.files), createScriptReader(runtime), runtime);
  const session: Session = {
    connection,
    runtime,
    workspace,
    documents,
    addresses: createAddresses(),
    guard: createGuard((message) => connection.console.error(message)),
    client: clientOf({}, undefined),
  };
  const out = createDiagnosticsOut(session);
  connection.onInitialize(({ capabilities, initializationOptions }) => {
    session.client = clientOf(capabilities, initializationOptions);
    return { capabilities: serverCapabilities(session.client), serverInfo: { name: 'baton' } };
  });
  connection.onInitialized(() => {
    if (!session.client.watchesFiles) return;
    const watchers = watched.map((globPattern) => ({ globPattern }));
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch((error: unknown) => connection.console.warn(`The client does not watch files: ${String(error)}`));
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    const { wantsPuppetDiagnostics } = session.client;
    session.client = configured(session.client, settings);
    if (session.client.wantsPuppetDiagnostics !== wantsPuppetDiagnostics) out.filesChanged();
  });
  connection.onDidChangeWatchedFiles(() => {
    workspace.forget();
    out.filesChanged();
  });
  keepDocuments(session, out);
  registerPull(session);
  registerPlaces(session);
  registerWords(session);
  registerDocuments(session);
  documents.listen(connection);
  connection.listen();
}

/** Lays open documents over the disk and has their diagnostics made. */
function keepDocuments(session: Session, out: ReturnType<typeof createDiagnosticsOut>): void {
  const { addresses, documents, workspace } = session;
  documents.onDidChangeContent(({ document }) => {
    const path = addresses.toPath(document.uri);
    if (path === undefined) return;
    workspace.files.show(path, document.version, () => document.getText());
    if (path.endsWith('/bolt-project.yaml')) workspace.forget();
    out.changed(document.uri);
  });
  // Clients that watch no files show by opening, saving and closing that the disk may have changed.
  documents.onDidOpen(() => workspace.forget());
  documents.onDidSave(({ document }) => {
    workspace.forget();
    out.changed(document.uri);
  });
  documents.onDidClose(({ document }) => {
    const path = addresses.toPath(document.uri);
    if (path !== undefined) workspace.files.hide(path);
    workspace.forget();
    out.closed(document.uri);
  });
}
