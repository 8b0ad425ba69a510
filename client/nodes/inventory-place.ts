import { commands, type DocumentSymbol, l10n, type Range, Uri, window, workspace } from 'vscode';
import type { Node } from '../../orchestrator-core/orchestrator.ts';

/** Shows where the inventory of a project names a node. What only a plugin or an agent knows stands nowhere. */
export async function showInInventory(project: string, node: Node): Promise<void> {
  const uri = Uri.joinPath(Uri.file(project), 'inventory.yaml');
  const document = await workspace.openTextDocument(uri).then(undefined, () => undefined);
  const place = document && (await placeOf(uri, [node.name, ...node.aliases]));
  if (document === undefined || place === undefined) {
    const text = l10n.t('No line of the inventory names {0}: a plugin or its agent brings it.', node.name);
    void window.showInformationMessage(text);
    return;
  }
  await window.showTextDocument(document, { selection: place, preview: true });
}

async function placeOf(uri: Uri, names: readonly string[]): Promise<Range | undefined> {
  // The outline is the language server's; one that is still starting has none yet.
  const symbols = await commands.executeCommand<DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    uri,
  );
  const search = (list: readonly DocumentSymbol[]): Range | undefined => {
    for (const { name, detail, selectionRange, children } of list) {
      if (names.includes(name) && detail !== 'group') return selectionRange;
      const below = search(children);
      if (below !== undefined) return below;
    }
    return undefined;
  };
  return search(symbols ?? []);
}
