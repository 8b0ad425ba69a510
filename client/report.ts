import { commands, type LogOutputChannel, l10n, window } from 'vscode';
import { OrchestratorError } from '../orchestrator-core/common/index.ts';

/** Tells the person of a failure, once for as long as the message is shown. What was cancelled is no failure. */
export type Report = (error: unknown) => void;

/** The one way in which errors reach people: the log keeps the stack, a message shows the sentence. */
export function createReport(log: LogOutputChannel): Report {
  const shown = new Set<string>();
  return (error) => {
    if (error instanceof Error && error.name === 'AbortError') return;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof OrchestratorError) log.error(`${error.kind}: ${message}`);
    else log.error(error instanceof Error ? error : message);
    if (shown.has(message)) return;
    shown.add(message);
    void offer(message, error, log).finally(() => shown.delete(message));
  };
}

async function offer(message: string, error: unknown, log: LogOutputChannel): Promise<void> {
  if (error instanceof OrchestratorError && error.kind === 'baton/untrusted-workspace') {
    const manage = l10n.t('Manage Workspace Trust');
    const chosen = await window.showWarningMessage(message, manage);
    if (chosen === manage) await commands.executeCommand('workbench.trust.manage');
    return;
  }
  const openLog = l10n.t('Open Log');
  if ((await window.showErrorMessage(message, openLog)) === openLog) log.show(true);
}
