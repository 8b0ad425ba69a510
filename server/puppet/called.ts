import {
  children,
  constructorsOf,
  type Declaration,
  type Expression,
  isAssignable,
  type KeyedEntry,
  type Member,
  memberOf,
  type ParameterDeclaration,
  type Signature,
  type SyntaxNode,
} from '../../orchestrator-core/language/index.ts';
import { type PuppetCode, textOf } from './code.ts';
import { readType } from './describe.ts';

/** A call, with its arguments behind the name or in front of it, too. */
export type CallNode = SyntaxNode & { readonly kind: 'call' | 'method-call' };

/** What a call calls: a function, what a value can be asked with a dot, or the making of a value. */
export interface Called {
  readonly name: string;
  readonly signatures: readonly Signature[];
  readonly declaration?: Declaration;
  readonly member?: Member;
  /** What the signatures take, in their order; of a function the value before the dot too. */
  readonly given: readonly (Expression | KeyedEntry)[];
  /** How many of the given stand before the parentheses. */
  readonly shift: number;
}

/** What a call in the tree calls; undefined where that isn't known. */
export function calledBy(code: PuppetCode, call: CallNode): Called | undefined {
  const { world, types } = code;
  const functor = call.kind === 'method-call' ? call.name : call.functor;
  if (call.kind === 'method-call') {
    const type = types.typeOf(call.left);
    const given = { given: call.arguments, shift: 0 };
    const isNew = call.name.value === 'new' && type?.kind === 'Type' && type.type !== undefined;
    const made = isNew && type.type !== undefined ? constructorsOf(type.type) : undefined;
    if (made !== undefined) return { name: 'new', signatures: made, ...given };
    const member = type === undefined ? undefined : memberOf(type, call.name.value);
    if (member !== undefined) return { name: member.name, signatures: member.signatures, member, ...given };
  } else if (functor.kind !== 'name') {
    const type = types.typeOf(functor);
    const made = type?.kind === 'Type' && type.type !== undefined ? constructorsOf(type.type) : undefined;
    if (made === undefined) return undefined;
    return { name: textOf(code.parsed, functor), signatures: made, given: call.arguments, shift: 0 };
  }
  if (functor.kind !== 'name') return undefined;
  const declaration = world.find('function', functor.value);
  if (declaration === undefined) return undefined;
  const { name, signatures } = declaration;
  const before = call.kind === 'method-call' ? [call.left] : [];
  return { name, signatures, declaration, given: [...before, ...call.arguments], shift: before.length };
}

/** The call whose function's name begins at `start`. */
export function callAt(program: SyntaxNode, start: number): CallNode | undefined {
  const todo: SyntaxNode[] = [program];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.kind === 'call' && node.functor.start === start) return node;
    if (node.kind === 'method-call' && node.name.start === start) return node;
    todo.push(...children(node));
  }
  return undefined;
}

/** The parameter that an argument is for: the last one takes all that are left, if it takes more than one. */
export function parameterAt({ parameters }: Signature, index: number): ParameterDeclaration | undefined {
  const last = parameters.at(-1);
  return parameters[index] ?? (last?.captures === true ? last : undefined);
}

/**
 * Which of several signatures is meant by what is given so far: the first that could take it all, else the first with
 * enough parameters. `count` is how many arguments there are or are being written, `lambdaSize` how many the lambda
 * takes.
 */
export function chosenSignature(
  code: PuppetCode,
  signatures: readonly Signature[],
  given: readonly (Expression | KeyedEntry)[],
  count: number = given.length,
  lambdaSize?: number,
): number {
  const isLong = (signature: Signature) => count === 0 || parameterAt(signature, count - 1) !== undefined;
  const isShort = (signature: Signature) => signature.parameters.filter((each) => !each.isOptional).length <= count;
  const takes = (signature: Signature) =>
    given.every((argument, index) => mayTake(code, parameterAt(signature, index), argument));
  const fits = signatures.map((signature) => isLong(signature) && takes(signature));
  const rated = signatures.map((signature, index) => {
    const isFitting = fits[index] === true;
    const isCalled = lambdaSize !== undefined && takesLambda(signature, lambdaSize);
    return (isFitting ? 8 : isLong(signature) ? 4 : 0) + (isCalled ? 2 : 0) + (isShort(signature) ? 1 : 0);
  });
  return Math.max(0, rated.indexOf(Math.max(...rated)));
}

function mayTake(
  code: PuppetCode,
  parameter: ParameterDeclaration | undefined,
  argument: Expression | KeyedEntry,
): boolean {
  if (parameter === undefined) return argument.kind === 'missing';
  const wanted = readType(parameter.type, code.world);
  if (wanted === undefined || argument.kind === 'missing') return true;
  const type = argument.kind === 'entry' ? undefined : code.types.typeOf(argument);
  if (argument.kind === 'entry') return ['Hash', 'Struct', 'Any', 'Alias'].includes(wanted.kind);
  return type === undefined || isAssignable(wanted, type) || isAssignable(type, wanted);
}

function takesLambda({ block }: Signature, size: number): boolean {
  if (block === undefined) return false;
  const count = /^Callable\[(\d+)(?:\s*,\s*(\d+))?/.exec(block.type ?? '');
  if (count === null) return true;
  return Number(count[1]) <= size && size <= Number(count[2] ?? count[1]);
}
