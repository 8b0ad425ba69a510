import { l10n, QuickInputButtons, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { nodeCount } from '../common/format.ts';
import { needsConfirmation, type PlannedRun, summaryLines } from './planned-run.ts';
import type { Direction, Position } from './walk.ts';

/** Something else that can be done instead of running. */
export interface Alternative {
  readonly label: string;
  /** A codicon's name. */
  readonly icon: string;
  readonly take: () => void;
}

/** Shows what will run where, when the settings want it; Enter accepts. */
export async function confirm(
  run: PlannedRun,
  setting: string,
  position: Position,
  alternative?: Alternative,
): Promise<Direction> {
  if (!needsConfirmation(run, setting)) return { kind: 'next' };
  const pick = window.createQuickPick();
  const [what, where] = summaryLines(run);
  const foreseen = run.foreseen === undefined ? {} : { description: run.foreseen };
  const go: QuickPickItem = { label: goLabel(run), ...foreseen, detail: what, iconPath: new ThemeIcon('play') };
  const leave: QuickPickItem = { label: l10n.t('Do not run'), iconPath: new ThemeIcon('close') };
  const instead: readonly QuickPickItem[] =
    alternative === undefined ? [] : [{ label: alternative.label, iconPath: new ThemeIcon(alternative.icon) }];
  pick.title = l10n.t('{0} on {1}', run.name, where);
  pick.step = position.step;
  pick.totalSteps = position.total;
  pick.placeholder = l10n.t('Enter runs it');
  pick.ignoreFocusOut = true;
  if (position.canGoBack) pick.buttons = [QuickInputButtons.Back];
  pick.items = [go, ...instead, leave];
  return new Promise((resolve) => {
    const end = (direction: Direction): void => {
      resolve(direction);
      pick.dispose();
    };
    pick.onDidTriggerButton(() => end({ kind: 'back' }));
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined && chosen === instead[0]) alternative?.take();
      end({ kind: chosen === go ? 'next' : 'cancel' });
    });
    pick.onDidHide(() => end({ kind: 'cancel' }));
    pick.show();
  });
}

function goLabel({ nodes, noop }: PlannedRun): string {
  if (nodes === undefined) return noop ? l10n.t('Run in noop mode') : l10n.t('Run');
  return noop
    ? l10n.t('Run in noop mode on {0}', nodeCount(nodes.length))
    : l10n.t('Run on {0}', nodeCount(nodes.length));
}
