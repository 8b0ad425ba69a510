import type { Clock, IdSource, Log } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action, NodeResult, NodeRun } from './action.ts';
import { Batches } from './batches.ts';
import type { JobDescription, JobHappening, OutputChunk, OutputStream } from './event.ts';
import type { Mask, MaskStream } from './mask.ts';
import type { JobProjection } from './projection.ts';
import { failureResult, skippedResult } from './results.ts';
import { createRetention, type Retention } from './retention.ts';
import { taskOutput } from './task-output.ts';
import type { OutputPosition, RunObserver, StopReason, Transport } from './transport.ts';

type RecordHappenings = (happenings: readonly JobHappening[], onWait?: () => void) => Promise<boolean>;

/** What a job needs of the world. */
export interface LiveJobPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly transportOf: (target: Target) => Transport;
  /**
   * Makes happenings durable and only then tells readers; resolves when both is done. Rejects never. `onWait` is called
   * when the journal takes nothing now.
   */
  readonly record: RecordHappenings;
  /** Told what came of a node, in clear, before that is recorded: for the plan that runs the job. */
  readonly result?: (node: string, result: NodeResult) => void;
}

/** What a job does to each of its targets. */
export interface JobActions {
  readonly action: Action;
  /** In its place, by name of the target. */
  readonly byTarget?: ReadonlyMap<string, Action>;
}

/** A node that ran when an earlier life of the orchestrator ended. */
export interface Interrupted {
  readonly target: Target;
  readonly transaction: string;
  readonly started: number;
  readonly from: Readonly<Record<OutputStream, OutputPosition>>;
}

interface RunningNode {
  readonly abort: AbortController;
  readonly resumable: boolean;
  readonly settled: Promise<void>;
}

type Begin = (transport: Transport, observer: RunObserver, signal: AbortSignal) => Promise<NodeResult | undefined>;

const start: OutputPosition = { bytes: 0, characters: 0 };

/** One job while it runs: starts its nodes as the limit allows, bounds and stops them, and records what they say. */
export class LiveJob {
  readonly #id: string;
  readonly #description: JobDescription;
  readonly #actions: JobActions;
  readonly #mask: Mask;
  readonly #projection: JobProjection;
  readonly #ports: LiveJobPorts;
  readonly #queue: Target[] = [];
  readonly #batches: Batches;
  readonly #running = new Map<string, RunningNode>();
  readonly #done = Promise.withResolvers<void>();
  #stopping: string | undefined;
  #ending = false;
  /** The orchestrator ends and another life will follow this job: nothing is started or ended any more. */
  #leaving = false;
  #detached = false;

  constructor(id: string, actions: JobActions, mask: Mask, projection: JobProjection, ports: LiveJobPorts) {
    this.#id = id;
    this.#description = projection.job().description;
    this.#actions = actions;
    this.#mask = mask;
    this.#projection = projection;
    this.#ports = ports;
    this.#batches = new Batches(this.#description, {
      clock: ports.clock,
      record: (happenings) => this.#record(happenings),
      opened: () => this.#advance(),
    });
  }

  get projection(): JobProjection {
    return this.#projection;
  }

  /** Resolves when the job's final event is recorded, or when it was left to the next life of the orchestrator. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Starts the nodes of a new job. */
  async begin(targets: readonly Target[]): Promise<void> {
    this.#queue.push(...targets);
    await this.#record([{ type: 'job_running' }]);
    this.#advance();
  }

  /**
   * Takes up a job of an earlier life: follows what can be followed, begins with `rest` where its batches go on, and says
   * of the others why it cannot.
   */
  async recover(
    interrupted: readonly Interrupted[],
    wasStopping: boolean,
    rest: readonly Target[] | { readonly lost: string } = { lost: endedBefore },
  ): Promise<void> {
    if (wasStopping) this.#stopping = 'The job was stopped.';
    const lost: JobHappening[] = [];
    const { nodes, batch } = this.#projection.details();
    const waiting = nodes.filter(({ state }) => state === 'new');
    if ('lost' in rest) {
      const result = skippedResult(rest.lost);
      for (const { name } of waiting) lost.push({ type: 'node_skipped', node: name, result });
    } else this.#queue.push(...rest);
    for (const node of interrupted) {
      if (this.#ports.transportOf(node.target).resume === undefined) {
        lost.push({ type: 'node_errored', node: node.target.name, result: this.#unknown(endedMeanwhile) });
      }
    }
    await this.#record(lost);
    for (const node of interrupted) {
      if (this.#ports.transportOf(node.target).resume !== undefined) this.#resume(node);
    }
    if (this.#queue.length > 0) void this.#batches.resume(batch, nodes.length - waiting.length);
    this.#advance();
  }

  /** Idempotent; resolves when the wish is durable. */
  async stop(reason: string): Promise<void> {
    if (this.#stopping !== undefined || this.#ending) return;
    this.#stopping = reason;
    const wish = Promise.withResolvers<void>();
    // A full disk keeps nobody from ending what runs.
    const recorded = this.#record([{ type: 'job_stopping', reason }], wish.resolve).then(() => wish.resolve());
    await wish.promise;
    for (const node of this.#running.values()) node.abort.abort('stopped' satisfies StopReason);
    this.#advance();
    await recorded;
  }

  /**
   * The orchestrator ends: runs that can be taken up again are left alone, the others are stopped. Resolves when
   * nothing more will be recorded.
   */
  async detach(reason: string): Promise<void> {
    const running = [...this.#running.values()];
    const waits = this.#description.batch !== undefined && this.#queue.length > 0 && this.#stopping === undefined;
    const follows = waits || running.some((node) => node.resumable);
    if (follows) this.#leaving = true;
    else await this.stop(reason);
    const mine = running.filter((node) => !node.resumable);
    for (const node of mine) node.abort.abort('stopped' satisfies StopReason);
    await Promise.all(mine.map((node) => node.settled));
    if (!follows) await this.#done.promise;
    this.#batches.close();
    this.#detached = true;
    this.#done.resolve();
  }

  async #record(happenings: readonly JobHappening[], onWait?: () => void): Promise<boolean> {
    if (this.#detached) return false;
    return happenings.length === 0 || this.#ports.record(happenings, onWait);
  }

  /** Starts as many queued nodes as there is room for; ends the job when there is nothing left to wait for. */
  #advance(): void {
    if (this.#leaving) return;
    while (
      this.#stopping === undefined &&
      this.#queue.length > 0 &&
      this.#running.size < this.#description.concurrency &&
      this.#batches.room > 0
    ) {
      const target = this.#queue.shift();
      if (target === undefined) break;
      this.#batches.began();
      this.#start(target);
    }
    if (this.#running.size > 0 || this.#ending) return;
    if (this.#stopping === undefined && this.#queue.length > 0) {
      this.#batches.turn();
      return;
    }
    this.#batches.close();
    this.#ending = true;
    void this.#end();
  }

  async #end(): Promise<void> {
    const reason = skippedResult('The job was stopped before the turn of this node came.');
    const skipped: JobHappening[] = this.#queue.map(({ name }) => ({
      type: 'node_skipped',
      node: name,
      result: reason,
    }));
    const states = this.#projection.details().nodes.map((node) => node.state);
    const allFinished = skipped.length === 0 && states.every((state) => state === 'finished');
    const type = this.#stopping !== undefined ? 'job_stopped' : allFinished ? 'job_finished' : 'job_failed';
    await this.#record([...skipped, { type }]);
    this.#done.resolve();
  }

  #start(target: Target): void {
    const transaction = this.#ports.ids.uuid();
    const begin: Begin = async (transport, observer, signal) => {
      const running = { type: 'node_running', node: target.name, transaction, transport: target.transport } as const;
      // What is not in the journal must not run: after a restart nobody would know of it.
      if (!(await this.#record([running]))) return undefined;
      return transport.run(this.#nodeRun(target, transaction), observer, signal);
    };
    this.#follow(target, { stdout: start, stderr: start }, this.#description.timeout, begin);
  }

  #resume(node: Interrupted): void {
    const run = this.#nodeRun(node.target, node.transaction);
    const begin: Begin = async (transport, observer, signal) =>
      transport.resume === undefined ? undefined : transport.resume(run, node.from, observer, signal);
    const { timeout } = this.#description;
    // A clock that was set back between the two lives does not give it more time than it was to have.
    const passed = Math.max(0, this.#ports.clock.now() - node.started);
    const left = timeout === undefined ? undefined : Math.max(0, timeout - passed);
    this.#follow(node.target, node.from, left, begin);
  }

  #nodeRun(target: Target, transaction: string): NodeRun {
    const action = this.#actions.byTarget?.get(target.name) ?? this.#actions.action;
    const { runAs } = this.#description;
    return { job: this.#id, target, action, transaction, ...(runAs === undefined ? {} : { runAs }) };
  }

  #follow(target: Target, from: Interrupted['from'], timeout: number | undefined, begin: Begin): void {
    const abort = new AbortController();
    if (this.#stopping !== undefined) abort.abort('stopped' satisfies StopReason);
    const transport = this.#ports.transportOf(target);
    const settled = this.#run(target, from, timeout, abort, (observer) => begin(transport, observer, abort.signal));
    this.#running.set(target.name, { abort, resumable: transport.resume !== undefined, settled });
    void settled.then(() => {
      this.#running.delete(target.name);
      this.#advance();
    });
  }

  /** Runs one node to its end; never rejects. */
  async #run(
    target: Target,
    from: Interrupted['from'],
    timeout: number | undefined,
    abort: AbortController,
    begin: (observer: RunObserver) => Promise<NodeResult | undefined>,
  ): Promise<void> {
    const about = { node: target.name, isTask: this.#actions.action.kind === 'task' };
    const output = new NodeOutput(about, from, this.#mask, (happenings) => this.#record(happenings));
    const timer =
      timeout === undefined
        ? undefined
        : this.#ports.clock.after(timeout, () => abort.abort('timed out' satisfies StopReason));
    let result: NodeResult | undefined;
    try {
      result = await begin(output);
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#ports.log.log('error', `${target.name}: ${this.#mask.text(what)}`);
      const msg = this.#mask.text(error instanceof Error ? error.message : String(error));
      result = failureResult('baton/internal-error', `The orchestrator failed while the node ran: ${msg}`, {
        reached: false,
      });
    } finally {
      timer?.cancel();
    }
    if (result !== undefined) this.#ports.result?.(target.name, result);
    const end = this.#nodeEnd(target.name, result, abort.signal);
    await this.#record([...output.end(), end]);
  }

  #nodeEnd(node: string, result: NodeResult | undefined, signal: AbortSignal): JobHappening {
    if (result === undefined) return { type: 'node_errored', node, result: this.#unknown(nobodyKnows) };
    const { sensitive: _, ...open } = result;
    const masked = this.#mask.result(open);
    if (masked.status === 'success') return { type: 'node_finished', node, result: masked };
    if (masked.status === 'skipped') return { type: 'node_skipped', node, result: masked };
    if (signal.aborted && signal.reason === ('stopped' satisfies StopReason)) {
      return { type: 'node_stopped', node, result: masked };
    }
    return { type: masked.reached ? 'node_failed' : 'node_errored', node, result: masked };
  }

  #unknown(msg: string): NodeResult {
    return failureResult('puppetlabs.orchestrator/execution-failure', msg, { reached: false });
  }
}

const endedBefore = 'The orchestrator ended before the turn of this node came. Run the job again on what failed.';
const endedMeanwhile =
  'The orchestrator ended while this ran, and its transport keeps nothing: nobody knows what came of it.';
const nobodyKnows =
  'The orchestrator ended while this ran, and the node knows nothing of it now: it may never have begun. It was not run again.';

/** What one node says while it runs: masked, bounded, and made durable before its producer may go on. */
class NodeOutput implements RunObserver {
  readonly #node: string;
  readonly #record: RecordHappenings;
  readonly #streams: Readonly<Record<OutputStream, { readonly mask: MaskStream; readonly retention: Retention }>>;
  readonly #mask: Mask;
  #closed = false;

  constructor(
    { node, isTask }: { readonly node: string; readonly isTask: boolean },
    from: Interrupted['from'],
    mask: Mask,
    record: RecordHappenings,
  ) {
    this.#node = node;
    this.#record = record;
    this.#mask = mask;
    const stdout = isTask ? taskOutput(mask.stream(), from.stdout.bytes > 0) : mask.stream();
    this.#streams = {
      stdout: { mask: stdout, retention: createRetention(from.stdout.bytes) },
      stderr: { mask: mask.stream(), retention: createRetention(from.stderr.bytes) },
    };
  }

  async output(chunk: OutputChunk): Promise<void> {
    if (this.#closed) return;
    const { mask, retention } = this.#streams[chunk.stream];
    const shown = mask.push(chunk);
    if (shown === undefined) return;
    const wasFull = retention.isFull();
    const kept = retention.take(shown);
    const happenings: JobHappening[] = kept === undefined ? [] : [this.#happening(kept)];
    if (!wasFull && retention.isFull()) {
      const message = `${chunk.stream} is very long: from here on only its end is kept, and shown when the node is done.`;
      happenings.push({ type: 'node_message', node: this.#node, message });
    }
    await this.#record(happenings);
  }

  async message(text: string): Promise<void> {
    if (this.#closed) return;
    await this.#record([{ type: 'node_message', node: this.#node, message: this.#mask.text(text) }]);
  }

  /** What was held back, to be recorded together with the node's end. */
  end(): readonly JobHappening[] {
    this.#closed = true;
    return Object.values(this.#streams).flatMap(({ mask, retention }) => {
      const held = mask.flush();
      const kept = held === undefined ? undefined : retention.take(held);
      return [...(kept === undefined ? [] : [kept]), ...retention.end()].map((chunk) => this.#happening(chunk));
    });
  }

  #happening(chunk: OutputChunk): JobHappening {
    return { type: 'node_output', node: this.#node, ...chunk };
  }
}
