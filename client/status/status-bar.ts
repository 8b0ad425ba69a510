import { commands, type Disposable, l10n, type QuickPickItem, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { type CommandId, commands as contributed } from '../contributions.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Store } from '../state/store.ts';
import { statusLook } from './model.ts';

/** The orchestrator's state at the left of the status bar; choosing it opens a menu. */
export function createStatusBar(session: Session, store: Store): Disposable {
  const item = window.createStatusBarItem('baton.status', StatusBarAlignment.Left, 10);
  item.name = l10n.t('Baton Orchestrator');
  item.command = 'baton.showMenu' satisfies CommandId;
  const draw = (): void => {
    const look = statusLook(session.state, store.status, store.nodes);
    if (look === undefined) {
      item.hide();
      return;
    }
    item.text = look.text;
    item.tooltip = look.tooltip;
    item.accessibilityInformation = { label: look.accessibleLabel, role: 'button' };
    item.backgroundColor =
      look.severity === 'none' ? undefined : new ThemeColor(`statusBarItem.${look.severity}Background`);
    item.show();
  };
  draw();
  store.changed.on((part) => {
    if (part === 'status' || part === 'nodes') draw();
  });
  return item;
}

/** The menu behind the status bar item. */
export async function showMenu(session: Session): Promise<void> {
  const running = session.state.kind === 'running';
  const ids: readonly CommandId[] = running
    ? ['baton.runTask', 'baton.runCommand', 'baton.refresh', 'baton.restartOrchestrator', 'baton.stopOrchestrator']
    : ['baton.restartOrchestrator'];
  const items = [...ids, 'baton.selectProject' as const, 'baton.openLog' as const, 'baton.showReport' as const].map(
    (id): QuickPickItem & { id: CommandId } => {
      const icon = 'icon' in contributed[id] ? `$(${contributed[id].icon}) ` : '';
      const title =
        id === 'baton.restartOrchestrator' && !running ? l10n.t('Start Orchestrator') : contributed[id].title;
      return { id, label: icon + title };
    },
  );
  const chosen = await window.showQuickPick(items, { placeHolder: l10n.t('Baton orchestrator') });
  if (chosen !== undefined) await commands.executeCommand(chosen.id);
}
