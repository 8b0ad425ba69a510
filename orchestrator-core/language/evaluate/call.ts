import type { Signature } from '../analysis/declaration.ts';
import { builtInFunctions } from '../functions/built-in-functions.ts';
import type { Block, Parameter, SyntaxNode } from '../syntax/ast.ts';
import { isInstance } from '../types/instance.ts';
import { isRich, type PuppetValue, rich } from '../types/value.ts';
import { argumentsFault } from './check-arguments.ts';
import { type Evaluation, EvaluationError, FunctionFault, Leaving, wait } from './evaluation.ts';
import {
  type Closure,
  evaluationError,
  type Frame,
  inScope,
  type NativeFunction,
  type PuppetFunction,
} from './frame.ts';
import { kindName } from './kind-name.ts';
import { mismatches } from './mismatches.ts';
import { createScope, outermost } from './scope.ts';
import { typeNamed } from './type-named.ts';

/** Calls a function by its name, built in or written in Puppet. */
export function* callFunction(
  frame: Frame,
  node: SyntaxNode,
  name: string,
  given: readonly PuppetValue[],
  block: Closure | undefined,
  unknown?: () => Error,
): Evaluation {
  const plain = name.startsWith('::') ? name.slice(2) : name;
  const { host } = frame;
  const own = frame.functions.get(plain);
  if (own !== undefined) return yield* callPuppetFunction(frame, node, own, given, block);
  const native = host.natives.get(plain);
  if (native !== undefined) return yield* callNative(frame, node, plain, native, given, block);
  const loaded = yield* loadFunction(frame, node, plain);
  if (loaded !== undefined) return yield* callPuppetFunction(frame, node, loaded, given, block);
  if (unknown !== undefined) throw unknown();
  throw evaluationError(frame, node, `Unknown function: '${plain}'.`);
}

/** What is wrong with a module's function is said where it is called, unless it has a place of its own. */
function* loadFunction(frame: Frame, node: SyntaxNode, name: string): Evaluation<PuppetFunction | undefined> {
  try {
    return yield* wait(() => frame.host.loadFunction(name));
  } catch (error) {
    if (!(error instanceof EvaluationError) || error.place !== undefined) throw error;
    throw evaluationError(frame, node, error.message, { cause: error });
  }
}

/** `Integer('5')`: a data type called like a function makes a new value, as `new` does. */
export function* callType(
  frame: Frame,
  node: SyntaxNode,
  type: PuppetValue,
  given: readonly PuppetValue[],
  block: Closure | undefined,
): Evaluation {
  if (!isRich(type) || type[rich] !== 'Type') {
    throw evaluationError(frame, node, `${kindName(type)} is unacceptable as function name`);
  }
  return yield* callFunction(frame, node, 'new', [type, ...given], block);
}

function callError(frame: Frame, node: SyntaxNode, message: string, cause?: unknown): Error {
  const kind = node.kind === 'method-call' ? 'Method call' : 'Function Call';
  const text = `Error while evaluating a ${kind}, ${message}`;
  return evaluationError(frame, node, text, cause === undefined ? undefined : { cause });
}

function* callNative(
  frame: Frame,
  node: SyntaxNode,
  name: string,
  native: NativeFunction,
  given: readonly PuppetValue[],
  block: Closure | undefined,
): Evaluation {
  const declared = builtInFunctions().get(name);
  if (declared !== undefined) checkArguments(frame, node, name, declared.signatures, given, block);
  try {
    const answer = native({ frame: deeper(frame, node), node, arguments: given, block });
    return isEvaluation(answer) ? yield* answer : answer;
  } catch (error) {
    throw error instanceof FunctionFault ? callError(frame, node, error.message, error) : error;
  }
}

/** A generator is never a value of the language. */
export function isEvaluation(answer: PuppetValue | Evaluation): answer is Evaluation {
  return typeof answer === 'object' && answer !== null && 'next' in answer && typeof answer.next === 'function';
}

function checkArguments(
  frame: Frame,
  node: SyntaxNode,
  name: string,
  signatures: readonly Signature[],
  given: readonly PuppetValue[],
  block: Closure | undefined,
): void {
  const fault = argumentsFault(name, signatures, given, block?.lambda, frame.host.findAlias);
  if (fault !== undefined) throw callError(frame, node, fault);
}

function deeper(frame: Frame, node: SyntaxNode): Frame {
  const { deepest } = frame.host;
  if (frame.depth >= deepest) {
    throw evaluationError(
      frame,
      node,
      `Calls are nested more than ${deepest} deep: does a function call itself without an end?`,
    );
  }
  return { ...frame, depth: frame.depth + 1 };
}

function* callPuppetFunction(
  frame: Frame,
  node: SyntaxNode,
  { definition, path, source }: PuppetFunction,
  given: readonly PuppetValue[],
  block: Closure | undefined,
): Evaluation {
  checkArguments(frame, node, definition.name, [signatureOf(definition.parameters, source)], given, block);
  const scope = createScope(outermost(frame.scope));
  const functions = source === frame.source ? frame.functions : new Map<string, PuppetFunction>();
  const inner: Frame = { ...deeper(frame, node), path, source, scope, functions };
  yield* bind(inner, definition.parameters, given);
  const value = yield* runBody(inner, definition.body);
  const { returns } = definition;
  if (returns === undefined) return value;
  const type = typeNamed(inner, returns);
  if (!isInstance(type, value)) {
    throw callError(frame, node, mismatches(`value returned from ${definition.name} has wrong type,`, type, value));
  }
  return value;
}

function* runBody(frame: Frame, body: Block): Evaluation {
  try {
    return yield* frame.rules.block(frame, body);
  } catch (error) {
    if (error instanceof Leaving && error.kind !== 'break') return error.value;
    throw error;
  }
}

/** Calls a lambda. `next` ends it with a value; `break` and `return` go on to whoever called the function around it. */
export function* callClosure({ lambda, frame }: Closure, given: readonly PuppetValue[]): Evaluation {
  const inner = inScope(frame, createScope(frame.scope));
  const fault = argumentsOf(frame, 'block', lambda.parameters, given);
  if (fault !== undefined) throw new FunctionFault(fault.replace(/^'block'/, 'block'));
  yield* bind(inner, lambda.parameters, given);
  let value: PuppetValue;
  try {
    value = yield* frame.rules.block(inner, lambda.body);
  } catch (error) {
    if (!(error instanceof Leaving && error.kind === 'next')) throw error;
    value = error.value;
  }
  if (lambda.returns === undefined) return value;
  const type = typeNamed(inner, lambda.returns);
  if (isInstance(type, value)) return value;
  throw new FunctionFault(mismatches('value returned from block has wrong type,', type, value));
}

/** Sets parameters from left to right; a default may use those before it. What is too much is left out. */
export function* bind(frame: Frame, parameters: readonly Parameter[], given: readonly PuppetValue[]): Evaluation<void> {
  for (const [index, parameter] of parameters.entries()) {
    const { variables } = frame.scope;
    if (parameter.captures) variables.set(parameter.name, given.slice(index));
    else if (index < given.length) variables.set(parameter.name, given[index] ?? null);
    else if (parameter.value !== undefined) {
      variables.set(parameter.name, yield* frame.rules.expression(frame, parameter.value));
    } else throw evaluationError(frame, parameter, `Parameter $${parameter.name} is required but no value was given`);
  }
}

/** Why values are none that typed parameters take; undefined where they are. What is missing or too much is not told. */
export function argumentsOf(
  frame: Frame,
  name: string,
  parameters: readonly Parameter[],
  given: readonly PuppetValue[],
): string | undefined {
  if (parameters.every(({ type }) => type === undefined)) return undefined;
  const open = { ...signatureOf(parameters, frame.source), block: { isOptional: true } };
  const last = open.parameters.at(-1);
  const count = last?.captures === true ? given.length : open.parameters.length;
  const optional = open.parameters.map((parameter) => ({ ...parameter, isOptional: true }));
  return argumentsFault(
    name,
    [{ ...open, parameters: optional }],
    given.slice(0, count),
    undefined,
    frame.host.findAlias,
  );
}

function signatureOf(parameters: readonly Parameter[], source: string): Signature {
  return {
    parameters: parameters.map(({ name, type, value, captures }) => ({
      name,
      isOptional: value !== undefined || captures,
      ...(captures && { captures }),
      ...(type !== undefined && { type: source.slice(type.start, type.end) }),
    })),
    block: { isOptional: true },
  };
}
