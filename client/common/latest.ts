/**
 * Makes a function that runs `work` and never twice at the same time: what is asked while it runs makes it run once
 * more afterwards, so the last run always saw the newest state.
 */
export function latest(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = undefined;
    }
  };
  return () => {
    if (running === undefined) running = run();
    else again = true;
    return running;
  };
}
