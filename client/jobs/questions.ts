import { l10n, window } from 'vscode';
import type { Question } from '../../orchestrator-core/orchestrator.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Report } from '../report.ts';
import { until } from './until-answered.ts';

/** Asks people what plugins of the inventory ask: passwords, mostly, so that nothing is shown. */
export interface Questions {
  /** Takes all that is asked now: what is new is asked, and what was answered elsewhere is taken back. */
  feed(questions: readonly Question[]): void;
}

/** One question stands at a time. Who puts one away is not asked again: the plugin does without. */
export function createQuestions(session: Session, report: Report, leaving: AbortSignal): Questions {
  let turn: Promise<void> = Promise.resolve();
  const shown = new Map<string, AbortController>();
  const put = async ({ id, message }: Question, withdrawn: AbortSignal): Promise<void> => {
    if (withdrawn.aborted) return;
    const box = window.createInputBox();
    box.title = l10n.t('Inventory');
    box.prompt = message;
    box.password = true;
    box.ignoreFocusOut = true;
    const answer = await until(box, withdrawn, (resolve) => box.onDidAccept(() => resolve(box.value)));
    if (withdrawn.aborted) return;
    await (await session.ready(leaving)).reply(id, answer);
  };
  return {
    feed: (questions) => {
      const open = new Set(questions.map(({ id }) => id));
      for (const [id, withdrawn] of shown) {
        if (open.has(id)) continue;
        withdrawn.abort();
        shown.delete(id);
      }
      for (const question of questions) {
        if (shown.has(question.id)) continue;
        const withdrawn = new AbortController();
        shown.set(question.id, withdrawn);
        turn = turn.then(() => put(question, withdrawn.signal)).catch(report);
      }
    },
  };
}
