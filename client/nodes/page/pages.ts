import { type WebviewPanel, window } from 'vscode';
import { panelType, readPageState } from './messages.ts';
import type { NodePageParts, NodePanel } from './panel.ts';

/** The pages of a window, one for each node. */
export interface NodePages {
  /**
   * Shows the page of a node. It takes the place of the one before, when nobody has done anything there but look, so that
   * going through the tree leaves no row of tabs; `beside` leaves that one where it is.
   */
  show(node: string, beside: boolean): Promise<void>;
  dispose(): void;
}

/** Nothing is loaded until a page is asked for, or comes back after a reload of the window. */
export function createNodePages(parts: NodePageParts): NodePages {
  const pages = new Map<string, NodePanel>();
  let last: NodePanel | undefined;
  const adopt = async (panel: WebviewPanel | undefined, node: string): Promise<NodePanel> => {
    const { makePanel, NodePanel: Made } = await import('./panel.ts');
    const made = new Made(panel ?? makePanel(node), parts, node, panel !== undefined);
    pages.get(node)?.panel.dispose();
    pages.set(node, made);
    made.panel.onDidDispose(() => {
      if (pages.get(node) === made) pages.delete(node);
    });
    return made;
  };
  const serializer = window.registerWebviewPanelSerializer(panelType, {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      const known = readPageState(state);
      if (known === undefined) panel.dispose();
      else await adopt(panel, known.node);
    },
  });
  return {
    show: async (node, beside) => {
      const known = pages.get(node);
      if (known !== undefined) {
        known.panel.reveal();
        return;
      }
      const before = last;
      last = await adopt(undefined, node);
      const isLookedAt = before !== undefined && pages.get(before.node) === before && !before.touched;
      if (isLookedAt && !beside) before.panel.dispose();
    },
    dispose: () => serializer.dispose(),
  };
}
