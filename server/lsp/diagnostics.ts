import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { parentPath } from '../../orchestrator-core/common/index.ts';
import type { Problem } from '../documents/words.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { openDocument, type Session } from './session.ts';
import { toDiagnostic } from './translate.ts';

/** Sends diagnostics to clients that do not ask for them, and tells the others when to ask again. */
export interface DiagnosticsOut {
  /** A document was opened or changed. */
  changed(uri: string): void;
  closed(uri: string): void;
  /** Something changed on the disk. */
  filesChanged(): void;
}

/** Codes that an editor's own JSON server reports, too. */
const ofJsonServers = new Set(['json-syntax']);

const puppetSource = /\.e?pp$/;

async function diagnosticsOf(session: Session, uri: string): Promise<readonly Diagnostic[]> {
  const { client, runtime } = session;
  // What was asked right after it, such as a list at the cursor, goes first: somebody waits for that.
  for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((resolve) => runtime.soon(resolve));
  const document = openDocument(session, uri);
  if (document === undefined) return [];
  if (puppetSource.test(document.path) && !client.wantsPuppetDiagnostics) return [];
  const isKept = (problem: Problem) =>
    !client.hasJsonServer ||
    !(ofJsonServers.has(problem.code) || (problem.code === 'duplicate-key' && document.path.endsWith('.json')));
  const found = await diagnostics(session.workspace, document.path);
  return found
    .filter(isKept)
    .map((problem) => toDiagnostic(document.lines, problem, client.showsRelated ? uri : undefined));
}

/** Answers `textDocument/diagnostic`. */
export function registerPull(session: Session): void {
  const { connection, guard } = session;
  const empty: DocumentDiagnosticReport = { kind: 'full', items: [] };
  connection.languages.diagnostics.on(
    guard('textDocument/diagnostic', empty, async ({ textDocument }): Promise<DocumentDiagnosticReport> => {
      return { kind: 'full', items: [...(await diagnosticsOf(session, textDocument.uri))] };
    }),
  );
}

/** Documents wait in a set and are worked on one after the other, so that of many changes only the last is answered. */
export function createDiagnosticsOut(session: Session): DiagnosticsOut {
  const waiting = new Set<string>();
  let isRunning = false;
  const send = async (uri: string): Promise<void> => {
    const version = session.documents.get(uri)?.version;
    if (version === undefined) return;
    const answer = session.guard('textDocument/publishDiagnostics', [], () => diagnosticsOf(session, uri));
    const found = await answer(undefined, { isCancellationRequested: false, onCancellationRequested: noEvent });
    if (session.documents.get(uri)?.version !== version) return;
    await session.connection.sendDiagnostics({ uri, version, diagnostics: Array.isArray(found) ? [...found] : [] });
  };
  const run = async (): Promise<void> => {
    isRunning = true;
    for (const uri of waiting) {
      waiting.delete(uri);
      await send(uri);
    }
    isRunning = false;
  };
  const want = (uris: readonly string[]): void => {
    if (session.client.pullsDiagnostics) return;
    for (const uri of uris) {
      waiting.delete(uri);
      waiting.add(uri);
    }
    if (!isRunning) session.runtime.soon(() => void (isRunning || run()));
  };
  return {
    changed: (uri) => want([uri, ...neighbours(session, uri)]),
    closed: (uri) => {
      waiting.delete(uri);
      if (!session.client.pullsDiagnostics) void session.connection.sendDiagnostics({ uri, diagnostics: [] });
      want(neighbours(session, uri));
    },
    filesChanged: () => {
      if (session.client.pullsDiagnostics && session.client.refreshesDiagnostics) {
        void session.connection.languages.diagnostics.refresh();
      }
      want(session.documents.keys());
    },
  };
}

function noEvent(): { dispose(): void } {
  return { dispose: () => {} };
}

/** The other open documents of the same directory, whose diagnostics depend on this one. Puppet sources stand alone. */
function neighbours(session: Session, uri: string): readonly string[] {
  if (puppetSource.test(uri)) return [];
  const directory = parentPath(uri);
  return session.documents.keys().filter((other) => other !== uri && parentPath(other) === directory);
}
