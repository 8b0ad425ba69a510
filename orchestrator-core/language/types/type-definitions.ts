import type { Expression, KeyedEntry, Span, TypeAlias } from '../syntax/ast.ts';

/** A name that `type Name = …` gives to a type: its own, or one of those in a type set. */
export interface TypeDefinition {
  /** Full, without a leading `::`, with its letters as they are written. */
  readonly name: string;
  /** Where the name stands. */
  readonly span: Span;
  readonly type: Expression;
  /** The type set that it belongs to: names in the type are looked for there first. */
  readonly typeSet?: string;
  /** Of a type set: the other sets that it refers to, by the names that it gives them. */
  readonly references?: Readonly<Record<string, string>>;
}

/**
 * What a type alias defines: itself, and where it is a `TypeSet[{types => {A => …}}]`, each of its types under the name
 * of the set and its own, as Puppet's loaders know them. Empty where the alias has no name.
 */
export function typeDefinitions({ left, type }: TypeAlias): readonly TypeDefinition[] {
  const named = left.kind === 'access' ? left.left : left;
  if (named.kind !== 'reference') return [];
  return definitions(plain(named.value), named, type);
}

function definitions(name: string, span: Span, type: Expression, typeSet?: string): readonly TypeDefinition[] {
  const own = { name, span, type, ...(typeSet === undefined ? {} : { typeSet }) };
  const set = entriesOfSet(type);
  if (set === undefined) return [own];
  const references = entriesIn(set, 'references').flatMap(({ key, value }) => {
    const to = value.kind === 'hash' ? entryOf(value.entries, 'name') : undefined;
    const called = nameOf(key);
    return called !== undefined && to?.kind === 'string' ? [[called, plain(to.value)] as const] : [];
  });
  const inside = entriesIn(set, 'types').flatMap(({ key, value }) => {
    const called = nameOf(key);
    return called === undefined ? [] : definitions(`${name}::${called}`, key, value, name);
  });
  return [references.length === 0 ? own : { ...own, references: Object.fromEntries(references) }, ...inside];
}

/** The entries of `TypeSet[{…}]`; undefined for every other type, and for a set that does not say what it holds. */
export function entriesOfSet(type: Expression): readonly KeyedEntry[] | undefined {
  if (type.kind !== 'access' || type.left.kind !== 'reference' || plain(type.left.value) !== 'TypeSet')
    return undefined;
  const [hash] = type.keys;
  return hash?.kind === 'hash' ? hash.entries : undefined;
}

/** The entries of the hash that stands under a name. */
function entriesIn(entries: readonly KeyedEntry[], name: string): readonly KeyedEntry[] {
  const found = entryOf(entries, name);
  return found?.kind === 'hash' ? found.entries : [];
}

function entryOf(entries: readonly KeyedEntry[], name: string): Expression | undefined {
  return entries.find(({ key }) => nameOf(key) === name)?.value;
}

function nameOf(key: Expression): string | undefined {
  return key.kind === 'reference' || key.kind === 'string' || key.kind === 'name' ? key.value : undefined;
}

/** What finds something by the full name of a type, in letters of any case. */
type Find<T> = (name: string) => T | undefined;

/** What of a definition tells where the names in it lead. */
interface Scoped {
  readonly name: string;
  readonly typeSet?: string;
  readonly references?: Readonly<Record<string, string>>;
}

/**
 * Finds what a name of a type stands for, by the rules of Puppet's type sets: in a set its own types and those of the
 * sets that it refers to need no name space.
 *
 * @param typeSet the set in whose definition the name stands.
 */
export function findInTypeSets<T extends Scoped>(find: Find<T>, name: string, typeSet?: string): T | undefined {
  const bare = plain(name);
  for (let set = typeSet; set !== undefined; set = find(set)?.typeSet) {
    const found = find(`${set}::${bare}`) ?? throughReferences(find, `${set}::${bare}`);
    if (found !== undefined) return found;
  }
  return find(bare) ?? throughReferences(find, bare);
}

/** `Mod::Other::A`, where the set `Mod` calls another set `Other`. */
function throughReferences<T extends Scoped>(find: Find<T>, name: string, depth = 0): T | undefined {
  const parts = name.split('::');
  if (depth > 10) return undefined;
  for (let count = parts.length - 1; count > 0; count -= 1) {
    const references = find(parts.slice(0, count).join('::'))?.references;
    if (references === undefined) continue;
    const lower = parts[count]?.toLowerCase();
    const to = Object.entries(references).find(([called]) => called.toLowerCase() === lower)?.[1];
    if (to === undefined) return undefined;
    const full = [to, ...parts.slice(count + 1)].join('::');
    return find(full) ?? throughReferences(find, full, depth + 1);
  }
  return undefined;
}

function plain(name: string): string {
  return name.startsWith('::') ? name.slice(2) : name;
}
