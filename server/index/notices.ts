import type { Clock } from '../../orchestrator-core/common/index.ts';

/** Tells listeners that something changed; of many changes in a short time only once. */
export interface Notices {
  tell(): void;
  /** The answer ends it. */
  listen(callback: () => void): () => void;
}

/** `delay` in milliseconds: for how long changes are gathered. */
export function createNotices(clock: Pick<Clock, 'after'>, delay: number): Notices {
  const listeners = new Set<() => void>();
  let isWaiting = false;
  return {
    tell: () => {
      if (isWaiting || listeners.size === 0) return;
      isWaiting = true;
      clock.after(delay, () => {
        isWaiting = false;
        for (const listener of [...listeners]) listener();
      });
    },
    listen: (callback) => {
      listeners.add(callback);
      return () => {
        listeners.delete(callback);
      };
    },
  };
}
