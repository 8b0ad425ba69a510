import type { Clock, Timer } from '../../common/index.ts';
import type { JobBatch } from '../../jobs/index.ts';
import type { Terminal } from '../terminal.ts';

/** What goes on, in one line that is wiped before anything else is printed. */
export interface Progress {
  /** What the line says from now on. */
  update(text: string): void;
  /** Wipes the line, so that something can be printed. */
  hide(): void;
  /** Draws it again. */
  show(): void;
  close(): void;
}

/** How far a run on several targets is. */
export interface ProgressCounts {
  readonly total: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

/** `3 of 10 done, 2 running, 1 failed`. */
export function countsText({ total, running, done, failed }: ProgressCounts): string {
  return `${done} of ${total} done, ${running} running${failed > 0 ? `, ${failed} failed` : ''}`;
}

/** `, batch 2 of 5`, and when the next one begins where none is at work; nothing of a job without batches. */
export function batchText(batch: JobBatch | undefined): string {
  if (batch === undefined) return '';
  const next = batch.next === undefined ? '' : `, the next begins at ${new Date(batch.next).toLocaleTimeString()}`;
  return `, batch ${batch.batch} of ${batch.batches}${next}`;
}

/** A progress that shows nothing, for when nobody watches. */
export const noProgress: Progress = { update: () => {}, hide: () => {}, show: () => {}, close: () => {} };

/** Milliseconds before the line appears, and between two drawings of it. */
const delay = 1000;
const pause = 100;
const wipe = '\r\u001b[K';

/** A line on standard error: nothing for short work. */
export function lineProgress(terminal: Terminal, clock: Clock): Progress {
  let text = '';
  let shown = false;
  let timer: Timer | undefined;
  let due = false;
  let closed = false;
  const draw = () => {
    terminal.err(`${wipe}${text}`);
    shown = true;
  };
  const schedule = (milliseconds: number) => {
    timer ??= clock.after(milliseconds, () => {
      timer = undefined;
      due = true;
      if (!closed) draw();
    });
  };
  const hide = () => {
    if (shown) terminal.err(wipe);
    shown = false;
  };
  return {
    update: (next) => {
      text = next;
      if (!closed) schedule(due ? pause : delay);
    },
    hide,
    show: () => {
      if (due && !closed) schedule(pause);
    },
    close: () => {
      closed = true;
      timer?.cancel();
      hide();
    },
  };
}
