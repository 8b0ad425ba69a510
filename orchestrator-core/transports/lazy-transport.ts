import type { ShellTransport } from './shell/shell-transport.ts';

/** A transport whose code is loaded when the first action comes. */
export function lazyTransport(load: () => Promise<ShellTransport>): ShellTransport {
  let loaded: Promise<ShellTransport> | undefined;
  return {
    run: async (run, observer, signal) => {
      loaded ??= load();
      return (await loaded).run(run, observer, signal);
    },
    close: async () => (await loaded)?.close(),
  };
}
