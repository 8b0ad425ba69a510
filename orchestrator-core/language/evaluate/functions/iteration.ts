import type { PuppetValue } from '../../types/value.ts';
import { callClosure } from '../call.ts';
import { type Evaluation, FunctionFault, Leaving } from '../evaluation.ts';
import type { Closure, NativeCall } from '../frame.ts';
import { kindName } from '../kind-name.ts';
import { OperatorFault, orderOf } from '../operators.ts';
import { hashOf, identity, isTrue } from '../values.ts';
import { type Element, elementsOf, isHash, single } from './elements.ts';
import type { NativeTable } from './table.ts';

/** Functions that call a lambda for each element of something. */
export const iterationFunctions: NativeTable = {
  each: function* (call) {
    yield* visit(call, () => false);
    return subject(call);
  },
  map: function* (call) {
    const results: PuppetValue[] = [];
    yield* visit(call, (result) => {
      results.push(result);
      return false;
    });
    return results;
  },
  filter: function* (call) {
    const kept: Element[] = [];
    yield* visit(call, (result, element) => {
      if (isTrue(result)) kept.push(element);
      return false;
    });
    return collected(subject(call), kept);
  },
  group_by: function* (call) {
    const groups = new Map<string, readonly [PuppetValue, PuppetValue[]]>();
    yield* visit(call, (result, element) => {
      const group = groups.get(identity(result)) ?? [result, []];
      group[1].push(single(subject(call), element));
      groups.set(identity(result), group);
      return false;
    });
    return hashOf(groups.values());
  },
  partition: function* (call) {
    const [yes, no]: [Element[], Element[]] = [[], []];
    yield* visit(call, (result, element) => {
      (isTrue(result) ? yes : no).push(element);
      return false;
    });
    const pairs = (elements: readonly Element[]) => elements.map((element) => single(subject(call), element));
    return [pairs(yes), pairs(no)];
  },
  any: function* (call) {
    return yield* ends(call, true);
  },
  all: function* (call) {
    return yield* ends(call, false);
  },
  index: function* (call) {
    const [of = null, wanted] = call.arguments;
    if (call.block === undefined) return indexOf(of, wanted ?? null);
    let found: PuppetValue = null;
    yield* visit(call, (result, [key]) => {
      if (!isTrue(result)) return false;
      found = key;
      return true;
    });
    return found;
  },
  reduce: function* (call) {
    const [of = null, ...start] = call.arguments;
    const values = elementsOf(of).map((element) => single(of, element));
    let [memo = null] = start.length > 0 ? start : values;
    for (const value of start.length > 0 ? values : values.slice(1)) {
      const step = yield* callLoop(call.block, [memo, value]);
      if (step === stopped) return memo;
      memo = step;
    }
    return memo;
  },
  slice: function* (call) {
    const [of = null, size] = call.arguments;
    const values = elementsOf(of).map((element) => single(of, element));
    const slices = grouped(values, Number(size));
    if (call.block === undefined) return slices;
    const spreads = call.block.lambda.parameters.length > 1;
    const blank = Array.from({ length: Number(size) }, () => null);
    for (const slice of slices) {
      // A lambda with a parameter for each is given undef for those that the last slice lacks.
      const step = yield* callLoop(call.block, spreads ? [...slice, ...blank.slice(slice.length)] : [slice]);
      if (step === stopped) break;
    }
    return of;
  },
  reverse_each: function* (call) {
    const [of = null] = call.arguments;
    const reversed = elementsOf(of)
      .map((element) => single(of, element))
      .reverse();
    return yield* throughAll(call.block, reversed);
  },
  step: function* (call) {
    const [of = null, size = 1] = call.arguments;
    const values = elementsOf(of).map((element) => single(of, element));
    return yield* throughAll(
      call.block,
      values.filter((_, index) => index % Number(size) === 0),
    );
  },
  with: function* ({ arguments: given, block }) {
    return block === undefined ? null : yield* callClosure(block, given);
  },
  lest: function* ({ arguments: [value = null], block }) {
    return value !== null || block === undefined ? value : yield* callClosure(block, []);
  },
  sort: function* ({ arguments: [of = null], block }) {
    const values = typeof of === 'string' ? [...of] : elementsOf(of).map(([, value]) => value);
    const sorted = yield* mergeSort(values, block);
    return typeof of === 'string' ? sorted.join('') : sorted;
  },
  next: ({ frame, node, arguments: [value = null] }) => {
    throw new Leaving('next', value, { path: frame.path, source: frame.source, span: node });
  },
  break: ({ frame, node }) => {
    throw new Leaving('break', null, { path: frame.path, source: frame.source, span: node });
  },
  return: ({ frame, node, arguments: [value = null] }) => {
    throw new Leaving('return', value, { path: frame.path, source: frame.source, span: node });
  },
};

/** `then`, apart from the others since an object with that property would be taken for a promise. */
export function* then({ arguments: [value = null], block }: NativeCall): Evaluation {
  return value === null || block === undefined ? null : yield* callClosure(block, [value]);
}

/** What a lambda's `break()` gives to the loop that called it. */
const stopped: unique symbol = Symbol('stopped');

/** Calls the lambda of a loop; `break()` in it ends the loop. */
function* callLoop(
  block: Closure | undefined,
  given: readonly PuppetValue[],
): Evaluation<PuppetValue | typeof stopped> {
  if (block === undefined) return null;
  try {
    return yield* callClosure(block, given);
  } catch (error) {
    if (error instanceof Leaving && error.kind === 'break') return stopped;
    throw error;
  }
}

function subject({ arguments: [of = null] }: NativeCall): PuppetValue {
  return of;
}

/**
 * Calls the lambda for each element: with its value (a pair, for a hash) or, where it takes two parameters, with key and
 * value. Ends when `take` answers true.
 */
function* visit(call: NativeCall, take: (result: PuppetValue, element: Element) => boolean): Evaluation<void> {
  const of = subject(call);
  const parameters = call.block?.lambda.parameters ?? [];
  const takesTwo = parameters.length > 1 || parameters[0]?.captures === true;
  for (const element of elementsOf(of)) {
    const result = yield* callLoop(call.block, takesTwo ? element : [single(of, element)]);
    if (result === stopped || take(result, element)) return;
  }
}

/** Whether the lambda gives `wanted` (true or false) for some element, in the words of `any` and `all`. */
function* ends(call: NativeCall, wanted: boolean): Evaluation {
  let met = false;
  yield* visit(call, (result) => {
    met = isTrue(result) === wanted;
    return met;
  });
  return met === wanted;
}

function collected(of: PuppetValue, elements: readonly Element[]): PuppetValue {
  return isHash(of) ? hashOf(elements) : elements.map(([, value]) => value);
}

function indexOf(of: PuppetValue, wanted: PuppetValue): PuppetValue {
  if (typeof of === 'string' && typeof wanted === 'string') {
    const at = of.indexOf(wanted);
    return at < 0 ? null : [...of.slice(0, at)].length;
  }
  return elementsOf(of).find(([, value]) => value === wanted)?.[0] ?? null;
}

function grouped(values: readonly PuppetValue[], size: number): readonly (readonly PuppetValue[])[] {
  if (size < 1) throw new FunctionFault(`slice(): wrong argument, the slice size must be at least 1, got ${size}`);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/** Without a lambda what would be gone through, with one nothing, as Puppet's `reverse_each` and `step` have it. */
function* throughAll(block: Closure | undefined, values: readonly PuppetValue[]): Evaluation {
  if (block === undefined) return values;
  for (const value of values) {
    const step = yield* callLoop(block, [value]);
    if (step === stopped) break;
  }
  return null;
}

/** Stable, and the comparison may be a lambda, which JavaScript's own sorting could not wait for. */
function* mergeSort(values: readonly PuppetValue[], block: Closure | undefined): Evaluation<readonly PuppetValue[]> {
  if (values.length < 2) return values;
  const middle = Math.floor(values.length / 2);
  const left = yield* mergeSort(values.slice(0, middle), block);
  const right = yield* mergeSort(values.slice(middle), block);
  const merged: PuppetValue[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const [a = null, b = null] = [left[l], right[r]];
    const order = block === undefined ? ordered(a, b) : Number(yield* callClosure(block, [a, b]));
    if (order <= 0) {
      merged.push(a);
      l += 1;
    } else {
      merged.push(b);
      r += 1;
    }
  }
  return [...merged, ...left.slice(l), ...right.slice(r)];
}

/** Strings by their characters, letters' case included, as Ruby sorts them. */
function ordered(a: PuppetValue, b: PuppetValue): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  try {
    return orderOf(a, b);
  } catch (error) {
    if (!(error instanceof OperatorFault)) throw error;
    throw new FunctionFault(`comparison of ${kindName(a)} with ${kindName(b)} failed`);
  }
}
