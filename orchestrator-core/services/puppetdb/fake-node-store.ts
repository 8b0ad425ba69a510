import { OrchestratorError } from '../../common/index.ts';
import type { NodeStore, StoreCommand, StoreQuery } from '../../inventory/index.ts';

/** A store for tests that remembers what it was asked and given. */
export interface FakeNodeStore extends NodeStore {
  readonly asked: StoreQuery[];
  readonly given: StoreCommand[];
  /** The pages of the next queries; a text is an error of the query. */
  answers: (readonly (readonly string[])[] | string)[];
  /** What `submit` waits for, and may fail with. */
  writing: Promise<void>;
  /** How many pages were taken, and whether the last query was given up. */
  readonly seen: { pages: number; ended: boolean };
}

/** A store whose queries find what `answers` says, else nothing. */
export function fakeNodeStore(): FakeNodeStore {
  const seen = { pages: 0, ended: false };
  const store: FakeNodeStore = {
    asked: [],
    given: [],
    answers: [],
    writing: Promise.resolve(),
    seen,
    query: async function* (query, signal) {
      store.asked.push(query);
      const pages = store.answers.shift() ?? [];
      if (typeof pages === 'string') throw new OrchestratorError('puppetlabs.puppetdb/query-error', pages);
      try {
        for (const page of pages) {
          signal?.throwIfAborted();
          seen.pages += 1;
          yield page;
        }
      } finally {
        seen.ended = true;
      }
    },
    count: async (query) => {
      store.asked.push(query);
      return 42;
    },
    submit: async (command) => {
      await store.writing;
      store.given.push(command);
    },
    nodes: async () => [],
    facts: async () => undefined,
    factHistory: async () => [],
    factValues: async () => new Map(),
    onChange: () => () => {},
    close: async () => {},
  };
  return store;
}
