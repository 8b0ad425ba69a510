import { OrchestratorError } from './errors.ts';

/** Milliseconds that a query may take unless it says otherwise; PuppetDB's (`query-timeout-default`). */
const usual = 600_000;
/** Milliseconds that a timer can wait, 24 days; one that is to wait longer fires at once. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds that a query may take which asks for so many, or for none; `Infinity` for ever. */
export function queryTimeout(asked: number = usual): number {
  return asked === 0 || asked > longestTimer ? Number.POSITIVE_INFINITY : asked;
}

/** `baton/query-timeout`: a query has taken so many milliseconds, and may take no more. */
export function queryTooLong(timeout: number): OrchestratorError {
  const message = `The query was ended after ${timeout / 1000} seconds, which is how long it may take. Ask for less, or allow it more.`;
  return new OrchestratorError('baton/query-timeout', message);
}
