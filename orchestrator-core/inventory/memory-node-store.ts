import { isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { NodeStore, StoreCommand, StoredFactChange, StoredFacts, StoredNode } from './node-store.ts';

/**
 * A node store for tests, which keeps facts alone and finds nothing by queries: `store/nodes/` is the real one.
 * `rows` answers queries in its place.
 */
export function memoryNodeStore(rows: (query: string | readonly Json[]) => readonly string[] = () => []): NodeStore {
  const facts = new Map<string, StoredFacts>();
  const history = new Map<string, readonly StoredFactChange[]>();
  const listeners = new Set<(names: readonly string[]) => void>();
  const named = <T>(all: Iterable<[string, T]>, names: readonly string[] | undefined): [string, T][] =>
    [...all].filter(([name]) => names === undefined || names.includes(name));
  return {
    async *query({ query }) {
      yield rows(query);
    },
    count: async ({ query }) => rows(query).length,
    submit: async (command) => {
      const { certname } = command;
      const found = factsOf(command);
      const before = facts.get(certname);
      if (before !== undefined && before.at >= found.at) return;
      facts.set(certname, found);
      history.set(certname, [...changes(before?.values ?? {}, found), ...(history.get(certname) ?? [])]);
      for (const listener of listeners) listener([certname]);
    },
    nodes: async (names) => named(facts, names).map(([certname, { at }]): StoredNode => ({ certname, factsAt: at })),
    facts: async (certname) => facts.get(certname),
    factHistory: async (certname) => history.get(certname) ?? [],
    factValues: async (fact, names) =>
      new Map(
        named(facts, names).flatMap(([name, { values }]): [string, Json][] => {
          const value = valueAt(values, fact.split('.'));
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {},
  };
}

function factsOf({ command, payload, received }: StoreCommand): StoredFacts {
  const read: unknown = payload instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(payload)) : payload;
  const { values, environment, producer_timestamp: at } = isJsonObject(read) ? read : {};
  if (command.replaceAll('_', ' ') !== 'replace facts' || !isJsonObject(values)) {
    throw new OrchestratorError('puppetlabs.puppetdb/command-error', `The store of tests does not know '${command}'.`);
  }
  return {
    values,
    at: typeof at === 'string' ? Date.parse(at) : received,
    ...(typeof environment === 'string' ? { environment } : {}),
  };
}

function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => (isJsonObject(at) ? at[key] : undefined), values);
}

/** Changes of whole facts: this store does not look into them. */
function changes(before: JsonObject, { values, at }: StoredFacts): readonly StoredFactChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(values)])];
  return names.flatMap((name): StoredFactChange[] => {
    const [one, other] = [before[name], values[name]];
    if (JSON.stringify(one) === JSON.stringify(other)) return [];
    return [
      {
        at,
        path: [name],
        ...(one === undefined ? {} : { before: one }),
        ...(other === undefined ? {} : { after: other }),
      },
    ];
  });
}
