import * as l10n from '@vscode/l10n';
import { isJsonObject, type JsonObject } from '../../orchestrator-core/common/index.ts';
import type { Job, JobEvent, PlanStepState } from '../../orchestrator-core/jobs/index.ts';
import { formatDuration, nodeCount, oneLine } from '../common/format.ts';
import type { TreeEntry } from '../tree/entry.ts';

/** A running step with more nodes is not opened by itself. */
const mostOpened = 5;

/** A step of a plan job in the tree. */
export interface StepItem {
  readonly kind: 'step';
  readonly job: Job;
  readonly step: PlanStepState;
}

/** What a step is, as a call: `run_task`, `parallelize` … A description that the plan gives comes first. */
export function stepTitle({
  function: name,
  object,
  description,
}: Pick<PlanStepState, 'function' | 'object' | 'description'>): string {
  if (description !== undefined && description !== '') return oneLine(description, 100);
  const about = oneLine(object, 80);
  switch (name) {
    case 'run_task':
    case 'run_task_with':
      return l10n.t('task {0}', about);
    case 'run_plan':
      return l10n.t('plan {0}', about);
    case 'run_command':
      return `$ ${about}`;
    case 'run_script':
      return l10n.t('script {0}', about);
    case 'upload_file':
      return l10n.t('upload of {0}', about);
    case 'download_file':
      return l10n.t('download of {0}', about);
    default:
      return about === '' ? name : `${name} ${about}`;
  }
}

/** The steps directly below `parent`; undefined asks for those of the plan itself. In the order in which they began. */
export function stepsBelow(steps: readonly PlanStepState[], parent: string | undefined): readonly PlanStepState[] {
  const known = new Set(steps.map((step) => step.id));
  return steps.filter((step) =>
    parent === undefined ? step.parent === undefined || !known.has(step.parent) : step.parent === parent,
  );
}

/** Whether it came to its end, but not on all its targets: the plan may have caught that, or ended over it. */
function hasFailures({ state, failures }: PlanStepState): boolean {
  return state === 'finished' && failures !== undefined && failures > 0;
}

/** A step's state in a word or two. */
export function stepWord(step: PlanStepState): string {
  const { state, replayed, failures, targets } = step;
  if (hasFailures(step)) return failures === targets.length ? l10n.t('failed') : l10n.t('partly failed');
  if (replayed && state === 'finished') return l10n.t('kept from the earlier run');
  switch (state) {
    case 'running':
      return l10n.t('running');
    case 'finished':
      return l10n.t('succeeded');
    case 'failed':
      return l10n.t('failed');
    case 'skipped':
      return l10n.t('skipped');
    case 'stopped':
      return l10n.t('stopped');
  }
}

/** A step's item; choosing it goes to its place in the plan. */
export function stepEntry(job: Job, step: PlanStepState, steps: readonly PlanStepState[]): TreeEntry<StepItem> {
  const word = stepWord(step);
  const reason = errorMessage(step.error) ?? step.skipped;
  const where = whereWords(step.targets);
  const took = step.finished === undefined || step.replayed ? [] : [formatDuration(step.finished - step.started)];
  const failures = step.failures === undefined || step.failures === 0 ? [] : [failedOn(step.failures)];
  const told = [...where, word, ...took, ...failures];
  const { icon, color } = look(step);
  const hasSteps = steps.some(({ parent }) => parent === step.id);
  const hasChildren = step.jobs.length > 0 || hasSteps;
  // Many nodes would push the steps that follow out of sight.
  const opens = step.state === 'running' && (hasSteps || step.targets.length <= mostOpened);
  const title = stepTitle(step);
  const description = [...told, ...(reason === undefined ? [] : [oneLine(reason, 120)])].join(' · ');
  return {
    id: `job:${job.id}/step:${step.id}`,
    label: title,
    description,
    tooltip: [title, step.function, ...told, ...(reason === undefined ? [] : [reason]), ...targetLine(step)].join('\n'),
    icon,
    color,
    accessibleLabel: [l10n.t('step {0}', title), ...told, ...(reason === undefined ? [] : [reason])].join(', '),
    context: step.state === 'running' ? 'step.running' : 'step.ended',
    children: !hasChildren ? 'none' : opens ? 'expanded' : 'collapsed',
    command: 'baton.openStep',
    value: { kind: 'step', job, step },
  };
}

/** Of a step what its progress is told from. */
type StepProgress = Pick<PlanStepState, 'id' | 'parent' | 'state' | 'function' | 'object' | 'description'>;

/** How far a plan is: `3 steps done, now: task web::restart`. */
export function planProgress(steps: readonly StepProgress[], asks: boolean): string {
  const parents = new Set(steps.map(({ parent }) => parent));
  const leaves = steps.filter((step) => !parents.has(step.id));
  const done = leaves.filter((step) => step.state !== 'running').length;
  const failed = leaves.filter((step) => step.state === 'failed').length;
  const running = leaves.filter((step) => step.state === 'running');
  const [first] = running;
  const parts = [
    done === 1 ? l10n.t('1 step done') : l10n.t('{0} steps done', done),
    ...(failed === 0 ? [] : [l10n.t('{0} failed', failed)]),
    ...(asks ? [l10n.t('waits for your answer')] : []),
    ...(first === undefined || asks ? [] : [l10n.t('now: {0}', stepTitle(first))]),
    ...(running.length > 1 ? [l10n.t('and {0} more', running.length - 1)] : []),
  ];
  return parts.join(', ');
}

/** How far a plan is, from its events alone. */
export interface PlanTracker {
  feed(event: JobEvent): void;
  text(): string;
}

/** Follows the events of a plan job for {@link planProgress}. */
export function planTracker(): PlanTracker {
  const steps = new Map<string, StepProgress>();
  let asks = false;
  return {
    feed: (event) => {
      if (event.type === 'plan_step_started') steps.set(event.start.id, { ...event.start, state: 'running' });
      if (event.type === 'plan_step_finished') {
        const step = steps.get(event.step);
        if (step !== undefined) steps.set(event.step, { ...step, state: event.state });
      }
      if (event.type === 'plan_prompt') asks = true;
      if (event.type === 'plan_prompt_answered') asks = false;
    },
    text: () => planProgress([...steps.values()], asks),
  };
}

/** The steps that a resumed run can begin at: whose answer can be kept, which can also be done anew. */
export function resumableSteps(steps: readonly PlanStepState[]): readonly PlanStepState[] {
  return steps.filter((step) => step.replayable);
}

/** Where a step ran, none or one text: of many nodes their number, so that what follows can be seen. */
export function whereWords(targets: readonly string[]): readonly string[] {
  if (targets.length === 0) return [];
  return [l10n.t('on {0}', targets.length <= 2 ? targets.join(', ') : nodeCount(targets.length))];
}

function failedOn(count: number): string {
  return l10n.t('failed on {0}', nodeCount(count));
}

function targetLine({ targets }: PlanStepState): readonly string[] {
  return targets.length === 0 ? [] : [l10n.t('Nodes: {0}', oneLine(targets.join(', '), 300))];
}

/** What an error says, in Bolt's shape or as the error itself. */
export function errorMessage(error: JsonObject | undefined): string | undefined {
  if (error === undefined) return undefined;
  const inner = error['_error'];
  const message = error['msg'] ?? error['message'] ?? (isJsonObject(inner) ? inner['msg'] : undefined);
  return typeof message === 'string' && message !== '' ? message : undefined;
}

function look(step: PlanStepState): { readonly icon: string; readonly color: string } {
  switch (step.state) {
    case 'running':
      return { icon: 'sync~spin', color: 'testing.iconQueued' };
    case 'finished':
      if (hasFailures(step)) return { icon: 'warning', color: 'testing.iconErrored' };
      return step.replayed
        ? { icon: 'history', color: 'testing.iconSkipped' }
        : { icon: 'pass', color: 'testing.iconPassed' };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed' };
    case 'skipped':
      return { icon: 'debug-step-over', color: 'testing.iconSkipped' };
    case 'stopped':
      return { icon: 'circle-slash', color: 'testing.iconSkipped' };
  }
}
