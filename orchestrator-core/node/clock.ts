import { randomUUID } from 'node:crypto';
import type { Clock, IdSource } from '../common/index.ts';

/** The machine's own time. Timers keep the process alive until they fire or are cancelled. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delay, callback) => {
    const handle = setTimeout(callback, delay);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Random UUIDs from the operating system. */
export const systemIds: IdSource = { uuid: () => randomUUID() };
