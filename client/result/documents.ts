import { type Disposable, EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import type { Session } from '../orchestrator/session.ts';
import type { Store } from '../state/store.ts';
import { parseResultPath, resultPath, resultScheme, resultText } from './model.ts';

/** Makes `baton-result:` documents readable; one that shows a running node is renewed when its job changes. */
export function registerResults(session: Session, store: Store): Disposable[] {
  const changed = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri, token) => {
      const place = parseResultPath(uri.path);
      if (place === undefined) return undefined;
      const leaving = new AbortController();
      token.onCancellationRequested(() => leaving.abort());
      const orchestrator = await session.ready(leaving.signal);
      return resultText(await orchestrator.job(place.job), place.node);
    },
  };
  const drawn = new Map<string, number>();
  const renewing = store.changed.on((part) => {
    if (part !== 'jobs') return;
    for (const { uri } of workspace.textDocuments) {
      const place = uri.scheme === resultScheme ? parseResultPath(uri.path) : undefined;
      const event = place && store.job(place.job)?.lastEvent;
      if (event === undefined || drawn.get(uri.path) === event) continue;
      drawn.set(uri.path, event);
      changed.fire(uri);
    }
  });
  return [changed, renewing, workspace.registerTextDocumentContentProvider(resultScheme, provider)];
}

/** Opens what a node gave; the tab stays a preview until it is pinned. */
export async function openResult(job: string, node: string): Promise<void> {
  const uri = Uri.from({ scheme: resultScheme, path: resultPath(job, node) });
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
}
