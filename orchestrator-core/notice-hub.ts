import type { Clock, Log, LogLevel, Timer } from './common/index.ts';
import type { Job } from './jobs/index.ts';
import type { Notice, OrchestratorStatus } from './orchestrator.ts';

/** Log lines that wait for one reader; when there are more, the oldest are dropped and counted. */
const mostLines = 1000;
/** Milliseconds in which the changes of one job become one notice. */
const jobPause = 50;
/** Milliseconds in which changes of nodes become one notice, and how many nodes one names. */
const nodesPause = 200;
const mostNodes = 100;

/**
 * Tells every reader what changes. Who reads slowly is told only the newest of each kind, so that nobody's queue grows:
 * a notice says that something is to be asked for again, and once is enough.
 */
export class NoticeHub {
  readonly #clock: Clock;
  readonly #readers = new Set<Mailbox>();
  readonly #paused = new Map<string, { readonly timer: Timer; latest: Job | undefined }>();
  #pausedNodes: { readonly timer: Timer; changed: NodesChanged | undefined } | undefined;

  readonly #listeners = new Set<(readers: number) => void>();
  #status = '';
  /** What whoever begins to read is told first. */
  #questions: Notice | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many read notices now. */
  readers(): number {
    return this.#readers.size;
  }

  /** Calls whenever somebody ends to read. */
  onReaders(listener: (readers: number) => void): void {
    this.#listeners.add(listener);
  }

  tell(notice: Notice): void {
    if (notice.kind === 'questions_changed') this.#questions = notice.questions.length > 0 ? notice : undefined;
    for (const reader of this.#readers) reader.put(notice);
  }

  /** A job changed: told at once, and what follows within a moment as one. */
  jobChanged(job: Job): void {
    const paused = this.#paused.get(job.id);
    if (paused !== undefined) {
      paused.latest = job;
      return;
    }
    this.tell({ kind: 'job_changed', job });
    const timer = this.#clock.after(jobPause, () => {
      const latest = this.#paused.get(job.id)?.latest;
      this.#paused.delete(job.id);
      if (latest !== undefined) this.jobChanged(latest);
    });
    this.#paused.set(job.id, { timer, latest: undefined });
  }

  /** Nodes changed, any of them where none is named: told at once, and what follows within a moment as one. */
  nodesChanged(nodes?: readonly string[]): void {
    const notice = nodesNotice(nodes);
    const paused = this.#pausedNodes;
    if (paused !== undefined) {
      paused.changed = paused.changed === undefined ? notice : both(paused.changed, notice);
      return;
    }
    this.tell(notice);
    const timer = this.#clock.after(nodesPause, () => {
      const changed = this.#pausedNodes?.changed;
      this.#pausedNodes = undefined;
      if (changed !== undefined) this.nodesChanged(changed.nodes);
    });
    this.#pausedNodes = { timer, changed: undefined };
  }

  /** Told only where it is another than was told last. */
  statusChanged(status: OrchestratorStatus): void {
    const text = JSON.stringify(status);
    if (text === this.#status) return;
    this.#status = text;
    this.tell({ kind: 'status_changed', status });
  }

  /** A log that passes lines on and tells them to readers, from `info` on. */
  tee(log: Log): Log {
    const told: ReadonlySet<LogLevel> = new Set(['info', 'warn', 'error']);
    return {
      log: (level, message) => {
        log.log(level, message);
        if (told.has(level)) this.tell({ kind: 'log', level, message });
      },
    };
  }

  /** What changes from this call on, until `signal` is aborted or the hub is closed. */
  read(signal: AbortSignal): AsyncIterable<Notice> {
    const mailbox = new Mailbox();
    this.#readers.add(mailbox);
    if (this.#questions !== undefined) mailbox.put(this.#questions);
    const end = (): void => {
      mailbox.end();
      if (this.#readers.delete(mailbox)) for (const listener of this.#listeners) listener(this.#readers.size);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    return mailbox.notices(end);
  }

  close(): void {
    for (const { timer } of this.#paused.values()) timer.cancel();
    this.#paused.clear();
    this.#pausedNodes?.timer.cancel();
    this.#pausedNodes = undefined;
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }
}

type NodesChanged = Extract<Notice, { kind: 'nodes_changed' }>;

function nodesNotice(nodes: readonly string[] | undefined): NodesChanged {
  return nodes === undefined || nodes.length > mostNodes ? { kind: 'nodes_changed' } : { kind: 'nodes_changed', nodes };
}

/** One notice that says what two said. */
function both(one: NodesChanged, other: NodesChanged): NodesChanged {
  if (one.nodes === undefined || other.nodes === undefined) return { kind: 'nodes_changed' };
  return nodesNotice([...new Set([...one.nodes, ...other.nodes])]);
}

/** What one reader has not read yet. */
class Mailbox {
  readonly #waiting = new Map<string, Notice>();
  #lines = 0;
  #dropped = 0;
  #nextLine = 0;
  #ended = false;
  #wake: () => void = () => {};

  put(notice: Notice): void {
    const key = this.#keyOf(notice);
    const waiting = this.#waiting.get(key);
    const isBoth = waiting?.kind === 'nodes_changed' && notice.kind === 'nodes_changed';
    // At its old place: what waits longest is read first.
    this.#waiting.set(key, isBoth ? both(waiting, notice) : notice);
    if (notice.kind === 'log') this.#bound();
    this.#wake();
  }

  #keyOf(notice: Notice): string {
    if (notice.kind === 'job_changed') return `job ${notice.job.id}`;
    if (notice.kind !== 'log') return notice.kind;
    this.#lines += 1;
    this.#nextLine += 1;
    return `log ${this.#nextLine}`;
  }

  #bound(): void {
    if (this.#lines <= mostLines) return;
    for (const [key, { kind }] of this.#waiting) {
      if (kind !== 'log') continue;
      this.#waiting.delete(key);
      this.#lines -= 1;
      this.#dropped += 1;
      return;
    }
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *notices(end: () => void): AsyncGenerator<Notice> {
    try {
      while (!this.#ended) {
        if (this.#dropped > 0) {
          const message = `${this.#dropped} log lines were not shown: they came faster than they were read.`;
          this.#dropped = 0;
          yield { kind: 'log', level: 'warn', message };
        }
        const next = this.#waiting.entries().next();
        if (next.done === true) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          continue;
        }
        const [key, notice] = next.value;
        this.#waiting.delete(key);
        if (notice.kind === 'log') this.#lines -= 1;
        yield notice;
      }
    } finally {
      end();
    }
  }
}
