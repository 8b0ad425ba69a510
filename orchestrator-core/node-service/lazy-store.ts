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
    count: async (...args) => (await store()).count(...args),
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

/** A store that is opened for each question and closed after it: for who has one now and then, and no end. */
export function visitedNodeStore(open: () => Promise<NodeStore>): NodeStore {
  const visit = async <T>(ask: (store: NodeStore) => Promise<T>): Promise<T> => {
    const store = await open();
    try {
      return await ask(store);
    } finally {
      await store.close();
    }
  };
  return {
    async *query(...args) {
      const store = await open();
      try {
        yield* store.query(...args);
      } finally {
        await store.close();
      }
    },
    count: (...args) => visit((store) => store.count(...args)),
    submit: (command) => visit((store) => store.submit(command)),
    nodes: (names) => visit((store) => store.nodes(names)),
    facts: (name) => visit((store) => store.facts(name)),
    factHistory: (name) => visit((store) => store.factHistory(name)),
    factValues: (fact, names) => visit((store) => store.factValues(fact, names)),
    onChange: () => () => {},
    close: async () => {},
  };
}

/**
 * In the place of a store whose file cannot be used: what is asked of it fails with why, but lists and pages of nodes show
 * what else is known of them.
 */
export function unusableNodeStore(error: unknown): NodeStore {
  const fail = (): Promise<never> => Promise.reject(error);
  return {
    // biome-ignore lint/correctness/useYield: it finds nothing
    async *query({ brief }) {
      if (brief !== true) throw error;
    },
    count: fail,
    submit: fail,
    nodes: async () => [],
    facts: async () => undefined,
    factHistory: fail,
    factValues: fail,
    onChange: () => () => {},
    close: async () => {},
  };
}
