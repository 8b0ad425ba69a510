import { commands, l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
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
    choice(l10n.t('Ping'), 'pulse', 'baton.pingNodes'),
  ];
  const title = l10n.t('What is run on {0}?', selection.join(' '));
  const chosen = await window.showQuickPick(choices, { title });
  await chosen?.run();
}

/** Shows the nodes of a selection as a list; a node that is chosen is asked what is run on it. */
export async function showTargets({ session }: Pick<RunParts, 'session'>, selection: readonly string[]): Promise<void> {
  const orchestrator = await session.ready(new AbortController().signal);
  const names = (await orchestrator.targets(selection)).map(({ safeName }) => safeName);
  const title = l10n.t('Targets of {0}', selection.join(' '));
  const placeHolder = l10n.t('Choose one to run something on it');
  const chosen = await window.showQuickPick(names, { title, placeHolder });
  if (chosen !== undefined) await runOnNodes([chosen]);
}
