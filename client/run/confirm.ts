import { l10n, QuickInputButtons, ThemeIcon, window } from 'vscode';
import { nodeCount } from '../common/format.ts';
import { needsConfirmation, type PlannedRun, summaryLines } from './planned-run.ts';
import type { Direction, Position } from './walk.ts';

/** Shows what will run where, when the settings want it; Enter accepts. */
export async function confirm(run: PlannedRun, setting: string, position: Position): Promise<Direction> {
  if (!needsConfirmation(run, setting)) return { kind: 'next' };
  const pick = window.createQuickPick();
  const [what, where] = summaryLines(run);
  const go = {
    label: run.noop
      ? l10n.t('Run in noop mode on {0}', nodeCount(run.nodes.length))
      : l10n.t('Run on {0}', nodeCount(run.nodes.length)),
    detail: what,
    iconPath: new ThemeIcon('play'),
  };
  const leave = { label: l10n.t('Do not run'), iconPath: new ThemeIcon('close') };
  pick.title = l10n.t('{0} on {1}', run.name, where);
  pick.step = position.step;
  pick.totalSteps = position.total;
  pick.placeholder = l10n.t('Enter runs it');
  pick.ignoreFocusOut = true;
  if (position.canGoBack) pick.buttons = [QuickInputButtons.Back];
  pick.items = [go, leave];
  return new Promise((resolve) => {
    const end = (direction: Direction): void => {
      resolve(direction);
      pick.dispose();
    };
    pick.onDidTriggerButton(() => end({ kind: 'back' }));
    pick.onDidAccept(() => end({ kind: pick.selectedItems[0] === go ? 'next' : 'cancel' }));
    pick.onDidHide(() => end({ kind: 'cancel' }));
    pick.show();
  });
}
