import {
  type Evaluation,
  elementsOf,
  entriesOf,
  isRich,
  Leaving,
  type PuppetValue,
  rich,
  single,
} from '../../language/index.ts';
import { faultOf, type PreviewCall } from './call.ts';
import {
  asFailure,
  contextOf,
  Ended,
  type Exits,
  emit,
  Fails,
  failAt,
  keepEnd,
  newId,
  placeAt,
  within,
} from './context.ts';
import { anyError } from './fail-plan.ts';
import { join } from './join.ts';
import { resultList } from './members.ts';
import type { PreviewBlock, PreviewNode, PreviewRound } from './plan-preview.ts';
import { callBlock } from './rounds.ts';
import { maybe, readOptions } from './run-options.ts';
import { show } from './show.ts';
import { addStep } from './steps.ts';
import {
  derived,
  describe,
  elementsAtMost,
  needsOf,
  renamed,
  shortened,
  symbolic,
  truthOf,
  unknownOf,
} from './symbolic.ts';

/** What a block gives, and how it ends where it does not go on. */
interface Inside {
  readonly nodes: PreviewNode[];
  readonly value?: PuppetValue;
  readonly failure?: unknown;
  /** Whether something in it may fail. */
  readonly mayFail: boolean;
}

/** How a block is called: its errors are none of the plan; it runs beside others, and `return` ends it alone. */
interface Manner {
  readonly isCaught?: boolean;
  readonly isBeside?: boolean;
}

/** Calls the lambda of a call in a list of its own, and lets nothing out. */
function* inside(
  call: PreviewCall,
  given: readonly PuppetValue[],
  { isCaught = false, isBeside = false }: Manner = {},
): Evaluation<Inside> {
  const { frame, node, block } = call;
  const nodes: PreviewNode[] = [];
  if (block === undefined) return { nodes, value: null, mayFail: false };
  const exits: Exits = { ...contextOf(block.frame).exits, fail: [], ...(isBeside && { return: [] }) };
  // An error that is caught is none of the plan.
  const changes = {
    exits,
    ...(isCaught && { isUndecided: true }),
    ...(isBeside && { returns: 'block' as const }),
  };
  const closure = { ...block, frame: within(block.frame, changes) };
  try {
    const value = yield* callBlock(closure, given, nodes);
    return { nodes, value: withReturns([value]), mayFail: exits.fail.length > 0 };
  } catch (error) {
    const isReturn = isBeside && error instanceof Leaving && error.kind === 'return';
    if (isReturn) return { nodes, value: withReturns([error.value]), mayFail: exits.fail.length > 0 };
    const failure = asFailure(within(frame, { ...changes, nodes }), node, faultOf(call, error));
    if (!(failure instanceof Leaving || failure instanceof Ended || failure instanceof Fails)) throw failure;
    const isOther = isBeside && exits.return.length > 0;
    if (isOther) return { nodes, value: withReturns([]), mayFail: true };
    return { nodes, failure, mayFail: exits.fail.length > 0 };
  }

  function withReturns(values: readonly PuppetValue[]): PuppetValue {
    return isBeside ? join([...values, ...exits.return], { text: call.text, needs: [] }) : (values[0] ?? null);
  }
}

function addBlock(
  { frame, node, name, given }: PreviewCall,
  id: string,
  nodes: readonly PreviewNode[],
  marks: PreviewBlock['marks'],
): void {
  if (nodes.length === 0) return;
  emit(frame, {
    kind: 'block',
    id,
    place: placeAt(frame, node),
    function: name,
    nodes,
    marks,
    needs: needsOf(...given),
  });
}

/** `without_default_logging`: what is in it is done all the same. */
export function* blockStep(call: PreviewCall): Evaluation {
  const id = newId(contextOf(call.frame));
  const { nodes, value = null, failure, mayFail } = yield* inside(call, []);
  addBlock(call, id, nodes, []);
  if (mayFail) contextOf(call.frame).exits.fail.push(id);
  if (failure !== undefined) throw failure;
  return value;
}

/** `catch_errors`: what the block gives, or the error that ended it. */
export function* catchErrors(call: PreviewCall): Evaluation {
  const { frame, given, text } = call;
  const id = newId(contextOf(frame));
  const { nodes, value, failure, mayFail } = yield* inside(call, [], { isCaught: true });
  addBlock(call, id, nodes, ['catches-errors']);
  const [kinds = null] = given;
  // A step before it may have failed, and then what follows is reached all the same.
  const isPassed = failure !== undefined && mayFail && !isCaught(failure, kinds);
  if (isPassed) keepEnd(contextOf(frame).exits, failure);
  else if (failure !== undefined && !isCaught(failure, kinds)) throw failure;
  const values = value === undefined ? [] : [value];
  const caught = failure instanceof Fails ? failure.error : anyError(text, [id]);
  if (mayFail || failure !== undefined) values.push(caught);
  return join(values, { text, needs: mayFail ? [id] : [] });
}

/** Errors of the evaluation itself are not caught, nor are those of other kinds than the wanted ones. */
function isCaught(failure: unknown, kinds: PuppetValue): boolean {
  if (!(failure instanceof Fails) || failure.error === null) return false;
  const { error } = failure;
  if (!Array.isArray(kinds) || !isRich(error) || error[rich] !== 'Object' || unknownOf(error) !== undefined)
    return true;
  return (kinds as readonly PuppetValue[]).includes(error.attributes['kind'] ?? null);
}

/** `parallelize`: a branch for each element, side by side. */
export function* parallelize(call: PreviewCall): Evaluation {
  const { frame, node, given, text, name, block } = call;
  const [over = null] = given;
  const context = contextOf(frame);
  const id = newId(context);
  const elements =
    unknownOf(over) === undefined ? elementsOf(over).map((each) => single(over, each)) : resultList(over);
  const parameter = `$${block?.lambda.parameters[0]?.name ?? 'it'}`;
  const branches: PreviewRound[] = [];
  const values: PuppetValue[] = [];
  const of = elementsAtMost(over);
  const any = derived(parameter, [over], of === undefined ? undefined : { kind: 'one', of });
  const ends: unknown[] = [];
  for (const each of elements ?? [any]) {
    const { nodes, value, failure, mayFail } = yield* inside(call, [each], { isBeside: true });
    const label = elements === undefined ? `each ${parameter}` : `${parameter} = ${shortened(describe(each), 40)}`;
    branches.push({ label, nodes });
    if (value !== undefined) values.push(value);
    if (failure !== undefined) ends.push(failure);
    if (mayFail) context.exits.fail.push(id);
  }
  // A run tells of it also where the blocks do nothing.
  if (branches.length > 0) {
    const place = placeAt(frame, node);
    const count = elements === undefined ? {} : { count: elements.length };
    emit(frame, {
      kind: 'parallel',
      id,
      place,
      function: name,
      branches,
      over: show(over),
      ...count,
      needs: needsOf(over),
    });
  }
  const [end] = ends;
  // A branch that ends for certain ends the plan when all are done.
  if (end !== undefined && elements !== undefined) throw end instanceof Fails ? end : new Fails(anyError(text, [id]));
  return elements === undefined ? derived(text, [over, ...values], 'Array') : values;
}

/** `background`: goes on beside what follows, until it is waited for. */
export function* background(call: PreviewCall): Evaluation {
  const { frame, node, name, given, text, block } = call;
  const id = newId(contextOf(frame));
  const parameters = block?.lambda.parameters.map((each) => derived(`$${each.name}`, given)) ?? [];
  // An error in it is one of whoever waits for it.
  const { nodes, value, failure, mayFail } = yield* inside(call, parameters, { isCaught: true, isBeside: true });
  const label = given[0] === undefined ? '' : shortened(describe(given[0]));
  const branches = [{ label, nodes }];
  emit(frame, {
    kind: 'parallel',
    id,
    place: placeAt(frame, node),
    function: name,
    branches,
    needs: needsOf(...given),
  });
  if (mayFail || failure !== undefined) contextOf(frame).exits.fail.push(id);
  const result = value ?? (failure instanceof Fails ? failure.error : derived(text, []));
  return symbolic({ text, needs: [id], shape: { kind: 'future', value: result, fails: failure !== undefined } });
}

/** `wait`: what futures gave, in their order. */
export function waitFor(call: PreviewCall): PuppetValue {
  const { given, text } = call;
  const [futures = null] = given;
  const last = given.at(-1) ?? null;
  const options = readOptions([entriesOf(last) === undefined ? null : last]);
  const list = Array.isArray(futures) ? (futures as readonly PuppetValue[]) : [futures];
  const id = addStep({ call, object: futures, options, traits: { isSafe: true } });
  const shapes = list.map((each) => unknownOf(each)?.shape);
  if (!shapes.every((shape) => shape?.kind === 'future'))
    return derived(text, [futures, symbolic({ text, needs: [id] })], 'Array');
  const catches = options.option('_catch_errors');
  const isCaught = maybe(catches);
  if (truthOf(catches) === false && shapes.some((shape) => shape?.kind === 'future' && shape.fails)) {
    throw failAt(call.frame, call.node, 'A block in the background that this waits for fails.', anyError(text, [id]));
  }
  return shapes.map((shape, index) => {
    const value = shape?.kind === 'future' ? shape.value : null;
    const name = `${text}[${index}]`;
    const plain = renamed(value, name);
    return isCaught ? join([plain, anyError(name, [id])], { text: name, needs: [id] }) : plain;
  });
}

/** `ctrl::do_until`: the block again and again, until what it gives is true. */
export function* doUntil(call: PreviewCall): Evaluation {
  const { frame, node, name, given, text } = call;
  const context = contextOf(frame);
  const id = newId(context);
  const limit = readOptions([given[0] ?? null]).parameters;
  const most = typeof limit === 'object' && limit !== null && 'limit' in limit ? limit['limit'] : undefined;
  const { nodes, value, failure, mayFail } = yield* inside(call, []);
  if (mayFail) context.exits.fail.push(id);
  const until = `until it gives something true${most === undefined ? '' : `, at most ${describe(most as PuppetValue)} times`}`;
  if (nodes.length > 0) {
    const over = { kind: 'unknown', text: until, needs: [] } as const;
    const rounds = [{ label: '', nodes }];
    const count = value !== undefined && truthOf(value) === true ? { count: 1 } : {};
    emit(frame, { kind: 'loop', id, place: placeAt(frame, node), function: name, over, ...count, rounds, needs: [] });
  }
  if (failure !== undefined) throw failure;
  return renamed(value ?? null, text);
}
