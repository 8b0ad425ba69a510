export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Where a room says what it does. Secrets never go in; redact before calling. */
export interface Log {
  log(level: LogLevel, message: string): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { log: () => {} };
