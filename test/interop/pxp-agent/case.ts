import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import { eventually } from '../../support/eventually.ts';
import { statesOf } from '../../support/orchestrator-lab.ts';
import { agentName, type PlayedJob, type Stage } from './stage.ts';

/** One thing that must work between Baton and an agent that knows nothing of Baton. */
export interface InteropCase {
  readonly name: string;
  /** What the agent may complain of in its log, besides what it may in every case. */
  readonly complaints?: RegExp;
  /** Throws when it does not work; what it returns goes into the report. */
  play(stage: Stage): Promise<string | undefined>;
}

/** What the job's result says, of one node. */
export function resultValue({ details }: PlayedJob, node: string = agentName): JsonObject {
  return (details.nodes.find(({ name }) => name === node)?.result?.value ?? {}) as JsonObject;
}

/** The error of the agent under test. @throws when there is none. */
export function errorOf(job: PlayedJob): { readonly kind: Json; readonly msg: string } {
  const error = resultValue(job)['_error'] as JsonObject | undefined;
  assert.ok(error, `no error in ${JSON.stringify(resultValue(job))}`);
  return { kind: error['kind'] ?? null, msg: String(error['msg']) };
}

/** @throws when some node of the job did not succeed. */
export function succeeded(job: PlayedJob): void {
  const states = statesOf(job.details);
  assert.match(states, /^finished:( finished)+$/, `${states} ${JSON.stringify(resultValue(job))}`);
}

/** Seconds since then, with one decimal. */
export function seconds(from: number): number {
  return Math.round((performance.now() - from) / 100) / 10;
}
/** A task that runs, and goes on until the file that `release` makes is there. */
export async function waiting(
  stage: Stage,
  name: string,
  request = {},
): Promise<{ readonly id: string; readonly transaction: string; release(): Promise<void> }> {
  const until = join(stage.directory, name);
  const id = await stage.task('wait', { until }, request);
  const transaction = await running(stage, id);
  return { id, transaction, release: () => writeFile(until, '') };
}

/** Waits until the agent runs the job's process; resolves with its transaction. */
export async function running(stage: Stage, id: string): Promise<string> {
  const transaction = await transactionOf(stage, id);
  await spooled(stage, transaction, 'stdout');
  await spooled(stage, transaction, 'pid');
  return transaction;
}

async function transactionOf(stage: Stage, id: string): Promise<string> {
  const { signal } = new AbortController();
  for await (const event of stage.remote.events(id, 1, signal)) {
    if (event.type === 'node_running') return event.transaction;
  }
  throw new Error(`job ${id} has run nowhere`);
}

/** Waits for a file in the agent's spool. The exit code is written last: it says that a task is over. */
export async function spooled(stage: Stage, transaction: string, file: 'exitcode' | 'pid' | 'stdout'): Promise<void> {
  const path = join(stage.agent.spool, transaction, file);
  await eventually(
    path,
    () => existsSync(path),
    (there) => there,
  );
}
