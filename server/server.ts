import {
  type Connection,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  ResponseError,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createOverlay } from './documents/overlay.ts';
import { createWorkspace } from './documents/workspace.ts';
import { createAddresses } from './lsp/addresses.ts';
import { clientOf, serverCapabilities } from './lsp/capabilities.ts';
import { createDiagnosticsOut, registerPull } from './lsp/diagnostics.ts';
import { registerEdits } from './lsp/edits.ts';
import { announceFormatting, registerFormatting } from './lsp/formatting.ts';
import { createGuard } from './lsp/guard.ts';
import { registerDocuments, registerPlaces, registerWords } from './lsp/handlers.ts';
import { createAskNodes } from './lsp/nodes.ts';
import { showReading } from './lsp/progress.ts';
import type { Session } from './lsp/session.ts';
import { registerSettings } from './lsp/settings.ts';
import { registerSymbols } from './lsp/symbols.ts';
import { registerWriting } from './lsp/writing.ts';
import type { Runtime } from './runtime.ts';
import { createParsers } from './task-script/parsers.ts';

/** What the server must hear of when it changes on the disk. */
const watched: readonly string[] = [
  '**/tasks/*',
  '**/bolt-project.yaml',
  '**/{inventory,hiera}.yaml',
  '**/metadata.json',
  '**/environment.conf',
  '**/Puppetfile',
  '**/*.{pp,epp}',
  // Directories that come and go with all that is in them have events of their own only.
  '**/{manifests,functions,types,plans,templates}/**',
  '**/{manifests,functions,types,plans,templates,tasks,lib}',
  '**/{modules,site-modules,site,.modules}/*',
  '**/{files,lib,scripts}/**',
];

/** `initialize` comes first, and after `shutdown` nothing but `exit`. */
type Phase = 'new' | 'serving' | 'ended';

const refusals: Readonly<Record<Phase, ResponseError<never> | undefined>> = {
  new: new ResponseError<never>(ErrorCodes.ServerNotInitialized, 'The server is not initialized yet.'),
  serving: undefined,
  ended: new ResponseError<never>(ErrorCodes.InvalidRequest, 'The server was shut down.'),
};

/** Serves the language server protocol on the connection until it closes. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const documents = new TextDocuments(TextDocument);
  const workspace = createWorkspace(createOverlay(runtime.files), {
    ...runtime,
    parsers: createParsers(runtime),
    askNodes: createAskNodes(() => session),
  });
  let phase: Phase = 'new';
  const session: Session = {
    connection,
    runtime,
    workspace,
    documents,
    addresses: createAddresses(),
    guard: createGuard(
      (message) => connection.console.error(message),
      workspace.index.pause,
      () => refusals[phase],
    ),
    client: clientOf({}, undefined),
  };
  const out = createDiagnosticsOut(session);
  const announce = announceFormatting(session);
  /** Those that are open at first; the index is told when the client can be asked something. */
  let folders: readonly string[] = [];
  connection.onInitialize(({ capabilities, initializationOptions, workspaceFolders, rootUri }) => {
    if (phase !== 'new')
      return new ResponseError<never>(ErrorCodes.InvalidRequest, 'The server is initialized already.');
    phase = 'serving';
    session.client = clientOf(capabilities, initializationOptions);
    workspace.configure({ severities: session.client.severities });
    const { cacheDirectory } = session.client;
    if (cacheDirectory !== undefined) workspace.index.keepIn(runtime.cache(cacheDirectory));
    const uris = workspaceFolders ?? (rootUri === null ? [] : [{ uri: rootUri }]);
    folders = pathsOf(session, uris);
    return { capabilities: serverCapabilities(session.client), serverInfo: { name: 'baton' } };
  });
  connection.onInitialized(() => {
    announce();
    askSettings();
    workspace.index.open(folders);
    showReading(session).catch((error: unknown) => {
      connection.console.warn(`The client does not show progress: ${String(error)}`);
    });
    followFolders(session);
    watchFiles(session);
  });
  connection.onShutdown(() => {
    phase = 'ended';
    return workspace.index.flush();
  });
  const askSettings = registerSettings(session, (before) => {
    announce();
    workspace.configure({ severities: session.client.severities });
    out.filesChanged();
    const { hints, refreshesHints } = session.client;
    if (refreshesHints && JSON.stringify(hints) !== JSON.stringify(before.hints)) {
      void connection.languages.inlayHint.refresh();
    }
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    workspace.changed(pathsOf(session, changes));
    out.filesChanged();
  });
  workspace.index.onChange(out.filesChanged);
  keepDocuments(session, out, (path) => {
    return session.client.watchesFiles && workspace.index.folders().some((folder) => path.startsWith(`${folder}/`));
  });
  registerPull(session);
  registerPlaces(session);
  registerWriting(session);
  registerWords(session);
  registerDocuments(session);
  registerEdits(session);
  registerSymbols(session);
  registerFormatting(session);
  documents.listen(connection);
  connection.listen();
}

/** The paths of what the client names; what lies on no disk has none. */
function pathsOf({ addresses }: Session, list: readonly { readonly uri: string }[]): readonly string[] {
  return list.flatMap(({ uri }) => addresses.toPath(uri) ?? []);
}

/** Has the index read the folders that are opened later, where the client tells of them. */
function followFolders(session: Session): void {
  const { client, connection, workspace } = session;
  if (!client.tellsFolders) return;
  connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
    const gone = new Set(pathsOf(session, removed));
    const left = workspace.index.folders().filter((folder) => !gone.has(folder));
    workspace.index.open([...left, ...pathsOf(session, added)]);
  });
}

/** Asks the client to tell of changes on the disk, where it can. */
function watchFiles({ client, connection }: Session): void {
  if (!client.watchesFiles) return;
  const watchers = watched.map((globPattern) => ({ globPattern }));
  connection.client
    .register(DidChangeWatchedFilesNotification.type, { watchers })
    .catch((error: unknown) => connection.console.warn(`The client does not watch files: ${String(error)}`));
}

/** Lays open documents over the disk and has their diagnostics made. `isWatched`: whether the client tells of changes. */
function keepDocuments(
  session: Session,
  out: ReturnType<typeof createDiagnosticsOut>,
  isWatched: (path: string) => boolean,
): void {
  const { addresses, documents, workspace } = session;
  // Clients that watch no files show by opening, saving and closing that the disk may have changed.
  const mayHaveChanged = (path: string | undefined) => {
    if (path === undefined || !isWatched(path)) workspace.forget();
  };
  documents.onDidChangeContent(({ document }) => {
    const path = addresses.toPath(document.uri);
    if (path === undefined) return;
    workspace.files.show(path, document.version, () => document.getText());
    if (path.endsWith('/bolt-project.yaml')) workspace.changed([path]);
    out.changed(document.uri);
  });
  documents.onDidOpen(({ document }) => mayHaveChanged(addresses.toPath(document.uri)));
  documents.onDidSave(({ document }) => {
    mayHaveChanged(addresses.toPath(document.uri));
    out.changed(document.uri);
  });
  documents.onDidClose(({ document }) => {
    const path = addresses.toPath(document.uri);
    if (path !== undefined) workspace.files.hide(path);
    mayHaveChanged(path);
    out.closed(document.uri);
  });
}
