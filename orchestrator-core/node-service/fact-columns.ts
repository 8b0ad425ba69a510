import type { Json } from '../common/index.ts';
import type { NodeStore } from '../inventory/index.ts';
import type { FactColumn } from './node-list.ts';

/** The values of the facts that lists are divided by, read once and then only of nodes that changed. */
export interface FactColumns {
  /** @param fact a dotted path. */
  of(fact: string): Promise<FactColumn>;
  close(): void;
}

/** Facts that are remembered, and nodes that are asked for by name when they changed: more, and all are read again. */
const mostFacts = 24;
const mostStale = 2000;

interface Remembered {
  values: Promise<Map<string, Json>>;
  readonly stale: Set<string>;
}

/** Facts of a store, as lists need them. */
export function createFactColumns(store: NodeStore): FactColumns {
  const columns = new Map<string, Remembered>();
  const end = store.onChange((names) => {
    for (const { stale } of columns.values()) for (const name of names) stale.add(name);
  });
  const read = (fact: string): Remembered => ({
    values: store.factValues(fact).then((values) => new Map(values)),
    stale: new Set(),
  });
  const renewed = async (fact: string, before: Promise<Map<string, Json>>, names: readonly string[]) => {
    const values = await before;
    const found = await store.factValues(fact, names);
    for (const name of names) {
      const value = found.get(name);
      if (value === undefined) values.delete(name);
      else values.set(name, value);
    }
    return values;
  };
  return {
    of: (fact) => {
      const known = columns.get(fact);
      const column = known === undefined || known.stale.size > mostStale ? read(fact) : known;
      if (column === known && known.stale.size > 0) {
        const names = [...known.stale];
        known.stale.clear();
        known.values = renewed(fact, known.values, names);
      }
      // At the end of the line: whatever was asked for longest ago is forgotten first.
      columns.delete(fact);
      columns.set(fact, column);
      const [oldest] = columns.keys();
      if (columns.size > mostFacts && oldest !== undefined) columns.delete(oldest);
      // What could not be read is read again by whoever asks next.
      column.values.catch(() => columns.delete(fact));
      return column.values;
    },
    close: end,
  };
}
