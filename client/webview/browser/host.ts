import * as l10n from '@vscode/l10n';
import type { ReadyMessage, WordsMessage } from '../messages.ts';

/** What a page and the extension say to each other, and what the page keeps for the next window. */
export interface Host<From, State> {
  tell(message: From): void;
  /** What was kept; of any origin, so it has to be read with care. */
  readonly kept: unknown;
  /** Nothing secret. */
  keep(state: State): void;
}

interface Editor {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Editor;

/**
 * Connects the page with the extension; to be called once. `start` is called when the words are known, so that nothing is
 * drawn in two languages, and hands back who takes the other messages.
 */
export function connect<To extends { readonly kind: string }, From extends { readonly kind: string }, State>(
  start: (host: Host<From, State>) => (message: To) => void,
): void {
  const editor = acquireVsCodeApi();
  const host: Host<From, State> = {
    tell: (message) => editor.postMessage(message),
    kept: editor.getState(),
    keep: (state) => editor.setState(state),
  };
  let take: ((message: To) => void) | undefined;
  window.addEventListener('message', ({ data }: MessageEvent<To | WordsMessage>) => {
    if (data.kind !== 'words') take?.(data as To);
    else if (take === undefined) {
      const { contents } = data as WordsMessage;
      if (contents !== '') l10n.config({ contents });
      take = start(host);
    }
  });
  editor.postMessage({ kind: 'ready' } satisfies ReadyMessage);
}
