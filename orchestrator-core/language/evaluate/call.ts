import { argumentFault } from '../analysis/calls/argument-faults.ts';
import type { Signature } from '../analysis/declaration.ts';
import { typeOfText } from '../analysis/expressions/find-alias.ts';
import { builtInFunctions } from '../functions/built-in-functions.ts';
import type { Parameter, SyntaxNode } from '../syntax/ast.ts';
import { describeMismatch } from '../types/describe-mismatch.ts';
import { inferType } from '../types/infer-type.ts';
import { isInstance } from '../types/instance.ts';
import { isRich, type PuppetValue, rich } from '../types/value.ts';
import { type Evaluation, FunctionFault, Leaving, wait } from './evaluation.ts';
import {
  type Closure,
  evaluationError,
  type Frame,
  inScope,
  type NativeFunction,
  type PuppetFunction,
} from './frame.ts';
import { kindName } from './kind-name.ts';
import { createScope } from './scope.ts';

/** Calls a function by its name, built in or written in Puppet. */
export function* callFunction(
  frame: Frame,
  node: SyntaxNode,
  name: string,
  given: readonly PuppetValue[],
  block: Closure | undefined,
): Evaluation {
  const plain = name.startsWith('::') ? name.slice(2) : name;
  const { host } = frame;
  const own = frame.functions.get(plain);
  if (own !== undefined) return yield* callPuppetFunction(frame, node, own, given, block);
  const native = host.natives.get(plain);
  if (native !== undefined) return yield* callNative(frame, node, plain, native, given, block);
  const loaded = yield* wait(() => host.loadFunction(plain));
  if (loaded !== undefined) return yield* callPuppetFunction(frame, node, loaded, given, block);
  throw evaluationError(frame, placeOfCall(node), `Unknown function: '${plain}'.`);
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

/** A call is where its name is; a method call where its dot is, as Puppet has it. */
function placeOfCall(node: SyntaxNode): SyntaxNode | { readonly start: number; readonly end: number } {
  return node.kind === 'method-call' ? { start: node.left.end, end: node.name.end } : node;
}

function callError(frame: Frame, node: SyntaxNode, message: string, cause?: unknown): Error {
  const kind = node.kind === 'method-call' ? 'Method call' : 'Function Call';
  const text = `Error while evaluating a ${kind}, ${message}`;
  return evaluationError(frame, placeOfCall(node), text, cause === undefined ? undefined : { cause });
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
function isEvaluation(answer: PuppetValue | Evaluation): answer is Evaluation {
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
  const { findAlias } = frame.host;
  const accepts = ({ parameters }: Signature) =>
    given.every((value, index) => {
      const parameter = parameters[Math.min(index, parameters.length - 1)];
      const type = parameter?.type === undefined ? undefined : typeOfText(parameter.type, findAlias);
      return type === undefined || isInstance(type, value);
    });
  const fault = argumentFault(
    name,
    signatures,
    { types: given.map(inferType), isOpen: false, lambda: block?.lambda },
    { findAlias },
  );
  if (fault !== undefined) throw callError(frame, node, fault.message);
  const [only] = signatures;
  if (signatures.some(accepts) || only === undefined) return;
  // What the types alone could not tell.
  for (const [index, value] of given.entries()) {
    const parameter = only.parameters[Math.min(index, only.parameters.length - 1)];
    const type = parameter?.type === undefined ? undefined : typeOfText(parameter.type, findAlias);
    const [why] =
      type === undefined ? [] : describeMismatch(type, value, [{ kind: 'parameter', name: parameter?.name ?? '' }]);
    if (why !== undefined) throw callError(frame, node, `'${name}' ${why}`);
  }
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
  const inner: Frame = { ...deeper(frame, node), path, source, scope: createScope(undefined) };
  yield* bind(inner, definition.parameters, given);
  try {
    return yield* frame.rules.block(inner, definition.body);
  } catch (error) {
    if (error instanceof Leaving && error.kind !== 'break') return error.value;
    throw error;
  }
}

/** Calls a lambda. `next` ends it with a value; `break` and `return` go on to whoever called the function around it. */
export function* callClosure({ lambda, frame }: Closure, given: readonly PuppetValue[]): Evaluation {
  const inner = inScope(frame, createScope(frame.scope));
  yield* bind(inner, lambda.parameters, given);
  try {
    return yield* frame.rules.block(inner, lambda.body);
  } catch (error) {
    if (error instanceof Leaving && error.kind === 'next') return error.value;
    throw error;
  }
}

/** Sets parameters from left to right; a default may use those before it. What is too much is left out. */
function* bind(frame: Frame, parameters: readonly Parameter[], given: readonly PuppetValue[]): Evaluation<void> {
  for (const [index, parameter] of parameters.entries()) {
    const { variables } = frame.scope;
    if (parameter.captures) variables.set(parameter.name, given.slice(index));
    else if (index < given.length) variables.set(parameter.name, given[index] ?? null);
    else
      variables.set(
        parameter.name,
        parameter.value === undefined ? null : yield* frame.rules.expression(frame, parameter.value),
      );
  }
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
