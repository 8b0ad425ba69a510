import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OrchestratorError, toErrorValue } from '../../../common/index.ts';
import type { FromThread, ProcessOptions } from './messages.ts';
import { threadFile } from './start.ts';

/** How often the memory of the process is looked at, in milliseconds: what it grows by in between it may have too much. */
const lookEvery = 50;

/**
 * Serves a reader in a process of its own. A thread reads, so that this one always hears when the parent goes, and sees how
 * much memory there is: SQLite as Node has it counts none and can be given no limit.
 */
export function serveProcess(options: ProcessOptions, send: (message: FromThread, sent?: () => void) => void): void {
  const { mostMemory } = options;
  // Not `exit`: that waits for the thread.
  const end = (): void => void process.kill(process.pid, 'SIGKILL');
  const fail = (error: unknown): void => send({ failed: toErrorValue(error) }, end);
  process.on('disconnect', end);
  // Of the terminal: what is to end then its parent decides.
  process.on('SIGINT', () => {});
  beModest();
  const worker = new Worker(threadFile, {
    workerData: options,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(mostMemory / 2 ** 21) },
  });
  worker.on('message', (message: FromThread) => send(message));
  worker.on('error', (error) => fail(isOutOfMemory(error) ? tooLarge(mostMemory) : error));
  process.on('message', (message) => worker.postMessage(message));
  setInterval(() => {
    if (process.memoryUsage.rss() > mostMemory) fail(tooLarge(mostMemory));
  }, lookEvery);
}

/** What is shown to people, and what is written, goes first. */
function beModest(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Some containers allow no change.
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooLarge(mostMemory: number): OrchestratorError {
  const megabytes = Math.round(mostMemory / 2 ** 20);
  const message = `The query needed more than ${megabytes} MiB of memory and was ended. Ask for less: fewer columns, a narrower filter, or groups that are fewer.`;
  return new OrchestratorError('baton/query-too-large', message);
}
