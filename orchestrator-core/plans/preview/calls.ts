import {
  attributeOf,
  type Call,
  type Closure,
  callFunction,
  type Evaluation,
  EvaluationError,
  type EvaluationFrame,
  evaluationError,
  isEvaluation,
  Leaving,
  type MethodCall,
  type PuppetFunction,
  type PuppetValue,
  wait,
} from '../../language/index.ts';
import { includeClasses } from './apply.ts';
import { walkAll } from './arguments.ts';
import { textAt } from './branches.ts';
import { faultOf, type PreviewCall } from './call.ts';
import { constructed } from './construct.ts';
import { addError, contextOf, emit, newId, placeAt } from './context.ts';
import { blockFunctions } from './iteration.ts';
import { memberValue } from './members.ts';
import { callAbstractly, isVolatile } from './natives.ts';
import { callOpaque } from './opaque.ts';
import { planFunctions } from './plan-functions.ts';
import { callPuppetFunction } from './puppet-function.ts';
import { show } from './show.ts';
import { areKnown, derived, describe, own, shortened } from './symbolic.ts';

/** A call of a function, of a member of an object or of a data type. */
export function* walkCall(frame: EvaluationFrame, node: Call | MethodCall): Evaluation {
  const block = node.lambda === undefined ? undefined : { lambda: node.lambda, frame };
  if (node.kind === 'method-call') {
    const first = yield* walkAll(frame, [node.left]);
    const rest = yield* walkAll(frame, node.arguments);
    const name = node.name.value;
    const [left = null] = first;
    if (first.length === 1 && block === undefined) {
      const member = memberValue(frame, left, name, rest);
      if (member !== undefined) return member;
      const attribute = rest.length === 0 ? attributeOf(left, name) : undefined;
      if (attribute !== undefined) return attribute;
    }
    return yield* callNamed(frame, node, name, [...first, ...rest], block);
  }
  const { functor } = node;
  if (functor.kind === 'reference' || functor.kind === 'access') {
    const type = yield* frame.rules.expression(frame, functor);
    return yield* callNamed(frame, node, 'new', [type, ...(yield* walkAll(frame, node.arguments))], block);
  }
  if (functor.kind !== 'name') {
    throw evaluationError(frame, functor, `'${textAt(frame, functor)}' is no name of a function`);
  }
  return yield* callNamed(frame, node, functor.value, yield* walkAll(frame, node.arguments), block);
}

function callText(node: Call | MethodCall, name: string, given: readonly PuppetValue[]): string {
  const shown = given.map((each) => shortened(describe(each), 40));
  const lambda = node.lambda === undefined ? '' : ' |…|';
  if (node.kind === 'call') {
    const isNew = name === 'new';
    return shortened(`${isNew ? shown[0] : name}(${(isNew ? shown.slice(1) : shown).join(', ')})${lambda}`);
  }
  const [left = '', ...rest] = shown;
  return shortened(`${left}.${name}${rest.length > 0 ? `(${rest.join(', ')})` : ''}${lambda}`);
}

/** Calls a function by its name. */
function* callNamed(
  frame: EvaluationFrame,
  node: Call | MethodCall,
  name: string,
  given: readonly PuppetValue[],
  block: Closure | undefined,
): Evaluation {
  const plain = name.replace(/^::/, '');
  const call: PreviewCall = { frame, node, name: plain, given, block, text: callText(node, plain, given) };
  const control = own(controls, plain);
  if (control !== undefined) throw control(call);
  try {
    return yield* callAny(call);
  } catch (error) {
    throw faultOf(call, error);
  }
}

function* callAny(call: PreviewCall): Evaluation {
  const { frame, name: plain, block } = call;
  const own = frame.functions.get(plain);
  if (own !== undefined) return yield* callPuppetFunction(call, own);
  const ofPlans = contextOf(frame).isCatalog && plain !== 'fail' ? undefined : planFunctions.get(plain);
  if (ofPlans !== undefined) {
    const answer = ofPlans(call);
    return isEvaluation(answer) ? yield* answer : answer;
  }
  const withBlock = block === undefined ? undefined : blockFunctions.get(plain);
  if (withBlock !== undefined) return yield* withBlock(call);
  if (frame.host.natives.has(plain)) return yield* callNative(call);
  return yield* callOfModule(call);
}

const controls: Readonly<Record<string, (call: PreviewCall) => Leaving>> = {
  return: leave,
  next: leave,
  break: leave,
};

const ends = { plan: 'return', block: 'next', function: 'leave' } as const;

/** `return` of a plan is seen, as are `next` and `break` where a loop does something. */
function leave({ frame, node, name, given: [value = null] }: PreviewCall): Leaving {
  const context = contextOf(frame);
  const kind = name === 'return' || name === 'next' ? name : 'break';
  const place = placeAt(frame, node);
  const how = kind === 'return' ? ends[context.returns] : kind;
  emit(frame, { kind: 'end', id: newId(context), place, how, ...(value !== null && { value: show(value) }) });
  return new Leaving(kind, value, { path: frame.path, source: frame.source, span: node });
}

/** A function that is built in: on what is known it is called, of the rest something can be said all the same. */
function* callNative(call: PreviewCall): Evaluation {
  const { frame, node, name, given, block, text } = call;
  if (contextOf(frame).isCatalog) {
    if (/^(?:include|contain|require)$/.test(name)) return includeClasses(frame, given, node);
    if (catalogFunctions.has(name)) return derived(text, given);
  }
  if (name === 'new') {
    const made = constructed(call);
    if (made !== undefined) return made;
  }
  if (isVolatile(name, given)) return derived(text, given, 'Some');
  if (block !== undefined) return yield* callOpaque(call);
  if (!areKnown(given) || name === 'getvar') return yield* callAbstractly(call);
  if (name !== 'lookup' && !name.startsWith('hiera')) return yield* callFunction(frame, node, name, given, undefined);
  try {
    return yield* callFunction(frame, node, name, given, undefined);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    failsHere(call, error.message.replace(/^Evaluation Error: /, ''));
    return derived(text, given);
  }
}

/** A run ends here; the preview goes on, as what is missing may be there when the plan runs. */
function failsHere({ frame, node }: PreviewCall, message: string): void {
  addError(frame, node, message);
  contextOf(frame).exits.fail.push('');
}

const catalogFunctions: ReadonlySet<string> = new Set(['create_resources', 'lookup', 'realize', 'tag']);

/** A function of a module. One in Ruby is not looked into, but for the block that it is given. */
function* callOfModule(call: PreviewCall): Evaluation {
  const { frame, name, given, block, text } = call;
  // No function of plans can be called where a catalog is made.
  if (contextOf(frame).isCatalog && planFunctions.has(name)) return derived(text, given);
  let found: PuppetFunction | undefined;
  try {
    found = yield* wait(() => frame.host.loadFunction(name));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    if (!contextOf(frame).isCatalog) failsHere(call, error.message.replace(/^Evaluation Error: /, ''));
    return yield* opaque(call);
  }
  if (found !== undefined) return yield* callPuppetFunction(call, found);
  if (!contextOf(frame).isCatalog) failsHere(call, `Unknown function: '${name}'.`);
  return yield* opaque(call);

  function* opaque(of: PreviewCall): Evaluation {
    return block === undefined ? derived(text, given) : yield* callOpaque(of);
  }
}
