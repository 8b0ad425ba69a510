import type { Clock, Timer } from '../../common/index.ts';
import type { Terminal } from '../terminal.ts';

/** Counts of a run, shown in one line that is wiped before anything else is printed. */
export interface Progress {
  update(counts: ProgressCounts): void;
  /** Wipes the line, so that something can be printed. */
  hide(): void;
  /** Draws it again. */
  show(): void;
  close(): void;
}

export interface ProgressCounts {
  readonly total: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

/** A progress that shows nothing, for when nobody watches. */
export const noProgress: Progress = { update: () => {}, hide: () => {}, show: () => {}, close: () => {} };

/** Milliseconds before the line appears, and between two drawings of it. */
const delay = 1000;
const pause = 100;
const wipe = '\r\u001b[K';

/** A line on standard error: nothing for short work, counts for long. */
export function lineProgress(terminal: Terminal, clock: Clock): Progress {
  let counts: ProgressCounts = { total: 0, running: 0, done: 0, failed: 0 };
  let shown = false;
  let timer: Timer | undefined;
  let due = false;
  let closed = false;
  const draw = () => {
    const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
    terminal.err(`${wipe}${counts.done} of ${counts.total} done, ${counts.running} running${failed}`);
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
      counts = next;
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
