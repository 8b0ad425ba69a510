import { type WebviewPanel, window } from 'vscode';
import { panelType, readPageState } from './messages.ts';
import type { NodePageParts, NodePanel } from './panel.ts';

/** The pages of a window, one for each node. */
export interface NodePages {
  /** Shows the page of a node. */
  show(node: string): Promise<void>;
  dispose(): void;
}

/** Nothing is loaded until a page is asked for, or comes back after a reload of the window. */
export function createNodePages(parts: NodePageParts): NodePages {
  const pages = new Map<string, NodePanel>();
  const adopt = async (panel: WebviewPanel | undefined, node: string): Promise<void> => {
    const { makePanel, NodePanel: Made } = await import('./panel.ts');
    const made = new Made(panel ?? makePanel(node), parts, node);
    pages.get(node)?.panel.dispose();
    pages.set(node, made);
    made.panel.onDidDispose(() => {
      if (pages.get(node) === made) pages.delete(node);
    });
  };
  const serializer = window.registerWebviewPanelSerializer(panelType, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      const known = readPageState(state);
      if (known === undefined) panel.dispose();
      else await adopt(panel, known.node);
    },
  });
  return {
    show: async (node) => {
      const known = pages.get(node);
      if (known === undefined) await adopt(undefined, node);
      else known.panel.reveal();
    },
    dispose: () => serializer.dispose(),
  };
}
