import type { QueryPanel, QueryPanelParts } from './panel.ts';

/** The one panel with the result of a query. */
export interface Queries {
  /** Asks a query and shows what it finds. */
  show(query: string): Promise<void>;
  /** Copies what is chosen in the table. */
  copy(what: 'cell' | 'row'): void;
  dispose(): void;
}

/** Makes the panel with the first query, and again when it was closed. */
export function createQueries(parts: QueryPanelParts): Queries {
  let shown: QueryPanel | undefined;
  return {
    show: async (query) => {
      const { QueryPanel } = await import('./panel.ts');
      if (shown !== undefined) return shown.show(query);
      const made = new QueryPanel(parts, query);
      shown = made;
      made.panel.onDidDispose(() => {
        shown = undefined;
      });
    },
    copy: (what) => shown?.copy(what),
    dispose: () => shown?.panel.dispose(),
  };
}
