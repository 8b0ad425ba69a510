import type { Lambda } from '../../syntax/ast.ts';
import { canMatch } from '../../types/can-match.ts';
import { message } from '../../types/describe-mismatch.ts';
import { findMismatches, mergeVariants } from '../../types/find-mismatches.ts';
import type { Mismatch, PathElement } from '../../types/mismatch.ts';
import { printType } from '../../types/print-type.ts';
import { anyType, type PuppetType, type Range, resolved } from '../../types/type.ts';
import type { Signature } from '../declaration.ts';
import { typeOfText } from '../expressions/find-alias.ts';
import type { TypeContext } from '../expressions/type-context.ts';

/** What a function is called with, as far as that is known. */
export interface Given {
  /** The types of the arguments up to the first `*$list`; `Any` where a type isn't certain. */
  readonly types: readonly PuppetType[];
  /** Whether more arguments may follow: those of a list that is unfolded. */
  readonly isOpen: boolean;
  readonly lambda: Lambda | undefined;
}

/** Why no signature of a function takes what it is called with. */
export interface ArgumentFault {
  readonly code: 'argument-count' | 'argument-type';
  /** As Puppet words it. */
  readonly message: string;
  /** The index of the argument that signatures refuse; undefined where it is not one argument. */
  readonly index?: number;
}

/** What one signature objects to. */
type Objection =
  | { readonly kind: 'count'; readonly isBlock: boolean; readonly expected: Range; readonly actual: Range }
  | { readonly kind: 'block'; readonly isWanted: boolean }
  | { readonly kind: 'type'; readonly index: number; readonly mismatch: Mismatch };

/**
 * What Puppet would say of a call that none of a function's signatures can ever take; undefined where one may. The
 * rules and sentences are those of its `TypeMismatchDescriber#describe_signatures`.
 */
export function argumentFault(
  name: string,
  signatures: readonly Signature[],
  given: Given,
  context: Pick<TypeContext, 'findAlias'>,
): ArgumentFault | undefined {
  // Most calls are taken, and by the first signature.
  if (signatures.length === 0 || signatures.some((signature) => takes(signature, given, context))) return undefined;
  const byArguments = signatures.map((signature, index) => objectionsToArguments(signature, index, given, context));
  let objections: readonly (readonly Objection[])[] = byArguments;
  if (byArguments.some((each) => each.length === 0)) {
    const byBlock = signatures.map((signature) => objectionsToBlock(signature, given, context));
    objections = byBlock.every((each) => each.length > 0)
      ? byBlock
      : byArguments.map((each, index) => (each.length > 0 ? each : (byBlock[index] ?? [])));
  }
  return describe(name, signatures, objections, context);
}

function takes(signature: Signature, given: Given, context: Pick<TypeContext, 'findAlias'>): boolean {
  const { parameters } = signature;
  const { types, isOpen } = given;
  const expected = countOf(signature);
  if (types.length > expected.max || (!isOpen && types.length < expected.min)) return false;
  for (let index = 0; index < types.length; index += 1) {
    const actual = types[index] ?? anyType;
    const text = parameters[Math.min(index, parameters.length - 1)]?.type;
    const wanted = text === undefined ? undefined : typeOfText(text, context.findAlias);
    if (wanted !== undefined && !canMatch(wanted, actual)) return false;
  }
  return objectionsToBlock(signature, given, context).length === 0;
}

function objectionsToArguments(
  signature: Signature,
  position: number,
  given: Given,
  context: Pick<TypeContext, 'findAlias'>,
): readonly Objection[] {
  const { parameters } = signature;
  const expected = countOf(signature);
  const { length } = given.types;
  const fits = length <= expected.max && (given.isOpen || length >= expected.min);
  if (!fits) return [{ kind: 'count', isBlock: false, expected, actual: { min: length, max: length } }];
  for (const [index, actual] of given.types.entries()) {
    const parameter = parameters[Math.min(index, parameters.length - 1)];
    const wanted = parameter?.type === undefined ? undefined : typeOfText(parameter.type, context.findAlias);
    if (parameter === undefined || wanted === undefined || canMatch(wanted, actual)) continue;
    const path: PathElement[] = [
      { kind: 'variant', index: position },
      { kind: 'parameter', name: parameter.name },
    ];
    return mismatchesOf(wanted, actual, path).map((mismatch) => ({ kind: 'type', index, mismatch }));
  }
  return [];
}

/**
 * Why no value of type `actual` is one of type `expected`: the mismatches that are certain, in Puppet's order. The
 * types must not match.
 */
export function mismatchesOf(
  expected: PuppetType,
  actual: PuppetType,
  path: readonly PathElement[],
): readonly Mismatch[] {
  const certain = findMismatches(expected, oneOf(actual), path).filter(
    (mismatch) =>
      mismatch.kind === 'size' ||
      !('expected' in mismatch) ||
      mismatch.expected.every((type) => !canMatch(type, mismatch.actual)),
  );
  return certain.length > 0 ? certain : [{ kind: 'type', path, expected: [expected], actual: oneOf(actual) }];
}

/** Of several kinds of values, none of which will do, one that a sentence can name. */
function oneOf(type: PuppetType): PuppetType {
  const whole = type.kind === 'Alias' ? resolved(type) : type;
  if (whole.kind === 'Optional') return oneOf(whole.type ?? anyType);
  if (whole.kind !== 'Variant') return type;
  return oneOf(whole.types.find((each) => each.kind !== 'Undef') ?? whole.types[0] ?? anyType);
}

/** How many arguments a signature takes. */
function countOf({ parameters }: Signature): Range {
  const last = parameters.at(-1);
  let min = 0;
  for (const { isOptional } of parameters) if (!isOptional) min += 1;
  return { min, max: last?.captures === true ? Number.POSITIVE_INFINITY : parameters.length };
}

function objectionsToBlock(
  { block }: Signature,
  { lambda }: Given,
  context: Pick<TypeContext, 'findAlias'>,
): readonly Objection[] {
  if (lambda === undefined) return block === undefined || block.isOptional ? [] : [{ kind: 'block', isWanted: true }];
  if (block === undefined) return [{ kind: 'block', isWanted: false }];
  const type = typeOfText(block.type, context.findAlias);
  if (type?.kind !== 'Callable' || type.parameters === undefined) return [];
  const expected = type.parameters.size;
  const actual = countOf({
    parameters: lambda.parameters.map(({ name, value, captures }) => ({
      name,
      isOptional: value !== undefined || captures,
      captures,
    })),
  });
  const takes = actual.min <= expected.min && actual.max >= expected.max;
  const isTold = expected.min > actual.min || expected.max < actual.max;
  return takes || !isTold ? [] : [{ kind: 'count', isBlock: true, expected, actual }];
}

function describe(
  name: string,
  signatures: readonly Signature[],
  objections: readonly (readonly Objection[])[],
  context: Pick<TypeContext, 'findAlias'>,
): ArgumentFault {
  const flat = objections.flat();
  const code = flat.some(({ kind }) => kind === 'type') ? 'argument-type' : 'argument-count';
  const indices = new Set(flat.flatMap((each) => (each.kind === 'type' ? [each.index] : [])));
  const [index] = indices;
  const at = indices.size === 1 && index !== undefined ? { index } : {};
  const merged = mergeAlike(objections) ?? flat.map(textOf);
  const unique = [...new Set(merged)];
  const [only] = unique;
  if (unique.length === 1 && only !== undefined) return { code, message: `'${name}' ${only}`, ...at };
  const first = signatures[0];
  const lines =
    signatures.length === 1 && first !== undefined
      ? [`'${name}' expects (${signatureText(first, context)})`, ...flat.map((each) => `  rejected: ${textOf(each)}`)]
      : [
          `The function '${name}' was called with arguments it does not accept. It expects one of:`,
          ...signatures.flatMap((signature, position) => [
            `  (${signatureText(signature, context)})`,
            ...(objections[position] ?? []).map((each) => `    rejected: ${textOf(each)}`),
          ]),
        ];
  return { code, message: lines.join('\n'), ...at };
}

/** The one sentence for what all signatures object to alike. */
function mergeAlike(objections: readonly (readonly Objection[])[]): readonly string[] | undefined {
  const flat = objections.flat();
  const counts = flat.filter((each) => each.kind === 'count');
  const [head] = counts;
  if (
    head !== undefined &&
    counts.length === objections.length &&
    counts.every((each) => each.isBlock === head.isBlock)
  ) {
    const expected = {
      min: Math.min(...counts.map((each) => each.expected.min)),
      max: Math.max(...counts.map((each) => each.expected.max)),
    };
    return [textOf({ ...head, expected })];
  }
  const types = objections.map((each) => each.flatMap((objection) => (objection.kind === 'type' ? [objection] : [])));
  if (types.some((each) => each.length === 0)) return undefined;
  const merged = mergeVariants(
    0,
    types.map((each) => each.map(({ mismatch }) => mismatch)),
  );
  return merged.length === 1 ? merged.map(message) : undefined;
}

function textOf(objection: Objection): string {
  switch (objection.kind) {
    case 'count': {
      const { expected, actual, isBlock } = objection;
      const plural = expected.max === 1 || (expected.min === 1 && expected.max === Number.POSITIVE_INFINITY) ? '' : 's';
      return `${isBlock ? 'block ' : ''}expects ${rangeText(expected, 'no')} argument${plural}, got ${rangeText(actual, 'none')}`;
    }
    case 'block':
      return objection.isWanted ? 'expects a block' : 'does not expect a block';
    case 'type': {
      const { mismatch } = objection;
      return message({
        ...mismatch,
        path: mismatch.path.filter((element, index) => index > 0 || element.kind !== 'variant'),
      });
    }
  }
}

function rangeText({ min, max }: Range, zero: string): string {
  if (min === max) return min === 0 ? zero : String(min);
  if (min === 0) return max === Number.POSITIVE_INFINITY ? 'unlimited' : `at most ${max}`;
  return max === Number.POSITIVE_INFINITY ? `at least ${min}` : `between ${min} and ${max}`;
}

/** A signature as Puppet lists it: `String name, Integer count?`. */
function signatureText({ parameters, block }: Signature, context: Pick<TypeContext, 'findAlias'>): string {
  const all = parameters.map(({ name, type, isOptional, captures }) => {
    const read = typeOfText(type, context.findAlias) ?? anyType;
    const shown = isOptional && read.kind === 'Optional' ? (read.type ?? anyType) : read;
    return `${printType(shown)} ${name}${captures === true ? (isOptional ? '*' : '+') : isOptional ? '?' : ''}`;
  });
  if (block !== undefined) all.push(`${block.type ?? 'Callable'} block${block.isOptional ? '?' : ''}`);
  return all.join(', ');
}
