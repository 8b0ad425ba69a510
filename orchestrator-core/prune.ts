import type { Clock, Log, Timer } from './common/index.ts';
import type { Journal } from './jobs/index.ts';
import type { ContentStore } from './store/index.ts';

/** Milliseconds for which ended jobs are kept, and between looks for older ones. */
const kept = 30 * 24 * 60 * 60 * 1000;
const interval = 24 * 60 * 60 * 1000;

/** Removes old jobs and files of tasks, now and every day, until it is closed. */
export function prune(ports: {
  readonly journal: Pick<Journal, 'prune'>;
  readonly content: Pick<ContentStore, 'prune'>;
  readonly clock: Clock;
  readonly log: Log;
}): { close(): void } {
  const { journal, content, clock, log } = ports;
  let timer: Timer | undefined;
  let isClosed = false;
  const once = async (): Promise<void> => {
    const before = clock.now() - kept;
    try {
      await journal.prune(before);
      await content.prune(before);
    } catch (error) {
      // A short life has no time for it; the next one has.
      if (!isClosed)
        log.log('warn', `Old jobs could not be removed: ${error instanceof Error ? error.message : error}`);
    }
    if (!isClosed) timer = clock.after(interval, () => void once());
  };
  void once();
  return {
    close: () => {
      isClosed = true;
      timer?.cancel();
    },
  };
}
