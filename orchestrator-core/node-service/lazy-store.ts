import type { NodeStore } from '../inventory/index.ts';

/** A store that is opened when it is first asked: most commands ask nothing of it. It only reads. */
export function lazyNodeStore(open: () => Promise<NodeStore>): NodeStore {
  let opened: Promise<NodeStore> | undefined;
  const store = (): Promise<NodeStore> => {
    opened ??= open();
    return opened;
  };
  return {
    async *query(...args) {
      yield* (await store()).query(...args);
    },
    count: async (query) => (await store()).count(query),
    submit: async (command) => (await store()).submit(command),
    nodes: async (names) => (await store()).nodes(names),
    facts: async (name) => (await store()).facts(name),
    factHistory: async (name) => (await store()).factHistory(name),
    factValues: async (fact, names) => (await store()).factValues(fact, names),
    // Nothing is written here, and what another process writes meanwhile a command by itself need not show.
    onChange: () => () => {},
    close: async () => {
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
