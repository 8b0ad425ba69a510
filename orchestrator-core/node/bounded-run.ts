import { type Context, createContext, Script } from 'node:vm';

/**
 * Runs what may not come to an end by itself, such as a match of a regular expression that somebody else wrote, and cuts
 * it off after so many milliseconds: then it answers false. What was cut off is left as it is, and must not be used again.
 */
export function boundedRun(milliseconds: number): (run: () => void) => boolean {
  const holder: { run: () => void } = { run: () => {} };
  let context: Context | undefined;
  let script: Script | undefined;
  return (run) => {
    holder.run = run;
    context ??= createContext(holder);
    script ??= new Script('run()');
    try {
      script.runInContext(context, { timeout: milliseconds });
      return true;
    } catch (error) {
      if (isTimeout(error)) return false;
      throw error;
    } finally {
      holder.run = () => {};
    }
  };
}

/** It is an error of the other context, so no `Error` here. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
