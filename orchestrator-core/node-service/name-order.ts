/** Numbers with fewer digits than this are compared by their value. */
const digits = 12;

/** What names are compared by, so that `web2` comes before `web10`, whatever their case. */
export function nameKey(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (number) => number.padStart(digits, '0'));
}

/** Names in order, each once; new ones find their place without all being sorted again. */
export interface NameOrder {
  readonly names: readonly string[];
  add(name: string): void;
  remove(name: string): void;
}

/** The names in order. */
export function orderNames(given: Iterable<string>): NameOrder {
  const names = [...given]
    .map((name) => ({ name, key: nameKey(name) }))
    .sort((one, other) => compare(one.key, other.key) || compare(one.name, other.name))
    .map(({ name }) => name);
  /** Where the name is, or has to be. */
  const place = (name: string): number => {
    const key = nameKey(name);
    let [low, high] = [0, names.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = names[middle] ?? '';
      if ((compare(nameKey(other), key) || compare(other, name)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    names,
    add: (name) => {
      const index = place(name);
      if (names[index] !== name) names.splice(index, 0, name);
    },
    remove: (name) => {
      const index = place(name);
      if (names[index] === name) names.splice(index, 1);
    },
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
