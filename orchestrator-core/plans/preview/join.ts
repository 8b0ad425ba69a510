import { entriesOf, hashOf, isEqual, type PuppetValue, sourceOf } from '../../language/index.ts';
import { isKnown, kindOf, needsOf, type Shape, symbolic, unknownOf } from './symbolic.ts';

/** How a value is called that is one of several. */
export interface JoinName {
  readonly text: string;
  /** Ids of the steps that decide which one it is. */
  readonly needs: readonly string[];
  /** Whether it may be yet another one: what a loop goes on from. */
  readonly isOpen?: boolean;
}

/** Whether two values are the same for all that follows. */
export function isSame(a: PuppetValue, b: PuppetValue): boolean {
  if (a === b) return true;
  if (isKnown(a) && isKnown(b)) return sourceOf(a) === sourceOf(b) && isEqual(a, b);
  const [one, other] = [unknownOf(a), unknownOf(b)];
  if (one !== undefined || other !== undefined) {
    return one !== undefined && other !== undefined && one.text === other.text && isSameShape(one.shape, other.shape);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const others: readonly PuppetValue[] = b;
    return a.length === b.length && a.every((each: PuppetValue, index) => isSame(each, others[index] ?? null));
  }
  const [mine, theirs] = [entriesOf(a), entriesOf(b)];
  return (
    mine !== undefined &&
    theirs !== undefined &&
    mine.length === theirs.length &&
    mine.every(([key, value], at) => {
      const [otherKey = null, otherValue = null] = theirs[at] ?? [];
      return isSame(key, otherKey) && isSame(value, otherValue);
    })
  );
}

function isSameShape(a: Shape | undefined, b: Shape | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'is':
      return b.kind === 'is' && a.is === b.is;
    case 'results':
      return b.kind === 'results' && a.ok === b.ok && isSame(a.targets, b.targets);
    case 'result':
      return b.kind === 'result' && a.ok === b.ok && isSame(a.target, b.target);
    case 'some':
    case 'one':
      return b.kind === a.kind && isSame([...a.of], [...b.of]);
    case 'future':
      return b.kind === 'future' && isSame(a.value, b.value);
  }
}

/** The value where it is not known which of these it is: what they share is kept, in collections part by part. */
export function join(values: readonly PuppetValue[], name: JoinName): PuppetValue {
  const distinct = values.filter((value, index) => !values.slice(0, index).some((each) => isSame(each, value)));
  const [first = null] = distinct;
  if (distinct.length <= 1) return first;
  return joinLists(distinct, name) ?? joinHashes(distinct, name) ?? joinWhole(distinct, name);
}

function joinLists(values: readonly PuppetValue[], name: JoinName): PuppetValue | undefined {
  const lists = values.flatMap((value) => (Array.isArray(value) ? [value as readonly PuppetValue[]] : []));
  const length = lists[0]?.length ?? 0;
  if (lists.length !== values.length || length === 0 || lists.some((list) => list.length !== length)) return undefined;
  return Array.from({ length }, (_, index) =>
    join(
      lists.map((list) => list[index] ?? null),
      { ...name, text: `${name.text}[${index}]` },
    ),
  );
}

function joinHashes(values: readonly PuppetValue[], name: JoinName): PuppetValue | undefined {
  const hashes = values.flatMap((value) => {
    const entries = entriesOf(value);
    return entries === undefined ? [] : [entries];
  });
  const [first = []] = hashes;
  if (hashes.length !== values.length || first.length === 0) return undefined;
  const keys = first.map(([key]) => key);
  const others = hashes.map((entries) => new Map(entries.map(([key, value]) => [sourceOf(key), value])));
  const sources = keys.map((key) => sourceOf(key));
  if (!others.every((other) => other.size === sources.length && sources.every((key) => other.has(key)))) {
    return undefined;
  }
  return hashOf(
    keys.map((key, index) => {
      const source = sources[index] ?? '';
      const each = others.map((other) => other.get(source) ?? null);
      return [key, join(each, { ...name, text: `${name.text}[${source}]` })] as const;
    }),
  );
}

function joinWhole(values: readonly PuppetValue[], { text, needs, isOpen }: JoinName): PuppetValue {
  const all = [...new Set([...needs, ...needsOf(...values)])];
  const shape = isOpen === true ? commonKind(values) : (commonResults(values) ?? oneOf(values));
  return symbolic({ text, needs: all, ...(shape !== undefined && { shape }) });
}

function oneOf(values: readonly PuppetValue[]): Shape {
  const of = values.flatMap((value): readonly PuppetValue[] => {
    const { shape } = unknownOf(value) ?? {};
    return shape?.kind === 'one' ? shape.of : [value];
  });
  return of.length > 20 ? (commonKind(values) ?? { kind: 'one', of: values }) : { kind: 'one', of };
}

/** Results of the same targets, whatever was run on them. */
function commonResults(values: readonly PuppetValue[]): Shape | undefined {
  const shapes = values.map((value) => unknownOf(value)?.shape);
  const [first] = shapes;
  if (first?.kind !== 'results') return undefined;
  const isCommon = shapes.every((shape) => shape?.kind === 'results' && isSame(shape.targets, first.targets));
  if (!isCommon) return undefined;
  const oks = shapes.map((shape) => (shape?.kind === 'results' ? shape.ok : undefined));
  return { ...first, ok: oks.every((ok) => ok === first.ok) ? first.ok : undefined };
}

function commonKind(values: readonly PuppetValue[]): Shape | undefined {
  const kinds = values.map(kindOfValue);
  const [first] = kinds;
  if (first === undefined || !kinds.every((kind) => kind === first)) return undefined;
  return { kind: 'is', is: first };
}

function kindOfValue(value: PuppetValue): 'Array' | 'Boolean' | 'Hash' | 'String' | 'Some' | undefined {
  if (value === null) return undefined;
  const unknown = unknownOf(value);
  const kind = unknown === undefined ? undefined : kindOf(unknown);
  if (unknown !== undefined && kind === undefined) return undefined;
  if (kind === 'Array' || kind === 'Boolean' || kind === 'Hash' || kind === 'String') return kind;
  if (kind !== undefined) return 'Some';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  if (Array.isArray(value)) return 'Array';
  return entriesOf(value) === undefined ? 'Some' : 'Hash';
}
