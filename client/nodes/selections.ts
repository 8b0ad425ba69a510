import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { isPlainSelection, printSelection } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator, SavedSelection } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount } from '../common/format.ts';
import { saveSelection } from '../run/save-selection.ts';

type Source = Pick<Orchestrator, 'savedSelections' | 'saveSelection' | 'targets'>;

/** Asks for a saved selection and adds nodes to it; a new one can be made. @returns whether something was kept. */
export async function addTo(source: Source, names: readonly string[]): Promise<boolean> {
  const saved = await source.savedSelections();
  if (saved.length === 0) return saveSelection(source, names);
  const fresh: QuickPickItem = { label: l10n.t('New selection…'), iconPath: new ThemeIcon('add') };
  const known = saved.map((selection): QuickPickItem & { readonly selection: SavedSelection } => ({
    label: selection.name,
    description: printSelection(selection.words),
    iconPath: new ThemeIcon('bookmark'),
    selection,
  }));
  const title = l10n.t('Add {0} to…', names.length === 1 ? (names[0] ?? '') : nodeCount(names.length));
  const chosen = await window.showQuickPick<QuickPickItem & { readonly selection?: SavedSelection }>(
    [...known, fresh],
    {
      title,
      matchOnDescription: true,
    },
  );
  if (chosen === undefined) return false;
  if (chosen.selection === undefined) return saveSelection(source, names);
  const { name, words } = chosen.selection;
  await source.saveSelection(name, [...new Set([...(await plain(source, words)), ...names])]);
  return true;
}

/** Options narrow what is named beside them, so a selection with options is told by the names that it means now. */
async function plain(source: Source, words: readonly string[]): Promise<readonly string[]> {
  if (isPlainSelection(words)) return words;
  return (await source.targets(words)).map(({ name }) => name);
}

/** Removes a saved selection; the words are kept for a while in the message that says so, to be brought back. */
export async function remove(source: Source, { name, words }: SavedSelection, changed: () => void): Promise<void> {
  await source.saveSelection(name, []);
  changed();
  const undo = l10n.t('Undo');
  if ((await window.showInformationMessage(l10n.t('The selection {0} is gone.', name), undo)) !== undo) return;
  await source.saveSelection(name, words);
  changed();
}
