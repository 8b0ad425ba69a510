import { type Disposable, EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import type { Session } from '../orchestrator/session.ts';
import type { Store } from '../state/store.ts';
import { parseResultAddress, type ResultPlace, resultAddress, resultScheme, resultText } from './model.ts';

/** Makes `baton-result:` documents readable; one that shows a running job is renewed when its job changes. */
export function registerResults(session: Session, store: Store): Disposable[] {
  const changed = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri, token) => {
      const place = parseResultAddress(uri);
      if (place === undefined) return undefined;
      const leaving = new AbortController();
      token.onCancellationRequested(() => leaving.abort());
      const orchestrator = await session.ready(leaving.signal);
      return resultText(await orchestrator.job(place.job), place);
    },
  };
  const drawn = new Map<string, number>();
  const renewing = store.changed.on((part) => {
    if (part !== 'jobs') return;
    for (const { uri } of workspace.textDocuments) {
      const place = uri.scheme === resultScheme ? parseResultAddress(uri) : undefined;
      const event = place && store.lastEvent(place.job);
      if (event === undefined || drawn.get(uri.toString()) === event) continue;
      drawn.set(uri.toString(), event);
      changed.fire(uri);
    }
  });
  return [changed, renewing, workspace.registerTextDocumentContentProvider(resultScheme, provider)];
}

/** Opens what a node, a step or a plan gave; the tab stays a preview until it is pinned. */
export async function openResult(place: ResultPlace): Promise<void> {
  const uri = Uri.from({ scheme: resultScheme, ...resultAddress(place) });
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
}
