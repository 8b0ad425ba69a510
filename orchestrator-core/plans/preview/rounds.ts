import {
  argumentsOf,
  bind,
  type Closure,
  createScope,
  type Evaluation,
  type EvaluationFrame,
  elementsOf,
  FunctionFault,
  Leaving,
  type PuppetValue,
  single,
} from '../../language/index.ts';
import { faultOf, type PreviewCall } from './call.ts';
import { asFailure, contextOf, type Exits, emit, isUndecided, keepEnd, newId, placeAt, within } from './context.ts';
import { join } from './join.ts';
import { resultList } from './members.ts';
import type { PreviewNode, PreviewRound } from './plan-preview.ts';
import { show } from './show.ts';
import { areKnown, derived, describe, elementsAtMost, needsOf, shortened, symbolic, unknownOf } from './symbolic.ts';

/** A key with its value. */
export type Element = readonly [key: PuppetValue, value: PuppetValue];

/** Rounds of one loop that are shown. */
export const mostRounds = 50;
const shownOfMany = 5;

/** The rounds of a loop while it is gone through. */
export interface Loop {
  readonly rounds: PreviewRound[];
  /** What was reached on some ways only. */
  readonly breaks: PuppetValue[];
}

/** Calls a lambda in surroundings of its own: `next` ends it, on some ways or on all. */
export function* callBlock(
  { lambda, frame }: Closure,
  given: readonly PuppetValue[],
  nodes: PreviewNode[],
  breaks?: PuppetValue[],
): Evaluation {
  const context = contextOf(frame);
  const exits: Exits = { ...context.exits, next: [], ...(breaks !== undefined && { break: breaks }) };
  const inner: EvaluationFrame = {
    ...within(frame, { nodes, exits, isUndecided: isUndecided(context) }),
    scope: createScope(frame.scope),
  };
  if (areKnown(given)) {
    const fault = argumentsOf(frame, 'block', lambda.parameters, given);
    if (fault !== undefined) throw new FunctionFault(fault.replace(/^'block'/, 'block'));
  }
  yield* bind(inner, lambda.parameters, given);
  const values: PuppetValue[] = [];
  try {
    values.push(yield* frame.rules.block(inner, lambda.body));
  } catch (error) {
    if (error instanceof Leaving && error.kind === 'next') values.push(error.value);
    else if (exits.next.length === 0 || !keepEnd(exits, asFailure(inner, lambda, error))) throw error;
  }
  const text = shortened(frame.source.slice(lambda.body.start, lambda.body.end));
  return join([...values, ...exits.next], { text, needs: [] });
}

/**
 * Calls a lambda for one element after the other, which are counted, or once for what stands for all of them. Nothing is
 * shown of loops that do nothing.
 */
export function* loop<T>(
  call: PreviewCall,
  over: PuppetValue,
  isCounted: boolean,
  body: (loop: Loop) => Evaluation<T>,
): Evaluation<T> {
  const { frame, node, name } = call;
  const id = newId(contextOf(frame));
  const state: Loop = { rounds: [], breaks: [] };
  try {
    return yield* body(state);
  } finally {
    if (state.rounds.some(({ nodes }) => nodes.some(({ kind }) => kind !== 'end') || nodes.some(isFailure))) {
      const rounds = state.rounds.length > mostRounds ? state.rounds.slice(0, shownOfMany) : state.rounds;
      emit(frame, {
        kind: 'loop',
        id,
        place: placeAt(frame, node),
        function: name,
        over: show(over),
        ...(isCounted && { count: state.rounds.length }),
        rounds,
        needs: needsOf(over),
      });
    }
  }
}

function isFailure(node: PreviewNode): boolean {
  return (
    node.kind === 'end' &&
    (node.how === 'fail' || node.how === 'error' || node.how === 'return' || node.how === 'leave')
  );
}

/** One round; undefined when `break` ended the loop. */
export function* round(
  call: PreviewCall,
  state: Loop,
  given: readonly PuppetValue[],
  label: string,
): Evaluation<{ readonly value: PuppetValue } | undefined> {
  const nodes: PreviewNode[] = [];
  state.rounds.push({ label, nodes });
  const { block } = call;
  if (block === undefined) return { value: null };
  try {
    return { value: yield* callBlock(block, given, nodes, state.breaks) };
  } catch (error) {
    if (error instanceof Leaving && error.kind === 'break') return undefined;
    const { frame, node } = call;
    const failure =
      state.breaks.length === 0 ? undefined : asFailure(within(frame, { nodes }), node, faultOf(call, error));
    if (failure === undefined || !keepEnd(contextOf(frame).exits, failure)) throw error;
    return undefined;
  }
}

/** Whether the block of a call takes key and value apart. */
export function takesTwo({ block }: PreviewCall): boolean {
  const parameters = block?.lambda.parameters ?? [];
  return parameters.length > 1 || parameters[0]?.captures === true;
}

/** What a round of a loop is called: its parameters with what they have, `$n = 1, $m = 2`. */
export function labelOf({ block }: PreviewCall, given: readonly PuppetValue[]): string {
  const names = block?.lambda.parameters ?? [];
  return names.map(({ name }, index) => `$${name} = ${shortened(describe(given[index] ?? null), 40)}`).join(', ');
}

/** The elements of what is gone through, where it is known which they are. */
export function known(over: PuppetValue): readonly Element[] | undefined {
  if (unknownOf(over) === undefined) return elementsOf(over);
  return resultList(over)?.map((each, index) => [index, each]);
}

/** Each element with what the lambda gives for it; undefined where it is not known which elements there are. */
export function* through(call: PreviewCall, over: PuppetValue): Evaluation<Through | undefined> {
  const elements = known(over);
  if (elements === undefined) return undefined;
  const isPair = takesTwo(call);
  return yield* loop(call, over, true, function* (state) {
    const answers: Answer[] = [];
    for (const element of elements) {
      const given = isPair ? element : [single(unknownOf(over) === undefined ? over : [], element)];
      const answer = yield* round(call, state, given, labelOf(call, given));
      if (answer === undefined) break;
      answers.push({ element, value: answer.value });
    }
    return { answers, isCut: state.breaks.length > 0 };
  });
}

/** An element, and what the lambda gives for it. */
export interface Answer {
  readonly element: Element;
  readonly value: PuppetValue;
}

/** What going through all of them gives. */
export interface Through {
  readonly answers: readonly Answer[];
  /** Whether it may end before. */
  readonly isCut: boolean;
}

/** Calls the lambda once for all elements; what it sets on targets may be set or not. */
export function* once(
  call: PreviewCall,
  over: PuppetValue,
  given: readonly PuppetValue[],
): Evaluation<PuppetValue | undefined> {
  const { frame } = call;
  const { run, exits } = contextOf(frame);
  const before = run.targets.pages();
  const { block } = call;
  const perhaps = block && { ...block, frame: within(block.frame, { isUndecided: true }) };
  return yield* loop(call, over, false, function* (state) {
    try {
      const names = call.block?.lambda.parameters.map(({ name }) => `$${name}`) ?? [];
      const answer = yield* round({ ...call, block: perhaps }, state, given, `each ${names.join(', ')}`.trim());
      return answer?.value;
    } catch (error) {
      const failure = asFailure(frame, call.node, error);
      if (!keepEnd(exits, failure)) throw failure;
      return undefined;
    } finally {
      run.targets.join([before, run.targets.pages()], needsOf(over));
    }
  });
}

/** What stands for each element of what is not known. */
export function anyElement(call: PreviewCall, over: PuppetValue): readonly PuppetValue[] {
  const parameters = call.block?.lambda.parameters ?? [];
  const name = (index: number) => `$${parameters[index]?.name ?? 'it'}`;
  const { shape, needs = [] } = unknownOf(over) ?? {};
  const element = (text: string): PuppetValue => {
    if (shape?.kind === 'some') return symbolic({ text, needs, shape: { kind: 'one', of: shape.of } });
    if (shape?.kind === 'results') {
      const of = elementsAtMost(shape.targets);
      const target = derived(`${text}.target`, [over], of === undefined ? 'Target' : { kind: 'one', of });
      return symbolic({ text, needs, shape: { kind: 'result', target, ok: shape.ok, action: shape.action } });
    }
    return derived(text, [over]);
  };
  const isList = shape?.kind === 'some' || shape?.kind === 'results';
  return takesTwo(call)
    ? [derived(name(0), [over], isList ? 'Integer' : undefined), element(name(1))]
    : [element(name(0))];
}
