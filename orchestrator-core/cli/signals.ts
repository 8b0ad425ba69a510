/** Watches for Ctrl-C while something runs that can be stopped. */
export interface Interruption {
  readonly interrupted: boolean;
  dispose(): void;
}

/** What a shell reports for a program that Ctrl-C ended. */
const interruptedCode = 130;

/** The first interrupt calls `stop`; the second ends this process at once. */
export function onInterrupt(stop: () => Promise<void>): Interruption {
  let interrupted = false;
  const listener = () => {
    if (interrupted) process.exit(interruptedCode);
    interrupted = true;
    // A job that cannot be stopped any more has ended, or the next interrupt ends us.
    stop().catch(() => {});
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    get interrupted() {
      return interrupted;
    },
    dispose: () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}

/** Resolves with the first signal that asks a server to end; a second one ends the process at once. */
export function untilTerminated(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const listener = () => {
      if (asked) process.exit(interruptedCode);
      asked = true;
      resolve();
    };
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
  });
}
