import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { isPlainSelection, printSelection } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator, SavedSelection } from '../../orchestrator-core/orchestrator.ts';
import type { App } from '../app.ts';
import { nodeCount } from '../common/format.ts';
import { saveSelection } from '../run/save-selection.ts';

type Choice = QuickPickItem & { readonly selection?: SavedSelection };

/** Asks for a name and keeps a selection under it. */
export async function save({ session, nodes }: App, words: readonly string[]): Promise<void> {
  if (await saveSelection(await session.ready(new AbortController().signal), words)) nodes.refresh();
}

/** Asks for a saved selection and adds nodes to it; a new one can be made. */
export async function addTo(app: App, names: readonly string[]): Promise<void> {
  const orchestrator = await app.session.ready(new AbortController().signal);
  const saved = await orchestrator.savedSelections();
  const fresh: Choice = { label: l10n.t('New selection…'), iconPath: new ThemeIcon('add') };
  const known = saved.map(
    (selection): Choice => ({
      label: selection.name,
      description: printSelection(selection.words),
      iconPath: new ThemeIcon('bookmark'),
      selection,
    }),
  );
  const title = l10n.t('Add {0} to…', names.length === 1 ? (names[0] ?? '') : nodeCount(names.length));
  const options = { title, matchOnDescription: true };
  const chosen = known.length === 0 ? fresh : await window.showQuickPick<Choice>([...known, fresh], options);
  if (chosen === undefined) return;
  if (chosen.selection === undefined) return save(app, names);
  const { name, words } = chosen.selection;
  await orchestrator.saveSelection(name, [...new Set([...(await plain(orchestrator, words)), ...names])]);
  app.nodes.refresh();
}

/** Options narrow what is named beside them, so a selection with options is told by the names that it means now. */
async function plain(orchestrator: Orchestrator, words: readonly string[]): Promise<readonly string[]> {
  if (isPlainSelection(words)) return words;
  return (await orchestrator.targets(words)).map(({ name }) => name);
}

/** Removes a saved selection; the message that says so can bring it back. */
export async function remove({ session, nodes }: App, { name, words }: SavedSelection): Promise<void> {
  const orchestrator = await session.ready(new AbortController().signal);
  await orchestrator.saveSelection(name, []);
  nodes.refresh();
  const undo = l10n.t('Undo');
  if ((await window.showInformationMessage(l10n.t('The selection {0} is gone.', name), undo)) !== undo) return;
  await orchestrator.saveSelection(name, words);
  nodes.refresh();
}
