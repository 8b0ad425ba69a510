import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { Job, PlanStepState } from '../../orchestrator-core/jobs/index.ts';
import type { Orchestrator, ResumeRequest } from '../../orchestrator-core/orchestrator.ts';
import { resumableSteps, stepTitle, stepWord, whereWords } from '../jobs/steps.ts';
import { askSecrets } from './ask-secrets.ts';
import type { RunParts } from './run-task.ts';

/** Lets a plan go on that failed or was cut off, from a step, or from one that is asked for. */
export async function resumePlan(parts: RunParts, job: Job, from?: string): Promise<void> {
  const { steps = [] } = await parts.store.details(job);
  const chosen = from === undefined ? await chooseStep(job, steps) : { from };
  if (chosen !== undefined) await goOn(parts, job, chosen);
}

/** Asks whether a plan goes on that was cut off because the window was closed. */
export async function offerResume(parts: RunParts, job: Job): Promise<void> {
  const resume = l10n.t('Resume');
  const message = l10n.t('{0} was cut off when the window was closed.', job.description.object);
  if ((await window.showWarningMessage(message, resume)) === resume) await goOn(parts, job, {});
}

/** Without `from` it goes on where it stopped: whatever came to a good end is not done again. */
async function goOn(parts: RunParts, job: Job, from: Pick<ResumeRequest, 'from'>): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  parts.store.see(job.id);
  const secrets = await askSecrets(orchestrator, job);
  if (secrets === 'cancelled') return;
  const sensitive = secrets === undefined ? {} : { sensitive: secrets };
  const id = await resume(orchestrator, { job: job.id, ...from, ...sensitive });
  if (id !== undefined) parts.jobs.started(id, 'plan');
}

/** Where it stopped, or a step from which everything is done anew. */
async function chooseStep(job: Job, steps: readonly PlanStepState[]): Promise<Pick<ResumeRequest, 'from'> | undefined> {
  type Choice = QuickPickItem & { readonly chosen: Pick<ResumeRequest, 'from'> };
  const stopped: Choice = {
    chosen: {},
    label: l10n.t('Where it stopped'),
    description: l10n.t('what came to a good end is not done again'),
    iconPath: new ThemeIcon('debug-continue'),
  };
  const others = resumableSteps(steps).map(
    (step): Choice => ({
      chosen: { from: step.id },
      label: stepTitle(step),
      description: [
        ...whereWords(step.targets),
        stepWord(step),
        ...(step.place === undefined ? [] : [l10n.t('line {0}', step.place.line)]),
      ].join(' · '),
      iconPath: new ThemeIcon('debug-step-back'),
    }),
  );
  const title = l10n.t('Resume {0}', job.description.object);
  const placeHolder = l10n.t('From where does it go on? Everything from there on is done anew');
  const items = [...(job.state === 'finished' ? [] : [stopped]), ...others];
  return (await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.chosen;
}

/** Where the plan has changed since, the person says whether it goes on all the same. */
async function resume(orchestrator: Orchestrator, request: ResumeRequest): Promise<string | undefined> {
  try {
    return await orchestrator.resumePlan(request);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || error.kind !== 'baton/plan-changed') throw error;
    const go = l10n.t('Resume Anyway');
    const changed = error.details['changed'];
    const detail = [
      ...(Array.isArray(changed)
        ? changed.map((what) => `• ${typeof what === 'string' ? what : JSON.stringify(what)}`)
        : []),
      l10n.t('Steps that were done before are not done again, although the plan might do them otherwise now.'),
    ].join('\n');
    if ((await window.showWarningMessage(error.message, { modal: true, detail }, go)) !== go) return undefined;
    return orchestrator.resumePlan({ ...request, force: true });
  }
}
