import {
  type Closure,
  callFunction,
  type Evaluation,
  type EvaluationFrame,
  entriesOf,
  hashOf,
  Leaving,
  type PuppetValue,
  single,
} from '../../language/index.ts';
import { faultOf, type PreviewCall } from './call.ts';
import { contextOf, Ended, Fails, within } from './context.ts';
import { callOpaque } from './opaque.ts';
import type { PreviewNode } from './plan-preview.ts';
import { reduced } from './reduce.ts';
import {
  type Answer,
  anyElement,
  callBlock,
  type Element,
  known,
  labelOf,
  loop,
  mostRounds,
  once,
  round,
  takesTwo,
  through,
} from './rounds.ts';
import { areKnown, derived, describe, elementsAtMost, shortened, symbolic, truthOf, unknownOf } from './symbolic.ts';

type BlockFunction = (call: PreviewCall) => Evaluation;

function subjectOf({ given: [of = null] }: PreviewCall): PuppetValue {
  return of;
}

/** Functions that call a lambda, on what is known as on what is not. */
const table: Readonly<Record<string, BlockFunction>> = {
  each: function* (call) {
    const over = subjectOf(call);
    if ((yield* through(call, over)) === undefined) yield* once(call, over, anyElement(call, over));
    return over;
  },
  map: function* (call) {
    const over = subjectOf(call);
    const gone = yield* through(call, over);
    if (gone !== undefined) {
      const values = gone.answers.map(({ value }) => value);
      return gone.isCut ? derived(call.text, [over, ...values], { kind: 'some', of: values }) : values;
    }
    const value = yield* once(call, over, anyElement(call, over));
    return derived(call.text, [over, value ?? null], (yield* mappedAtMost(call, over)) ?? 'Array');
  },
  filter: (call) => filtered(call, (answers) => keptOf(call, answers)),
  filter_set: (call) => filtered(call, (answers) => keptOf(call, answers)),
  partition: (call) =>
    filtered(call, (answers) => [
      keptOf(call, answers),
      keptOf(
        call,
        answers.map(({ element, value }) => ({ element, value: opposite(value) })),
      ),
    ]),
  any: (call) => verdict(call, true),
  all: (call) => verdict(call, false),
  index: (call) => firstOf(call, ([key]) => key),
  find: (call) => firstOf(call, ([, value]) => value),
  reduce: (call) => reduced(call),
  with: (call) => inline(call, call.given),
  lest: function* (call) {
    const value = subjectOf(call);
    if (truthOf(value) === undefined) return yield* callOpaque(call);
    return value === null ? yield* inline(call, []) : value;
  },
  reverse_each: (call) => throughNative(call),
  slice: (call) => throughNative(call),
  step: (call) => throughNative(call),
};

/** Apart from the others, since an object with that property would be taken for a promise. */
function* thenCalled(call: PreviewCall): Evaluation {
  const value = subjectOf(call);
  if (value === null) return null;
  return truthOf(value) === undefined ? yield* callOpaque(call) : yield* inline(call, [value]);
}

/** The functions that go through their block, by name. */
export const blockFunctions: ReadonlyMap<string, BlockFunction> = new Map([
  ...Object.entries(table),
  ['then', thenCalled] as const,
]);

/** A lambda that is called once, here. */
function* inline(call: PreviewCall, given: readonly PuppetValue[]): Evaluation {
  if (call.block === undefined) return null;
  return yield* callBlock(call.block, given, contextOf(call.frame).nodes);
}

/** What mapping gives for all that can be in a list, where the lambda only computes. */
function* mappedAtMost(
  call: PreviewCall,
  over: PuppetValue,
): Evaluation<{ readonly kind: 'some'; readonly of: readonly PuppetValue[] } | undefined> {
  const of = elementsAtMost(over);
  const { block } = call;
  if (of === undefined || block === undefined || takesTwo(call) || of.length > mostRounds) return undefined;
  const values: PuppetValue[] = [];
  for (const each of of) {
    const nodes: PreviewNode[] = [];
    try {
      values.push(yield* callBlock(block, [each], nodes));
    } catch (error) {
      if (error instanceof Leaving || error instanceof Ended || error instanceof Fails) return undefined;
      throw faultOf(call, error);
    }
    if (nodes.length > 0) return undefined;
  }
  return { kind: 'some', of: values };
}

function opposite(value: PuppetValue): PuppetValue {
  const truth = truthOf(value);
  return truth === undefined ? value : !truth;
}

function* filtered(call: PreviewCall, result: (answers: readonly Answer[]) => PuppetValue): Evaluation {
  const over = subjectOf(call);
  const gone = yield* through(call, over);
  if (gone !== undefined && !gone.isCut) return result(gone.answers);
  if (gone === undefined) yield* once(call, over, anyElement(call, over));
  const of = elementsAtMost(over);
  const { shape } = unknownOf(over) ?? {};
  const text = call.text;
  if (call.name === 'partition') {
    return [0, 1].map((index) =>
      derived(`${text}[${index}]`, [over], of === undefined ? 'Array' : { kind: 'some', of }),
    );
  }
  if (of !== undefined) return derived(text, [over], { kind: 'some', of });
  if (shape?.kind === 'results')
    return call.name === 'filter_set' ? fewerResults(call, over) : derived(text, [over], 'Array');
  return derived(text, [over], shape?.kind === 'is' && shape.is !== 'Some' ? shape : undefined);
}

function fewerResults({ text }: PreviewCall, over: PuppetValue): PuppetValue {
  const { shape, needs = [] } = unknownOf(over) ?? {};
  if (shape?.kind !== 'results') return derived(text, [over]);
  const of = elementsAtMost(shape.targets);
  const targets = derived(`${text}.targets`, [over], of === undefined ? 'Array' : { kind: 'some', of });
  return symbolic({ text, needs, shape: { ...shape, targets } });
}

function targetOf(result: PuppetValue): PuppetValue {
  const { shape } = unknownOf(result) ?? {};
  return shape?.kind === 'result' ? shape.target : null;
}

/** The elements that stay, where each is decided; else those that may. */
function keptOf(call: PreviewCall, answers: readonly Answer[]): PuppetValue {
  const over = subjectOf(call);
  const isHash = unknownOf(over) === undefined && entriesOf(over) !== undefined;
  const kept = answers.filter(({ value }) => truthOf(value) !== false);
  const undecided = kept.filter(({ value }) => truthOf(value) === undefined).map(({ value }) => value);
  const { shape, needs = [] } = unknownOf(over) ?? {};
  if (shape?.kind === 'results' && call.name === 'filter_set') {
    if (undecided.length > 0) return fewerResults(call, over);
    const targets = kept.map(({ element: [, result] }) => targetOf(result));
    return symbolic({ text: call.text, needs, shape: { ...shape, targets } });
  }
  if (isHash) {
    const entries = hashOf(kept.map(({ element }) => element));
    return undecided.length === 0 ? entries : derived(call.text, [over, ...undecided], 'Hash');
  }
  const elements = kept.map(({ element: [, value] }) => value);
  return undecided.length === 0 ? elements : derived(call.text, [over, ...undecided], { kind: 'some', of: elements });
}

/** `any` (`wanted` is true) and `all`. Later elements are only asked where the earlier ones do not decide. */
function* verdict(call: PreviewCall, wanted: boolean): Evaluation {
  const over = subjectOf(call);
  const elements = known(over);
  if (elements === undefined) {
    const value = yield* once(call, over, anyElement(call, over));
    return derived(call.text, [over, value ?? null], 'Boolean');
  }
  const isPair = takesTwo(call);
  return yield* loop(call, over, true, function* (state): Evaluation {
    const open: PuppetValue[] = [];
    for (const element of elements) {
      const given = isPair ? element : [single(unknownOf(over) === undefined ? over : [], element)];
      const answer = yield* round(call, state, given, labelOf(call, given));
      const truth = answer === undefined ? undefined : truthOf(answer.value);
      if (truth === wanted && state.breaks.length === 0) return wanted;
      if (truth !== !wanted) open.push(answer?.value ?? null);
      if (answer === undefined) break;
    }
    return open.length === 0 && state.breaks.length === 0 ? !wanted : derived(call.text, [over, ...open], 'Boolean');
  });
}

/** The first element for which the lambda gives something true, where it is known which that is. */
function* firstOf(call: PreviewCall, of: (element: Element) => PuppetValue): Evaluation {
  const gone = yield* through(call, subjectOf(call));
  const over = subjectOf(call);
  if (gone === undefined) {
    const value = yield* once(call, over, anyElement(call, over));
    return derived(call.text, [over, value ?? null]);
  }
  const possible: Answer[] = [];
  for (const answer of gone.answers) {
    const truth = truthOf(answer.value);
    if (truth === true && possible.length === 0 && !gone.isCut) return of(answer.element);
    if (truth !== false) possible.push(answer);
    if (truth === true) break;
  }
  if (possible.length === 0 && !gone.isCut) return null;
  const values = possible.map(({ value }) => value);
  return derived(call.text, [over, ...values], {
    kind: 'one',
    of: [...possible.map(({ element }) => of(element)), null],
  });
}

/** A built-in function that goes through its elements in a way of its own. */
function* throughNative(call: PreviewCall): Evaluation {
  const { frame, node, name, given, block } = call;
  const [over = null, ...rest] = given;
  if (block === undefined || unknownOf(over) !== undefined || !areKnown(rest)) return yield* callOpaque(call);
  return yield* loop(call, over, true, function* (state): Evaluation {
    const body: EvaluationFrame['rules']['block'] = function* (inner, statements) {
      const nodes: PreviewNode[] = [];
      const names = block.lambda.parameters.map(
        (each) => `$${each.name} = ${shortened(describe(inner.scope.variables.get(each.name) ?? null), 40)}`,
      );
      state.rounds.push({ label: names.join(', '), nodes });
      const deeper = { ...within(inner, { nodes }), rules: frame.rules };
      return yield* frame.rules.block(deeper, statements);
    };
    const wrapped: Closure = {
      lambda: block.lambda,
      frame: { ...block.frame, rules: { ...frame.rules, block: body } },
    };
    return yield* callFunction(frame, node, name, given, wrapped);
  });
}
