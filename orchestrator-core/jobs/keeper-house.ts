import { countingIds, type JsonObject, type Log, ManualClock, OrchestratorError, silentLog } from '../common/index.ts';
import { bareTarget, type Target } from '../inventory/index.ts';
import type { NodeResult, NodeRun } from './action.ts';
import type { JobDetails, JobEvent, OutputChunk } from './event.ts';
import type { Journal } from './journal.ts';
import { createJobKeeper, type JobKeeper } from './keeper.ts';
import { memoryJournal } from './memory-journal.ts';
import type { NewJob } from './new-job.ts';
import { failureResult } from './results.ts';
import type { OutputPosition, RunObserver, Transport } from './transport.ts';

/** What nodes of tests answer. */
export const success: NodeResult = { status: 'success', value: { _output: 'done' }, reached: true };
/** How a run ends that was stopped before it had a result. */
export const failed: NodeResult = failureResult('puppetlabs.tasks/task-error', 'exit 1', { reached: true });

/** A run that a test holds in its hand. */
export interface Held {
  readonly run: NodeRun;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  readonly from?: Readonly<Record<'stdout' | 'stderr', OutputPosition>>;
  finish(result: NodeResult | undefined): void;
}

/** A transport whose runs end when the test says so; a stop ends them by itself. */
export class ScriptedTransport implements Transport {
  readonly held: Held[] = [];
  most = 0;
  #now = 0;
  #arrived: () => void = () => {};

  run(run: NodeRun, observer: RunObserver, signal: AbortSignal): Promise<NodeResult> {
    return this.#hold(run, observer, signal).then((result) => result ?? failed);
  }

  resume(
    run: NodeRun,
    from: NonNullable<Held['from']>,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<NodeResult | undefined> {
    return this.#hold(run, observer, signal, from);
  }

  #hold(
    run: NodeRun,
    observer: RunObserver,
    signal: AbortSignal,
    from?: Held['from'],
  ): Promise<NodeResult | undefined> {
    this.most = Math.max(this.most, ++this.#now);
    const { promise, resolve } = Promise.withResolvers<NodeResult | undefined>();
    const stop = (): void => resolve(failureResult(`test/${signal.reason}`, String(signal.reason), { reached: true }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    this.held.push({ run, observer, signal, finish: resolve, ...(from === undefined ? {} : { from }) });
    this.#arrived();
    return promise.finally(() => {
      this.#now -= 1;
    });
  }

  /** The run of a node, once it has arrived here. */
  async of(node: string): Promise<Held> {
    for (;;) {
      const found = this.held.find((held) => held.run.target.name === node);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }
}

/** A job of a task on named nodes. */
export function job(
  nodes: readonly string[],
  more: { concurrency?: number; timeout?: number; sensitive?: JsonObject } = {},
): NewJob {
  const { concurrency = 250, timeout, sensitive = {} } = more;
  return {
    description: {
      command: 'task',
      object: 'm::t',
      parameters: {},
      sensitive: Object.keys(sensitive),
      noop: false,
      nodes,
      concurrency,
      ...(timeout === undefined ? {} : { timeout }),
    },
    targets: nodes.map((name) => bareTarget(name, 'pcp')),
    action: { kind: 'task', task: { name: 'm::t', metadata: {}, files: [] }, parameters: sensitive, noop: false },
    sensitive: Object.values(sensitive),
  };
}

/** A keeper with what a test holds of its surroundings. */
export interface House {
  readonly clock: ManualClock;
  readonly journal: Journal;
  readonly transport: ScriptedTransport;
  readonly keeper: JobKeeper;
}

/** A keeper over a journal in memory, unless the test has another. */
export function house(journal?: Journal, transportOf?: (target: Target) => Transport, log: Log = silentLog): House {
  const clock = new ManualClock(1000);
  const kept = journal ?? memoryJournal(clock);
  const transport = new ScriptedTransport();
  const ports = {
    journal: kept,
    clock,
    ids: countingIds(),
    log,
    transportOf: transportOf ?? (() => transport),
  };
  return { clock, journal: kept, transport, keeper: createJobKeeper(ports) };
}

/** A journal on a disk that has no space left while `full` is set. */
export function fullableDisk(): { readonly journal: Journal; full: boolean } {
  const memory = memoryJournal(new ManualClock());
  const append: Journal['append'] = async (events) => {
    if (disk.full) throw new OrchestratorError('baton/disk-full', 'No space left.');
    return memory.append(events);
  };
  const disk = { full: false, journal: { ...memory, append } };
  return disk;
}

/** A signal that is never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** All events of a job, once it is over. */
export async function whole(keeper: JobKeeper, id: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of keeper.events(id, 1, never)) events.push(event);
  return events;
}

/** What is known of a job, once it is over. */
export async function ended(keeper: JobKeeper, id: string): Promise<JobDetails> {
  await whole(keeper, id);
  return keeper.details(id);
}

/** A chunk of standard output. */
export function said(text: string, offset = 0): OutputChunk {
  return { stream: 'stdout', offset, length: Buffer.byteLength(text), text };
}
