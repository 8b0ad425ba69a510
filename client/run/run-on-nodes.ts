import { commands, l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { printSelection, withoutPasswords } from '../../orchestrator-core/inventory/index.ts';
import { nodeCount, oneLine } from '../common/format.ts';
import type { CommandId } from '../contributions.ts';
import type { RunParts } from './run-task.ts';

interface Choice extends QuickPickItem {
  readonly run: () => Thenable<unknown>;
}

/** Asks what is run on a selection, and goes on to ask what that needs. */
export async function runOnNodes(selection: readonly string[]): Promise<void> {
  const choice = (label: string, icon: string, command: CommandId): Choice => ({
    label,
    iconPath: new ThemeIcon(icon),
    run: () => commands.executeCommand(command, selection),
  });
  const choices = [
    choice(l10n.t('Run a task…'), 'play', 'baton.runTaskOnNodes'),
    choice(l10n.t('Run a command…'), 'terminal', 'baton.runCommandOnNodes'),
    choice(l10n.t('Run a plan…'), 'list-tree', 'baton.runPlanOnNodes'),
    choice(l10n.t('Run a script…'), 'file-code', 'baton.runScriptOnNodes'),
    choice(l10n.t('Apply a manifest…'), 'cloud-upload', 'baton.applyOnNodes'),
    choice(l10n.t('Ping'), 'pulse', 'baton.pingOnNodes'),
    choice(l10n.t('Gather facts'), 'list-selection', 'baton.gatherFacts'),
    choice(l10n.t('Save as selection…'), 'save', 'baton.saveSelection'),
  ];
  const title = l10n.t('What is run on {0}?', oneLine(printSelection(selection.map(withoutPasswords)), 80));
  const chosen = await window.showQuickPick(choices, { title });
  await chosen?.run();
}

/** Shows the nodes of a selection as a list; one that is chosen opens as a page. */
export async function showTargets({ session }: Pick<RunParts, 'session'>, selection: readonly string[]): Promise<void> {
  const orchestrator = await session.ready(new AbortController().signal);
  const names = (await orchestrator.targets(selection)).map(({ name }) => name);
  const title = l10n.t('{0}: {1}', printSelection(selection.map(withoutPasswords)), nodeCount(names.length));
  const chosen = await window.showQuickPick(names, { title, placeHolder: l10n.t('Choose one to open its page') });
  if (chosen !== undefined) await commands.executeCommand('baton.openNode' satisfies CommandId, chosen);
}
