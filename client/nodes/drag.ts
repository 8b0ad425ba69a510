import {
  type DataTransfer,
  DataTransferItem,
  type Disposable,
  DocumentDropEdit,
  type DocumentDropEditProvider,
  l10n,
  languages,
  type TreeDragAndDropController,
} from 'vscode';
import type { NodeRow } from './node-tree.ts';
import { yamlItems } from './yaml-items.ts';

/** What dragged nodes are: VS Code's own name for what comes from the tree *Nodes*, in lower case. */
const nodesMime = 'application/vnd.code.tree.baton.nodes';
/** What dragged nodes mean, as words of a selection. */
const wordsMime = 'application/vnd.baton.selection';

/** Nodes can be dragged onto a task or a plan, which asks for the rest, and into an editor, which gets their names. */
export function nodeDrag(
  words: (rows: readonly NodeRow[]) => Promise<readonly string[]>,
): TreeDragAndDropController<NodeRow> {
  return {
    dragMimeTypes: [wordsMime, 'text/plain'],
    dropMimeTypes: [],
    handleDrag: async (rows, transfer, token) => {
      const meant = await words(rows);
      if (token.isCancellationRequested || meant.length === 0) return;
      transfer.set(wordsMime, new DataTransferItem(JSON.stringify(meant)));
      transfer.set('text/plain', new DataTransferItem(meant.join('\n')));
    },
  };
}

/** A tree whose items take dragged nodes. */
export function takesNodes<T>(
  take: (onto: T, words: readonly string[]) => Promise<unknown>,
): TreeDragAndDropController<T> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: [nodesMime],
    handleDrop: async (onto, transfer) => {
      const words = await droppedWords(transfer);
      if (onto !== undefined && words.length > 0) await take(onto, words);
    },
  };
}

/** The words that dragged nodes mean; none of anything else that is dragged. */
async function droppedWords(transfer: DataTransfer): Promise<readonly string[]> {
  const text = await transfer.get(wordsMime)?.asString();
  if (text === undefined || text === '') return [];
  const words: unknown = JSON.parse(text);
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}

/** Nodes that are dropped into an inventory become items of a list there, as far in as the line they are dropped on. */
export function registerInventoryDrop(): Disposable {
  const provider: DocumentDropEditProvider = {
    provideDocumentDropEdits: async (document, position, transfer) => {
      const words = await droppedWords(transfer);
      // Options are no names.
      if (words.length === 0 || words.some((word) => word.startsWith('-'))) return undefined;
      const line = document.lineAt(position.line).text;
      return new DocumentDropEdit(yamlItems(words, line, position.character), l10n.t('Insert as list'));
    },
  };
  const selector = { pattern: '**/inventory.yaml', scheme: 'file' };
  return languages.registerDocumentDropEditProvider(selector, provider, { dropMimeTypes: [wordsMime] });
}
