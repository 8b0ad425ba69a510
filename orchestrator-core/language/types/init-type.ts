import { constructors } from '../functions/object-types.ts';
import { readSignature } from '../functions/read-signature.ts';
import type { Expression, KeyedEntry } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { isAssignable } from './assignable.ts';
import { richDataType } from './builtin-aliases.ts';
import { inferType } from './infer-type.ts';
import type { TypeReader } from './read-type.ts';
import { anyType, type InitType, type PuppetType, resolved, tupleSize } from './type.ts';
import type { PuppetValue } from './value.ts';

type Tuple = PuppetType & { readonly kind: 'Tuple' };

/** `Init`, `Init[T]` and `Init[T, argument, …]`, by the rules of Puppet's `PInitType`. */
export function readInit(keys: readonly (Expression | KeyedEntry)[], reader: TypeReader): InitType {
  const [first, ...others] = keys;
  if (first === undefined) return { takes: () => ({ whole: richDataType, hasOptional: false }) };
  const type = reader.type(first);
  const given = others.map(literalOf);
  let taken: ReturnType<InitType['takes']> | 'unknown';
  return {
    type,
    takes: () => {
      taken ??= takes(type, given, reader) ?? 'unknown';
      return taken === 'unknown' ? undefined : taken;
    },
  };
}

/** A literal; undefined where it is something else. */
function literalOf(key: Expression | KeyedEntry): PuppetValue | undefined {
  if (key.kind === 'string' || key.kind === 'name') return key.value;
  if (key.kind === 'true' || key.kind === 'false') return key.kind === 'true';
  return key.kind === 'number' && /^(0|[1-9]\d{0,14})$/.test(key.text) ? Number(key.text) : undefined;
}

function takes(
  type: PuppetType,
  given: readonly (PuppetValue | undefined)[],
  reader: TypeReader,
): ReturnType<InitType['takes']> {
  const of = resolved(type);
  const name = of.kind === 'Object' ? of.name : of.kind;
  const signatures = Object.hasOwn(constructors, name) ? constructors[name] : undefined;
  // What Puppet makes no values of it refuses to look at; what is not known may be taken.
  if (signatures === undefined || of.kind === 'NotUndef' || given.some((value) => value === undefined))
    return undefined;
  const tuples = signatures.map((signature) => tupleOf(name, signature, reader));
  if (given.length > 0) {
    const types = given.map((value) => inferType(value ?? null));
    const fitting = tuples.filter((tuple) => {
      const size = tupleSize(tuple);
      const [head = anyType] = tuple.types;
      if (types.length + 1 < size.min || types.length + 1 > size.max) return false;
      return isAssignable(tuple, { kind: 'Tuple', types: [head, ...types] });
    });
    if (fitting.length === 0) return undefined;
    return { whole: variant([type, ...fitting.map(({ types: [head = anyType] }) => head)]), hasOptional: false };
  }
  const isSingle = (tuple: Tuple): boolean => tupleSize(tuple).min === 1 && tupleSize(tuple).max === 1;
  const others = tuples.filter((tuple) => !isSingle(tuple));
  return {
    whole: variant([type, ...tuples.filter(isSingle).map(({ types: [head = anyType] }) => head)]),
    ...(others.length > 0 && { list: variant(others) }),
    hasOptional: others.some((tuple) => tupleSize(tuple).min === 1),
  };
}

function variant(types: readonly PuppetType[]): PuppetType {
  return { kind: 'Variant', types };
}

const sign = String.raw`\A[+-]?\s*`;
const radices = '0[xX][0-9A-Fa-f]+|0[bB][01]+';
const float = String.raw`${sign}(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE]-?\d+)?|0[0-7]+|${radices})\z`;
const qualifier = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const three = Array<string>(3).fill(String.raw`(?:0|[1-9]\d*)`).join(String.raw`\.`);

/** The strings that a type can be made of, where it is not every one; by its name, or that of its parameter. */
const readable: Readonly<Record<string, string>> = {
  Integer: String.raw`${sign}(?:\d+|${radices})\z`,
  Float: float,
  Numeric: float,
  SemVer: String.raw`\A${qualifier}\Z`,
  'SemVer.str': String.raw`\A${three}(?:-${qualifier})?(?:\+${qualifier})?\Z`,
};

/** The arguments of a signature as a list of them. */
function tupleOf(name: string, text: string, reader: TypeReader): Tuple {
  const { parameters } = readSignature(text);
  const types = parameters.map(({ type, name: parameter }) => {
    const strings = readable[parameter === 'str' ? `${name}.str` : name];
    const written = strings === undefined ? type : type?.replaceAll(/\bString\b/g, () => `Pattern[/${strings}/]`);
    const [expression] = written === undefined ? [] : parse(written).program.statements;
    return expression === undefined ? anyType : reader.type(expression);
  });
  const min = parameters.filter(({ isOptional }) => !isOptional).length;
  const max = parameters.some(({ captures }) => captures) ? Number.POSITIVE_INFINITY : parameters.length;
  return { kind: 'Tuple', types, size: { min, max } };
}
