import type { Clock, Timer } from '../common/index.ts';
import type { JobBatch, JobDescription, JobHappening } from './event.ts';

/** What batches need of their job. */
export interface BatchPorts {
  readonly clock: Clock;
  record(happenings: readonly JobHappening[]): Promise<boolean>;
  /** More nodes may begin. */
  opened(): void;
}

/** How many nodes of a job may begin: those of one batch, and when all have ended and the pause is over those of the next. */
export class Batches {
  readonly #ports: BatchPorts;
  readonly #size: number;
  readonly #pause: number;
  readonly #total: number;
  #current = 0;
  #room = 0;
  #timer: Timer | undefined;
  #isTurning = false;
  #closed = false;

  constructor({ batch, nodes }: JobDescription, ports: BatchPorts) {
    this.#ports = ports;
    this.#size = batch?.size ?? nodes.length;
    this.#pause = batch?.pause ?? 0;
    this.#total = Math.ceil(nodes.length / Math.max(1, this.#size));
    // Without batches all nodes are one that nobody is told of.
    if (batch === undefined) this.#room = Number.POSITIVE_INFINITY;
  }

  /** How many nodes may begin now. */
  get room(): number {
    return this.#room;
  }

  /** A node of the batch has begun. */
  began(): void {
    this.#room -= 1;
  }

  /** Every node that began has ended, and others are left: the next batch begins, the first at once. */
  turn(): void {
    if (this.#isTurning || this.#room > 0) return;
    this.#isTurning = true;
    void this.#turn();
  }

  async #turn(): Promise<void> {
    const { clock, record } = this.#ports;
    if (this.#current > 0) {
      const next = clock.now() + this.#pause;
      await record([{ type: 'batch_finished', batch: this.#current, batches: this.#total, next }]);
      await this.#until(next);
    }
    await this.#open();
  }

  /** After an earlier life that left off here, with so many nodes begun. */
  async resume(left: JobBatch | undefined, begun: number): Promise<void> {
    this.#current = left?.batch ?? 0;
    if (left === undefined) return;
    if (left.next === undefined) {
      this.#room = Math.min(this.#size, Math.max(0, left.batch * this.#size - begun));
      return;
    }
    this.#isTurning = true;
    await this.#until(left.next);
    await this.#open();
  }

  /** A clock that was set back makes nobody wait longer than the pause. */
  async #until(next: number): Promise<void> {
    const delay = Math.min(this.#pause, next - this.#ports.clock.now());
    if (delay <= 0 || this.#closed) return;
    await new Promise<void>((resolve) => {
      this.#timer = this.#ports.clock.after(delay, resolve);
    });
  }

  async #open(): Promise<void> {
    if (this.#closed) return;
    this.#current += 1;
    const nodes = this.#size;
    await this.#ports.record([{ type: 'batch_started', batch: this.#current, batches: this.#total, nodes }]);
    this.#room = this.#size;
    this.#isTurning = false;
    this.#ports.opened();
  }

  /** No batch begins any more. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }
}
