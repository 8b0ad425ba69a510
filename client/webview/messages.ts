/** The words of the page in the editor's language, where there are any: the first that every page is told. */
export interface WordsMessage {
  readonly kind: 'words';
  readonly contents: string;
}

/** What a page tells first: that it listens. A page that was hidden comes back empty and says it again. */
export interface ReadyMessage {
  readonly kind: 'ready';
}
