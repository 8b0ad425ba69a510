import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { Job, PlanStepState } from '../../orchestrator-core/jobs/index.ts';
import type { Orchestrator, ResumeRequest } from '../../orchestrator-core/orchestrator.ts';
import type { GivenParameters } from '../../orchestrator-core/tasks/index.ts';
import { shortList } from '../common/format.ts';
import { firstUnfinished, resumableSteps, stepTitle, stepWord } from '../jobs/steps.ts';
import { askSecrets } from './ask-secrets.ts';
import type { RunParts } from './run-task.ts';

/** Lets a plan go on that failed or was cut off, from `from` or from a step that is asked for. */
export async function resumePlan(parts: RunParts, job: Job, from?: string): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  parts.store.see(job.id);
  const { steps = [] } = await parts.store.details(job);
  const chosen = from ?? (await chooseStep(job, steps));
  if (chosen === undefined) return;
  const secrets = await askSecrets(orchestrator, job);
  if (secrets === 'cancelled') return;
  const id = await resume(orchestrator, { job: job.id, from: chosen, ...given(secrets) });
  if (id !== undefined) parts.jobs.started(id, 'plan');
}

function given(sensitive: GivenParameters | undefined): Pick<ResumeRequest, 'sensitive'> {
  return sensitive === undefined ? {} : { sensitive };
}

/** The step from which everything is done anew; the first one without a good end stands first. */
async function chooseStep(job: Job, steps: readonly PlanStepState[]): Promise<string | undefined> {
  const first = firstUnfinished(steps);
  const others = resumableSteps(steps).filter((step) => step !== first);
  const items = [...(first === undefined ? [] : [first]), ...others].map(
    (step): QuickPickItem & { readonly step: string } => ({
      step: step.id,
      label: stepTitle(step),
      description: [
        ...(step.targets.length === 0 ? [] : [l10n.t('on {0}', shortList(step.targets, 3))]),
        stepWord(step),
        ...(step.place === undefined ? [] : [l10n.t('line {0}', step.place.line)]),
      ].join(' · '),
      iconPath: new ThemeIcon(step === first ? 'debug-continue' : 'debug-step-back'),
    }),
  );
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('Job {0} has no step to go on from: run it again.', job.id));
    return undefined;
  }
  const title = l10n.t('Resume {0}', job.description.object);
  const placeHolder = l10n.t('From which step is everything done anew? What came before is taken from the earlier run');
  return (await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true }))?.step;
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
