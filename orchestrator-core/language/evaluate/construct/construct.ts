import type { Signature } from '../../analysis/declaration.ts';
import { constructorsOf } from '../../functions/members.ts';
import { generalize } from '../../types/generalize.ts';
import { inferReduced } from '../../types/infer-type.ts';
import { printType, typeName } from '../../types/print-type.ts';
import { type FindAlias, parseType } from '../../types/read-type.ts';
import { type PuppetType, resolved } from '../../types/type.ts';
import { entriesOf, type PuppetObject, type PuppetValue, rich } from '../../types/value.ts';
import { accepts, argumentsFault } from '../check-arguments.ts';
import { FunctionFault } from '../evaluation.ts';
import { stringOf } from '../string-format.ts';
import { sourceOf, textOf } from '../value-text.ts';
import { entry, isKind, regexFault, regexOf } from '../values.ts';
import { newArray, newHash } from './collections.ts';
import { newBoolean, newFloat, newInteger, newNumeric } from './numbers.ts';
import { newBinary, newSemVer, newSemVerRange, newUri } from './rich-values.ts';
import { newTimespan, newTimestamp } from './times.ts';

/** What making a value needs of the world. */
export interface ConstructHost {
  readonly findAlias: FindAlias;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What makes a value of a type from arguments that its signatures take. */
type Constructor = (given: readonly PuppetValue[], host: ConstructHost) => PuppetValue;

/** The names under which Puppet's messages speak of the functions that make values. */
const names: Readonly<Record<string, string>> = {
  Array: 'new_array',
  Binary: 'new_Binary',
  Boolean: 'new_boolean',
  Float: 'new_float',
  Hash: 'new_hash',
  Integer: 'new',
  NotUndef: 'new_unit',
  Numeric: 'new_numeric',
  Regexp: 'new_float',
  SemVer: 'new_Version',
  SemVerRange: 'new_VersionRange',
  String: 'new_string',
  Struct: 'new_hash',
  Timespan: 'new_timespan',
  Timestamp: 'new_timestamp',
  Tuple: 'new_array',
  Type: 'new_type',
};

const constructors: Readonly<Record<string, Constructor>> = {
  Array: newArray,
  Binary: newBinary,
  Boolean: newBoolean,
  Deferred: (given) => newObject('Deferred', ['name', 'arguments'], given),
  Error: (given) => newObject('Error', ['msg', 'kind', 'details', 'issue_code'], given),
  Float: newFloat,
  Hash: newHash,
  Integer: newInteger,
  NotUndef: ([value = null]) => value,
  Numeric: newNumeric,
  Regexp: newRegexp,
  SemVer: newSemVer,
  SemVerRange: newSemVerRange,
  Sensitive: ([value = null]) => (isKind(value, 'Sensitive') ? value : { [rich]: 'Sensitive', value }),
  String: ([value = null, formats]) => stringOf(value, formats),
  Struct: newHash,
  Timespan: newTimespan,
  Timestamp: newTimestamp,
  Tuple: newArray,
  Type: newType,
  URI: newUri,
};

/**
 * Makes a new value of a type as `T.new(…)`; whether it is one of the type's parameters too is the caller's to check.
 *
 * @throws FunctionFault as Puppet words it.
 */
export function construct(type: PuppetType, given: readonly PuppetValue[], host: ConstructHost): PuppetValue {
  const of = resolved(type);
  if ((of.kind === 'Optional' || of.kind === 'NotUndef') && of.type !== undefined)
    return construct(of.type, given, host);
  if (of.kind === 'Object' && of.name === 'Init') return constructInit(of, given, host);
  const name = typeName(of);
  const make = Object.hasOwn(constructors, name) ? constructors[name] : undefined;
  const signatures = constructorsOf(of);
  if (make === undefined || signatures === undefined) {
    throw new FunctionFault(`Creation of new instance of type '${printType(type)}' is not supported`);
  }
  checkConstruction(name, signatures, given, host);
  if (isHashForm(signatures, given, host)) return make(positional(name, signatures, given), host);
  return make(given, host);
}

/**
 * Makes sure that one of a type's constructors takes the arguments.
 *
 * @throws FunctionFault as Puppet words it.
 */
export function checkConstruction(
  name: string,
  signatures: readonly Signature[],
  given: readonly PuppetValue[],
  host: ConstructHost,
): void {
  const fault = argumentsFault(names[name] ?? `new_${name}`, signatures, given, undefined, host.findAlias);
  if (fault === undefined) return;
  const isCount = /expects (?:\d+|between \d+ and \d+|at least \d+) argument/.test(fault);
  throw new FunctionFault((isCount ? undefined : refusal(name, given)) ?? fault);
}

const numeric: ReadonlySet<string> = new Set(['Boolean', 'Float', 'Integer', 'Numeric', 'Array']);

/** What numbers, booleans and arrays say of a value that they cannot be made from. */
function refusal(name: string, [from, radix]: readonly PuppetValue[]): string | undefined {
  if (!numeric.has(name) || from === undefined || entriesOf(from) !== undefined) return undefined;
  if (name === 'Integer' && typeof radix === 'number') {
    return `Illegal radix: ${radix}, expected 2, 8, 10, 16, or default`;
  }
  if (typeof from === 'string') return `'${names[name] ?? ''}' The string '${from}' cannot be converted to ${name}`;
  const type = printType(generalize(inferReduced(from)));
  return `'${names[name] ?? ''}' Value of type ${type} cannot be converted to ${name}`;
}

/** Whether the only argument is a hash that names the arguments. */
function isHashForm(signatures: readonly Signature[], given: readonly PuppetValue[], host: ConstructHost): boolean {
  const [only = null, second] = given;
  if (second !== undefined || entriesOf(only) === undefined) return false;
  return signatures.some(
    (signature) =>
      /^(?:hash|hash_args?)$/.test(signature.parameters[0]?.name ?? '') && accepts(signature, given, host.findAlias),
  );
}

/** Constructors that take a hash whole. */
const wholeHash: ReadonlySet<string> = new Set(['Deferred', 'Error', 'Timespan', 'URI']);

/** The values of a hash in the order in which the positional form takes them. */
function positional(
  name: string,
  signatures: readonly Signature[],
  given: readonly PuppetValue[],
): readonly PuppetValue[] {
  const [hash = null] = given;
  if (wholeHash.has(name)) return given;
  const keys = (entriesOf(hash) ?? []).map(([key]) => textOf(key));
  // SemVer and Binary have a form by parts beside the one from a text.
  const form = signatures.find(({ parameters }) => {
    const own = parameters.map((parameter) => parameter.name);
    return keys.every((key) => own.includes(key));
  });
  if (form === undefined) {
    if (name === 'Binary') return [entry(hash, 'value') ?? null, ...optional(entry(hash, 'format'))];
    return given;
  }
  const values = form.parameters.map((parameter) => entry(hash, parameter.name));
  while (values.length > 0 && values.at(-1) === undefined) values.pop();
  return values.map((value) => value ?? { [rich]: 'Default' });
}

function optional(value: PuppetValue | undefined): readonly PuppetValue[] {
  return value === undefined ? [] : [value];
}

/** `Init[T, …]` makes a T from its argument and the others that it names. */
function constructInit(
  of: PuppetType & { readonly kind: 'Object' },
  given: readonly PuppetValue[],
  host: ConstructHost,
): PuppetValue {
  const inner = parseType(`Tuple${of.parameters}`, host.findAlias).expression;
  if (of.parameters === '' || inner?.kind !== 'access') {
    throw new FunctionFault("Creation of new instance of type 'Init' is not supported");
  }
  const [first, ...rest] = inner.keys;
  const text = `Tuple${of.parameters}`;
  const type = first === undefined ? undefined : parseType(text.slice(first.start, first.end), host.findAlias).type;
  if (type === undefined)
    throw new FunctionFault(`Creation of new instance of type '${printType(of)}' is not supported`);
  const others = rest.map((key): PuppetValue => {
    if (key.kind === 'string') return key.value;
    return key.kind === 'number' ? Number(key.text) : key.kind === 'true';
  });
  return construct(type, [...given, ...others], host);
}

/** The types of the objects that Puppet itself defines. */
function newObject(name: string, attributes: readonly string[], given: readonly PuppetValue[]): PuppetValue {
  const [first = null] = given;
  const pairs =
    given.length === 1 && entriesOf(first) !== undefined
      ? attributes.map((key) => [key, entry(first, key)] as const)
      : attributes.map((key, index) => [key, given[index]] as const);
  const set = pairs.filter((pair): pair is [string, PuppetValue] => pair[1] !== undefined);
  const [, title = ''] = set[0] ?? [];
  if (name === 'Deferred' && !/^\$?[a-z]\w*(?:::[a-z]\w*)*$/.test(textOf(title))) {
    throw new FunctionFault(`'new_Deferred' parameter 'name' expects the name of a function, got ${sourceOf(title)}`);
  }
  return {
    [rich]: 'Object',
    type: { kind: 'Object', name, parameters: '' },
    attributes: Object.fromEntries(set) satisfies PuppetObject,
  };
}

function newRegexp([pattern = '', escapes = false]: readonly PuppetValue[]): PuppetValue {
  const text = textOf(pattern);
  const source = escapes === true ? text.replace(/[.*?+^$|\\()[\]{}-]/g, '\\$&') : text;
  if (regexOf(source) === undefined) throw new FunctionFault(regexFault(source));
  return { [rich]: 'Regexp', source };
}

function newType([text = '']: readonly PuppetValue[], { findAlias }: ConstructHost): PuppetValue {
  const { type, faults } = parseType(textOf(text), findAlias);
  const [fault] = faults;
  if (type === undefined || fault !== undefined)
    throw new FunctionFault(fault?.message.split(',')[0] ?? 'No data type');
  return { [rich]: 'Type', type };
}
