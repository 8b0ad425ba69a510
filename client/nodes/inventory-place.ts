import { commands, type DocumentSymbol, l10n, Range, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Node } from '../../orchestrator-core/orchestrator.ts';

/** Shows where the inventory of a project names a node. What only a plugin or an agent knows stands nowhere. */
export async function placeInInventory(project: string, node: Node): Promise<void> {
  const uri = Uri.joinPath(Uri.file(project), 'inventory.yaml');
  const document = await workspace.openTextDocument(uri).then(undefined, () => undefined);
  const place = document && (await placeOf(document, [node.name, ...node.aliases]));
  if (document === undefined || place === undefined) {
    const text = l10n.t('No line of the inventory names {0}: a plugin or its agent brings it.', node.name);
    void window.showInformationMessage(text);
    return;
  }
  await window.showTextDocument(document, { selection: place, preview: true });
}

async function placeOf(document: TextDocument, names: readonly string[]): Promise<Range | undefined> {
  const outline = 'vscode.executeDocumentSymbolProvider';
  const symbols = await commands.executeCommand<DocumentSymbol[] | undefined>(outline, document.uri);
  // The outline is the language server's; one that is still starting has none yet.
  if (symbols === undefined || symbols.length === 0) return wordIn(document, names);
  const search = (list: readonly DocumentSymbol[]): Range | undefined => {
    for (const { name, detail, selectionRange, children } of list) {
      if (names.includes(name) && detail !== 'group') return selectionRange;
      const below = search(children);
      if (below !== undefined) return below;
    }
    return undefined;
  };
  return search(symbols);
}

function wordIn(document: TextDocument, names: readonly string[]): Range | undefined {
  const text = document.getText();
  for (const name of names) {
    const literal = name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const found = new RegExp(`(?<![\\w.-])${literal}(?![\\w.-])`).exec(text);
    if (found === null) continue;
    return new Range(document.positionAt(found.index), document.positionAt(found.index + name.length));
  }
  return undefined;
}
