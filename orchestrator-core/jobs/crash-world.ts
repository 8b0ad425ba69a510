import { type Clock, countingIds, type IdSource, ManualClock, OrchestratorError } from '../common/index.ts';
import type { NodeResult, NodeRun } from './action.ts';
import type { Journal } from './journal.ts';
import { memoryJournal } from './memory-journal.ts';
import { failureResult } from './results.ts';
import type { RunObserver, Transport } from './transport.ts';

/** What befalls a life of the orchestrator at one of the operations that it waits for. */
export type Blow =
  /** It is killed before the operation has done anything. */
  | 'before'
  /** It is killed when the operation is done, and before it learns so. */
  | 'after'
  /** The disk refuses the operation, once. */
  | 'refused';

const never = new Promise<never>(() => {});

/** Counts what one life of an orchestrator waits for, and strikes it at one of them. */
export class Fate {
  readonly #at: number;
  readonly #blow: Blow;
  #count = 0;
  isDead = false;

  /** @param at which operation, from 1; beyond the last one nothing happens. */
  constructor(at: number = Number.POSITIVE_INFINITY, blow: Blow = 'before') {
    this.#at = at;
    this.#blow = blow;
  }

  /** Whether the operation that it was to be struck at has come. */
  get hasStruck(): boolean {
    return this.#count >= this.#at;
  }

  /** An operation on what outlives the orchestrator: the disk, or a node. */
  async operation<T>(what: 'disk' | 'node', work: () => Promise<T> | T): Promise<T> {
    if (this.isDead) return never;
    this.#count += 1;
    const struck = this.#count === this.#at;
    // A disk takes its time, in which everything else goes on.
    if (what === 'disk') await new Promise(setImmediate);
    if (this.isDead) return never;
    if (struck && this.#blow === 'refused' && what === 'disk') {
      throw new OrchestratorError('baton/disk-full', 'No space left.');
    }
    this.isDead = struck && this.#blow === 'before';
    if (this.isDead) return never;
    const done = await work();
    this.isDead ||= struck && this.#blow === 'after';
    return this.isDead ? never : done;
  }
}

/** What a node has done for one transaction, and still knows. */
interface Spooled {
  readonly output: readonly string[];
  result: NodeResult | undefined;
}

/** What outlives an orchestrator: its journal, and nodes with what they have run. */
export interface CrashWorld {
  readonly journal: Journal;
  /** How often something was begun, by job and node. */
  readonly begun: Map<string, number>;
  /** What came of it there, by job and node. */
  readonly results: Map<string, NodeResult>;
  /** What a life of the orchestrator has of the world; nothing of it answers when the life is over. */
  life(fate: Fate): {
    readonly journal: Journal;
    readonly clock: Clock;
    readonly ids: IdSource;
    /** Nodes by name: `agent…` keep what they ran, `host…` forget it with the orchestrator. */
    readonly transportOf: (target: { readonly name: string }) => Transport;
    /** Time goes on for this life. */
    pass(milliseconds: number): void;
  };
}

/** A world without a past. */
export function crashWorld(): CrashWorld {
  const ids = countingIds();
  const memory = memoryJournal({ now: () => 0 });
  const nodes = new Nodes();
  const life: CrashWorld['life'] = (fate) => {
    const clock = new ManualClock();
    const disk = <A extends readonly unknown[], T>(work: (...args: A) => Promise<T>): ((...args: A) => Promise<T>) => {
      return (...args) => fate.operation('disk', () => work(...args));
    };
    return {
      clock,
      ids,
      journal: {
        ...memory,
        nextJobId: disk(memory.nextJobId),
        append: disk(memory.append),
        read: disk(memory.read),
        unfinished: disk(memory.unfinished),
      },
      transportOf: ({ name }) => nodes.transport(fate, !name.startsWith('host')),
      pass: (milliseconds) => {
        if (!fate.isDead) clock.advance(milliseconds);
      },
    };
  };
  return { journal: memory, begun: nodes.begun, results: nodes.results, life };
}

/** Nodes that outlive orchestrators. */
class Nodes {
  readonly begun = new Map<string, number>();
  readonly results = new Map<string, NodeResult>();
  readonly #spool = new Map<string, Spooled>();

  transport(fate: Fate, keeps: boolean): Transport {
    const run: Transport['run'] = async (one, observer, signal) => {
      if (signal.aborted) return failureResult('test/stopped', 'nothing was begun', { reached: false });
      const spooled = await fate.operation('node', () => this.#begin(one));
      return this.#follow(fate, one, spooled, 0, observer, signal);
    };
    const resume: Transport['resume'] = async (one, { stdout }, observer, signal) => {
      const spooled = await fate.operation('node', () => this.#spool.get(one.transaction));
      return spooled && this.#follow(fate, one, spooled, stdout.bytes, observer, signal);
    };
    return keeps ? { run, resume } : { run };
  }

  #begin(run: NodeRun): Spooled {
    const key = keyOf(run);
    this.begun.set(key, (this.begun.get(key) ?? 0) + 1);
    const spooled: Spooled = { output: [`${run.target.name} begins\n`, 'and ends\n'], result: undefined };
    this.#spool.set(run.transaction, spooled);
    return spooled;
  }

  async #follow(
    fate: Fate,
    run: NodeRun,
    spooled: Spooled,
    from: number,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<NodeResult> {
    let offset = 0;
    for (const text of spooled.output) {
      if (offset >= from) {
        await fate.operation('node', () => {});
        await observer.output({ stream: 'stdout', offset, length: text.length, text });
      }
      offset += text.length;
    }
    // What a node does it does whether or not anybody lives to hear of it; a stop has to reach it.
    const result = await this.#end(run, spooled, signal);
    return fate.operation('node', () => result);
  }

  /** The run's end, as the node keeps it: nodes whose name says `slow` go on until they are stopped. */
  async #end(run: NodeRun, spooled: Spooled, signal: AbortSignal): Promise<NodeResult> {
    if (run.target.name.includes('slow') && !signal.aborted && spooled.result === undefined) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    spooled.result ??= signal.aborted
      ? failureResult('test/stopped', `${run.target.name} was stopped`, { reached: true })
      : { status: 'success', value: { _output: `${run.target.name} is done` }, reached: true };
    this.results.set(keyOf(run), spooled.result);
    return spooled.result;
  }
}

function keyOf({ job, target }: NodeRun): string {
  return `${job} ${target.name}`;
}
