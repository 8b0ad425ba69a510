import {
  type InputBoxValidationMessage,
  InputBoxValidationSeverity,
  l10n,
  type QuickPickItem,
  ThemeIcon,
  window,
} from 'vscode';
import { printSelection, splitSelection } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator, SavedSelection } from '../../orchestrator-core/orchestrator.ts';
import type { App } from '../app.ts';
import { nodeCount, nodeNames, oneLine } from '../common/format.ts';
import { saveSelection } from '../run/save-selection.ts';
import { addition, isList, usesSaved, withSavedName } from './selection-words.ts';

type Choice = QuickPickItem & { readonly selection?: SavedSelection };

function ready({ session }: App): Promise<Orchestrator> {
  return session.ready(new AbortController().signal);
}

/** Asks for a name and keeps a selection under it. */
export async function save(app: App, words: readonly string[]): Promise<void> {
  if (await saveSelection(await ready(app), words)) app.nodes.refresh();
}

/**
 * Asks for a saved selection and puts nodes to it; a new one can be made. Groups stay groups and filters filters; what
 * narrows by itself is put to others by the names that it means now, `names`.
 */
export async function addTo(
  app: App,
  words: readonly string[],
  names: () => Promise<readonly string[]>,
): Promise<void> {
  const orchestrator = await ready(app);
  const saved = await orchestrator.savedSelections();
  const fresh: Choice = { label: l10n.t('New selection…'), iconPath: new ThemeIcon('add') };
  const known = saved.map((selection): Choice => {
    const kind = isList(selection.words) ? l10n.t('list') : l10n.t('filter: it is kept, and the nodes are put to it');
    return {
      label: selection.name,
      description: printSelection(selection.words),
      detail: kind,
      iconPath: new ThemeIcon(isList(selection.words) ? 'bookmark' : 'filter'),
      selection,
    };
  });
  const added = isList(words) ? words : await names();
  const title = l10n.t('Add {0} to…', added.length <= 3 ? printSelection(added) : nodeCount(added.length));
  const options = { title, matchOnDescription: true };
  const chosen = known.length === 0 ? fresh : await window.showQuickPick<Choice>([...known, fresh], options);
  if (chosen === undefined) return;
  if (chosen.selection === undefined) return save(app, words);
  const { name } = chosen.selection;
  const taken = saved.map((selection) => selection.name);
  const { kept, words: all } = addition(chosen.selection, added, taken);
  if (kept !== undefined) await orchestrator.saveSelection(kept.name, kept.words);
  await orchestrator.saveSelection(name, all);
  app.nodes.refresh();
  if (kept === undefined) return;
  const told = l10n.t('{0} is a filter. It is kept as “{1}”, which {0} uses beside what was added.', name, kept.name);
  void window.showInformationMessage(told);
}

/** Asks for the words of a saved selection anew; what they mean is said while they are typed. */
export async function edit(app: App, { name, words }: SavedSelection): Promise<void> {
  const orchestrator = await ready(app);
  const typed = await window.showInputBox({
    title: l10n.t('Edit selection: {0}', name),
    value: printSelection(words),
    prompt: l10n.t('Groups, nodes, patterns and options as after --targets on a command line'),
    ignoreFocusOut: true,
    validateInput: (text) => meaning(orchestrator, text),
  });
  if (typed === undefined) return;
  await orchestrator.saveSelection(name, wordsOf(typed));
  app.nodes.refresh();
}

function wordsOf(text: string): readonly string[] {
  return splitSelection(text).words.map(({ value }) => value);
}

async function meaning(orchestrator: Orchestrator, text: string): Promise<InputBoxValidationMessage> {
  const { Info, Error: Wrong } = InputBoxValidationSeverity;
  const { words, problem } = splitSelection(text);
  if (problem !== undefined) return { message: problem.message, severity: Wrong };
  if (words.length === 0) return { message: l10n.t('A selection needs words.'), severity: Wrong };
  const found = await orchestrator.select(wordsOf(text), 4);
  if (found.problem !== undefined) return { message: oneLine(found.problem.msg, 200), severity: Wrong };
  const names = nodeNames(found.names, found.names.length);
  return { message: [nodeCount(found.count), ...(names === '' ? [] : [names])].join(': '), severity: Info };
}

/** Asks for another name; selections that use this one are told. */
export async function rename(app: App, { name, words }: SavedSelection): Promise<void> {
  const orchestrator = await ready(app);
  const saved = await orchestrator.savedSelections();
  const typed = await window.showInputBox({
    title: l10n.t('Rename selection: {0}', name),
    value: name,
    prompt: l10n.t('The name is used as --saved NAME.'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() !== name && saved.some((other) => other.name === text.trim())
        ? l10n.t('There is a selection of this name already.')
        : undefined,
  });
  const next = typed?.trim() ?? '';
  if (next === '' || next === name) return;
  await orchestrator.saveSelection(next, words);
  for (const other of saved) {
    if (other.name === name || !usesSaved(other.words, name)) continue;
    await orchestrator.saveSelection(other.name, withSavedName(other.words, name, next));
  }
  await orchestrator.saveSelection(name, []);
  app.nodes.refresh();
}

/** Removes a saved selection; the message that says so can bring it back. */
export async function remove(app: App, { name, words }: SavedSelection): Promise<void> {
  const orchestrator = await ready(app);
  const users = (await orchestrator.savedSelections()).filter((other) => usesSaved(other.words, name));
  await orchestrator.saveSelection(name, []);
  app.nodes.refresh();
  const undo = l10n.t('Undo');
  const gone = l10n.t('The selection {0} is gone.', name);
  const missed = users.map((other) => other.name).join(', ');
  const told =
    users.length === 0
      ? window.showInformationMessage(gone, undo)
      : window.showWarningMessage(`${gone} ${l10n.t('It is used by {0}.', missed)}`, undo);
  if ((await told) !== undo) return;
  await orchestrator.saveSelection(name, words);
  app.nodes.refresh();
}
