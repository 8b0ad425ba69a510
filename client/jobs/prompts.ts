import { l10n, type QuickPickItem, window } from 'vscode';
import type { JobDetails, JobEvent, PlanPrompt } from '../../orchestrator-core/jobs/index.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Report } from '../report.ts';
import { promptAnswer, promptQuestion } from './prompt-question.ts';
import { until } from './until-answered.ts';

/** Asks people what plans ask. */
export interface Prompts {
  /** Takes an event of a plan job of this window: asks what is asked, and takes back what was answered elsewhere. */
  feed(event: JobEvent): void;
  /** Asks again what a plan waits for. */
  ask(job: string): Promise<void>;
}

/** One question stands at a time; others wait until it is answered or put away. */
export function createPrompts(session: Session, report: Report, leaving: AbortSignal): Prompts {
  let turn: Promise<void> = Promise.resolve();
  /** What stands on the screen or waits for it, by job and prompt. */
  const open = new Map<string, AbortController>();
  const keyOf = (job: string, prompt: string): string => `${job}/${prompt}`;

  const show = async (job: string): Promise<boolean> => {
    const orchestrator = await session.ready(leaving);
    const details = await orchestrator.job(job);
    const { prompt } = details;
    if (prompt === undefined) return false;
    const key = keyOf(job, prompt.prompt);
    if (open.has(key)) return true;
    const withdrawn = new AbortController();
    open.set(key, withdrawn);
    const asked = turn.then(async () => {
      try {
        if (!withdrawn.signal.aborted) await put(details, prompt, withdrawn.signal);
      } finally {
        open.delete(key);
      }
    });
    turn = asked.catch(() => {});
    await asked;
    return true;
  };
  /** Asks, and hands over the answer; who puts the question away is told how to come back to it. */
  const put = async (job: JobDetails, prompt: PlanPrompt, withdrawn: AbortSignal): Promise<void> => {
    const answer = await askPerson(job.description.object, prompt, withdrawn);
    const orchestrator = await session.ready(leaving);
    if (answer !== undefined) await orchestrator.answer(job.id, prompt.prompt, answer);
    else if (!withdrawn.aborted) void remind(job);
  };
  const remind = async (job: JobDetails): Promise<void> => {
    const [answer, stop] = [l10n.t('Answer…'), l10n.t('Stop the Plan')];
    const message = l10n.t('{0} waits for an answer.', job.description.object);
    const chosen = await window.showInformationMessage(message, answer, stop);
    if (chosen === answer) await show(job.id).catch(report);
    if (chosen === stop) await (await session.ready(leaving)).stop(job.id).catch(report);
  };
  return {
    feed: (event) => {
      if (event.type === 'plan_prompt') void show(event.job).catch(report);
      if (event.type === 'plan_prompt_answered') open.get(keyOf(event.job, event.prompt))?.abort();
      if (event.type !== 'job_finished' && event.type !== 'job_failed' && event.type !== 'job_stopped') return;
      for (const [key, withdrawn] of open) if (key.startsWith(`${event.job}/`)) withdrawn.abort();
    },
    ask: async (job) => {
      if (!(await show(job))) void window.showInformationMessage(l10n.t('The plan asks nothing now.'));
    },
  };
}

/** Undefined when the person put the question away, or somebody else answered it. */
function askPerson(plan: string, prompt: PlanPrompt, withdrawn: AbortSignal): Promise<string | undefined> {
  return prompt.choices === undefined ? askText(plan, prompt, withdrawn) : askChoice(plan, prompt, withdrawn);
}

function askText(plan: string, prompt: PlanPrompt, withdrawn: AbortSignal): Promise<string | undefined> {
  const question = promptQuestion(plan, prompt);
  const box = window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.password = question.password;
  box.value = question.value;
  box.placeholder = question.placeholder;
  box.ignoreFocusOut = true;
  return until(box, withdrawn, (resolve) => box.onDidAccept(() => resolve(promptAnswer(prompt, box.value))));
}

function askChoice(plan: string, prompt: PlanPrompt, withdrawn: AbortSignal): Promise<string | undefined> {
  const question = promptQuestion(plan, prompt);
  const pick = window.createQuickPick<QuickPickItem & { readonly key: string }>();
  pick.title = question.title;
  pick.placeholder = question.prompt;
  pick.items = (question.choices ?? []).map((choice) => ({ ...choice }));
  pick.ignoreFocusOut = true;
  return until(pick, withdrawn, (resolve) =>
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined) resolve(chosen.key);
    }),
  );
}
