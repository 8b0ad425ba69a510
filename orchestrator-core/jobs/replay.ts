import type { Target } from '../inventory/index.ts';
import type { Action } from './action.ts';
import type { JobDescription, JobHappening, OutputStream } from './event.ts';
import type { Journal } from './journal.ts';
import type { Interrupted } from './live-job.ts';
import type { PlanStepState } from './plan-event.ts';
import { isFinalNode, type JobProjection, startProjection } from './projection.ts';
import type { OutputPosition } from './transport.ts';

/** A job as an earlier life of the orchestrator left it. */
export interface Replay {
  readonly projection: JobProjection;
  /** Of every node that ever ran. */
  readonly transactions: ReadonlyMap<string, string>;
  readonly positions: ReadonlyMap<string, Readonly<Record<OutputStream, OutputPosition>>>;
}

/** Where a stream begins. */
export const noOutput: OutputPosition = { bytes: 0, characters: 0 };

/** Reads a job from its journal, a page at a time; undefined where there is none. */
export async function replayJob(journal: Journal, id: string, pageSize: number): Promise<Replay | undefined> {
  const transactions = new Map<string, string>();
  const positions = new Map<string, Record<OutputStream, OutputPosition>>();
  let projection: JobProjection | undefined;
  let next = 1;
  for (;;) {
    const page = await journal.read(id, next, pageSize);
    for (const event of page) {
      next = event.number + 1;
      if (projection === undefined) projection = startProjection(event);
      else projection.apply(event);
      if (event.type === 'node_running') transactions.set(event.node, event.transaction);
      if (event.type !== 'node_output') continue;
      const position = positions.get(event.node) ?? { stdout: noOutput, stderr: noOutput };
      const characters = position[event.stream].characters + event.text.length;
      position[event.stream] = { bytes: event.offset + event.length, characters };
      positions.set(event.node, position);
    }
    if (page.length < pageSize) return projection && { projection, transactions, positions };
  }
}

/** Names a target again. */
export type FindTarget = (name: string, transport: string) => Promise<Target>;

/** The nodes that ran when the earlier life ended. */
export async function interruptedNodes(
  { projection, transactions, positions }: Replay,
  targetOf: FindTarget,
): Promise<readonly Interrupted[]> {
  const interrupted: Interrupted[] = [];
  for (const node of projection.details().nodes) {
    const transaction = transactions.get(node.name);
    if (isFinalNode(node.state) || transaction === undefined) continue;
    const target = await targetOf(node.name, node.transport ?? 'pcp');
    const from = positions.get(node.name) ?? { stdout: noOutput, stderr: noOutput };
    interrupted.push({ target, transaction, started: node.started ?? 0, from });
  }
  return interrupted;
}

/**
 * The ends of a plan's steps that ran, inner ones first. A plan cannot be taken up in its middle: what it has begun on
 * targets is, and who wants to goes on after its last step.
 */
export function endsOfSteps(steps: readonly PlanStepState[] = []): readonly JobHappening[] {
  const open = steps.filter(({ state }) => state === 'running').reverse();
  return open.map(({ id }) => ({ type: 'plan_step_finished', step: id, state: 'stopped' }));
}

/** Enough of an action to understand what a node says of it; it can't be run again from this. */
export function actionOf(description: JobDescription): Action {
  const { command, object, parameters, noop, environment = {} } = description;
  if (command === 'task') return { kind: 'task', task: { name: object, metadata: {}, files: [] }, parameters, noop };
  const script = { filename: object, sha256: '', size: 0, path: object };
  if (command === 'script') return { kind: 'script', script, arguments: [], environment };
  if (command === 'upload' || command === 'download') {
    return { kind: command, source: object, destination: String(parameters['destination'] ?? '') };
  }
  return { kind: 'command', command: object, environment };
}
