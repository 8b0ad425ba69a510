import * as l10n from '@vscode/l10n';
import { isJsonObject } from '../../orchestrator-core/common/index.ts';
import type { Job, JobDetails, JobNode, JobState, NodeState } from '../../orchestrator-core/jobs/index.ts';
import { actionText } from '../common/action.ts';
import { formatDuration, nodeCount, oneLine } from '../common/format.ts';
import { endStates, stateWord } from '../common/outcome.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { errorMessage, planProgress } from './steps.ts';

/** A job in the tree. */
export interface JobItem {
  readonly kind: 'job';
  readonly job: Job;
}

/** A node of a job in the tree. */
export interface JobNodeItem {
  readonly kind: 'jobNode';
  readonly job: Job;
  readonly node: JobNode;
}

interface Look {
  readonly icon: string;
  readonly color?: string;
  readonly word: string;
}

/** Whether nothing more will happen to the job. */
export function isEnded(job: Job): boolean {
  return job.state === 'finished' || job.state === 'failed' || job.state === 'stopped';
}

/** How many nodes ended without success; stopped and skipped nodes are not among them. */
export function failures(job: Job): number {
  return (job.nodeStates.failed ?? 0) + (job.nodeStates.errored ?? 0);
}

/** Whether the job ended without success: nodes of it failed, or the plan did. */
export function hasFailed(job: Job): boolean {
  return isPlan(job) ? job.state === 'failed' : failures(job) > 0;
}

/** How many nodes have ended, in whatever way. */
export function ended(job: Job): number {
  const { finished = 0, failed = 0, errored = 0, stopped = 0, skipped = 0 } = job.nodeStates;
  return finished + failed + errored + stopped + skipped;
}

/** What a job did, in its own words: `demo::wait seconds=2`, `$ uptime`. */
export function jobTitle(job: Job): string {
  const title = actionText(job.description, 80);
  return job.description.noop ? l10n.t('{0} (noop)', title) : title;
}

/** Whether the job is a plan's. */
export function isPlan(job: Job): boolean {
  return job.description.command === 'plan';
}

/** `2 of 3 nodes done, 1 failed`: what progress bars and items say. */
export function progressText(job: Job): string {
  const done = l10n.t('{0} of {1} done', ended(job), nodeCount(job.description.nodes.length));
  return failures(job) === 0 ? done : l10n.t('{0}, {1} failed', done, failures(job));
}

/** `2 succeeded, 1 failed`: how a job ended, the counts that are not zero. */
function outcomeText(job: Job): string {
  const parts = endStates.flatMap((state) => {
    const count = job.nodeStates[state] ?? 0;
    return count === 0 ? [] : [`${count} ${stateWord(state)}`];
  });
  return parts.join(', ') || l10n.t('nothing ran');
}

/** A job's item. */
export function jobEntry(job: Job): TreeEntry<JobItem> {
  const look = jobLook(job.state);
  const took = job.finished === undefined ? undefined : formatDuration(job.finished - (job.started ?? job.created));
  const description = isEnded(job) ? [outcomeText(job), took].filter(Boolean).join(' · ') : progressText(job);
  // As `rerun failure` has it: stopped and skipped nodes are among those that did not succeed.
  const failed = ended(job) > (job.nodeStates.finished ?? 0) ? 'job.failed' : 'job.ended';
  return {
    id: `job:${job.id}`,
    label: `#${job.id} ${jobTitle(job)}`,
    description,
    tooltip: tooltip(job, look.word, description),
    icon: look.icon,
    ...(look.color === undefined ? {} : { color: look.color }),
    accessibleLabel: l10n.t('job {0}, {1}, {2}, {3}', job.id, jobTitle(job), look.word, description),
    context: isEnded(job) ? failed : 'job.running',
    children: 'collapsed',
    value: { kind: 'job', job },
  };
}

/** A plan job's item; `details` are those of the job as it is now. */
export function planJobEntry(details: JobDetails): TreeEntry<JobItem> {
  const { nodes: _nodes, steps = [], outcome, prompt, error, ...job } = details;
  const look = jobLook(job.state);
  const took = job.finished === undefined ? [] : [formatDuration(job.finished - (job.started ?? job.created))];
  const failure = error?.msg ?? (outcome?.ok === false ? outcome.error.msg : undefined);
  const reason = failure === undefined ? [] : [oneLine(failure, 120)];
  const told = isEnded(job) ? [look.word, ...took, ...reason] : [planProgress(steps, prompt !== undefined)];
  const description = told.join(' · ');
  const resumes = job.description.plan?.resumes;
  const goesOn = resumes === undefined ? [] : [l10n.t('Goes on with job {0}', resumes.job)];
  return {
    id: `job:${job.id}`,
    label: `#${job.id} ${jobTitle(job)}`,
    description,
    tooltip: [...tooltip(job, look.word, description).split('\n'), ...goesOn].join('\n'),
    icon: prompt === undefined ? look.icon : 'comment-unresolved',
    ...(look.color === undefined ? {} : { color: look.color }),
    accessibleLabel: [
      l10n.t('plan job {0}', job.id),
      jobTitle(job),
      ...(isEnded(job) ? told : [look.word, ...told]),
    ].join(', '),
    context: `planJob.${planJobContext(job, prompt !== undefined)}`,
    children: isEnded(job) ? 'collapsed' : 'expanded',
    value: { kind: 'job', job },
  };
}

function planJobContext(job: Job, asks: boolean): string {
  if (!isEnded(job)) return asks ? 'asking' : 'running';
  return job.state === 'finished' ? 'ended' : 'failed';
}

/** A node's item below its job; what failed says why. */
export function jobNodeEntry(job: Job, node: JobNode): TreeEntry<JobNodeItem> {
  const look = nodeLook(node.state);
  const took =
    node.started === undefined || node.finished === undefined ? [] : [formatDuration(node.finished - node.started)];
  const reason = failureReason(node);
  const description = [look.word, ...took, ...(reason === undefined ? [] : [oneLine(reason, 120)])].join(' · ');
  return {
    id: `job:${job.id}/${node.name}`,
    label: node.name,
    description,
    tooltip: [node.name, description, ...(reason === undefined ? [] : [reason])].join('\n'),
    icon: look.icon,
    ...(look.color === undefined ? {} : { color: look.color }),
    accessibleLabel: [node.name, look.word, ...took, ...(reason === undefined ? [] : [reason])].join(', '),
    context: node.result === undefined ? 'jobNode' : 'jobNode.ended',
    children: 'none',
    ...(node.result === undefined ? {} : { command: 'baton.openResult' }),
    value: { kind: 'jobNode', job, node },
  };
}

/** A job's nodes as they are shown: once it has ended, what went wrong stands first. */
export function orderedNodes(job: Job, nodes: readonly JobNode[]): readonly JobNode[] {
  if (!isEnded(job)) return nodes;
  const rank = (node: JobNode) => (node.state === 'failed' || node.state === 'errored' ? 0 : 1);
  return [...nodes].sort((a, b) => rank(a) - rank(b));
}

/** The badge on the sidebar: running jobs, and failed ones that nobody has looked at; undefined for none. */
export function badge(
  jobs: readonly Job[],
  unseen: ReadonlySet<string>,
): { readonly value: number; readonly tooltip: string } | undefined {
  const running = jobs.filter((job) => !isEnded(job)).length;
  const failed = jobs.filter((job) => unseen.has(job.id)).length;
  if (running + failed === 0) return undefined;
  const parts = [
    ...(running === 0 ? [] : [running === 1 ? l10n.t('1 job running') : l10n.t('{0} jobs running', running)]),
    ...(failed === 0 ? [] : [failed === 1 ? l10n.t('1 job failed') : l10n.t('{0} jobs failed', failed)]),
  ];
  return { value: running + failed, tooltip: parts.join(', ') };
}

function failureReason(node: JobNode): string | undefined {
  const error = node.result?.value['_error'];
  return isJsonObject(error) ? errorMessage(error) : undefined;
}

/** A job looks as its nodes do; only its end has a word of its own. */
function jobLook(state: JobState): Look {
  return state === 'finished' ? { ...nodeLook(state), word: l10n.t('finished') } : nodeLook(state);
}

function nodeLook(state: NodeState): Look {
  const word = stateWord(state);
  switch (state) {
    case 'new':
    case 'ready':
      return { icon: 'circle-outline', word };
    case 'running':
      return { icon: 'sync~spin', color: 'testing.iconQueued', word };
    case 'stopping':
      return { icon: 'loading~spin', color: 'testing.iconQueued', word };
    case 'stopped':
      return { icon: 'circle-slash', color: 'testing.iconSkipped', word };
    case 'finished':
      return { icon: 'pass', color: 'testing.iconPassed', word };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed', word };
    case 'errored':
      return { icon: 'warning', color: 'testing.iconErrored', word };
    case 'skipped':
      return { icon: 'debug-step-over', color: 'testing.iconSkipped', word };
  }
}

function tooltip(job: Job, word: string, description: string): string {
  const { parameters, nodes, rerunOf } = job.description;
  const given = Object.entries(parameters).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
  return [
    `#${job.id} ${jobTitle(job)}: ${word}`,
    description,
    ...(rerunOf === undefined ? [] : [l10n.t('Runs job {0} again', rerunOf)]),
    ...(job.description.description === undefined ? [] : [job.description.description]),
    ...(given.length === 0 ? [] : [l10n.t('Parameters:'), ...given]),
    ...(nodes.length === 0 ? [] : [l10n.t('Nodes: {0}', oneLine(nodes.join(', '), 300))]),
  ].join('\n');
}
