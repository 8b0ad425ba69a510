/** Watches for Ctrl-C while something runs that can be stopped. */
export interface Interruption {
  /** What a shell reports for a program that the signal ended; undefined while none came. */
  readonly exitCode: number | undefined;
  dispose(): void;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type Ending = keyof typeof exitCodes;

/** Calls `first` for the first of the signals; the second ends this process at once. */
function watch(first: (signal: Ending) => void): () => void {
  let seen = false;
  const listener = (signal: NodeJS.Signals) => {
    const ending: Ending = signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    if (seen) process.exit(exitCodes[ending]);
    seen = true;
    first(ending);
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return () => {
    process.off('SIGINT', listener);
    process.off('SIGTERM', listener);
  };
}

/** The first interrupt calls `stop`; the second ends this process at once. */
export function onInterrupt(stop: () => Promise<void>): Interruption {
  let exitCode: number | undefined;
  const dispose = watch((signal) => {
    exitCode = exitCodes[signal];
    // A job that cannot be stopped any more has ended, or the next interrupt ends us.
    stop().catch(() => {});
  });
  return {
    get exitCode() {
      return exitCode;
    },
    dispose,
  };
}

/** Resolves with the first signal that asks a server to end; a second one ends the process at once. */
export function untilTerminated(): Promise<void> {
  return new Promise((resolve) => {
    watch(() => resolve());
  });
}
