import { type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';

/** The scheme of the read-only documents that show previews as text. */
const scheme = 'baton-preview';

/** Previews as text, each in a document that follows its preview. */
export interface TextDocuments {
  /** Opens the document of a plan; the tab stays a preview of VS Code's until it is pinned. */
  open(plan: string): Promise<void>;
  /** The preview of the plan is a new one. */
  changed(plan: string): void;
  readonly disposables: readonly Disposable[];
}

/** Makes the documents readable; `textOf` is asked whenever one is shown or has changed. */
export function registerTextDocuments(textOf: (plan: string) => Promise<string>): TextDocuments {
  const changed = new EventEmitter<Uri>();
  const uriOf = (plan: string): Uri => Uri.from({ scheme, path: `/${plan.replaceAll('::', '.')}.txt`, query: plan });
  const provider = {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri: Uri) => textOf(uri.query),
  };
  return {
    open: async (plan) => {
      await window.showTextDocument(await workspace.openTextDocument(uriOf(plan)), { preview: true });
    },
    changed: (plan) => changed.fire(uriOf(plan)),
    disposables: [changed, workspace.registerTextDocumentContentProvider(scheme, provider)],
  };
}
