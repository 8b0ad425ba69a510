import { isInstance } from '../../types/instance.ts';
import { type FindAlias, parseType } from '../../types/read-type.ts';
import type { PuppetType } from '../../types/type.ts';
import { type PuppetValue, rich } from '../../types/value.ts';
import { callClosure, callFunction } from '../call.ts';
import { type Evaluation, EvaluationError, FunctionFault, wait } from '../evaluation.ts';
import { type NativeCall, placeOf } from '../frame.ts';
import { mismatches } from '../mismatches.ts';
import { sourceOf, textOf } from '../value-text.ts';
import { entry, isKind } from '../values.ts';
import { isHash } from './elements.ts';
import type { NativeTable } from './table.ts';

/** Functions that ask Hiera. */
export const lookupFunctions: NativeTable = {
  lookup: (call) => lookUpKeys(call, readArguments(call)),
  hiera: (call) => lookUpKeys(call, readOldArguments(call, 'first')),
  hiera_array: (call) => lookUpKeys(call, readOldArguments(call, 'unique')),
  hiera_hash: (call) => lookUpKeys(call, readOldArguments(call, 'hash')),
};

/** What is looked up, and what there is instead. */
interface Wanted {
  readonly names: readonly string[];
  readonly type: PuppetType | undefined;
  /** Null leaves it to `lookup_options`. */
  readonly merge: PuppetValue;
  /** Undefined where there is none; null is one. */
  readonly default: PuppetValue | undefined;
  readonly overrides: PuppetValue;
  readonly defaults: PuppetValue;
}

/** `lookup(name, type, merge, default)`, `lookup(name, options)` or `lookup(options)`; the dispatch has checked them. */
function readArguments({ arguments: given }: NativeCall): Wanted {
  const [first = null, second = null, third = null] = given;
  const options = isHash(first) ? first : given.length === 2 && isHash(second) ? second : undefined;
  const of = (key: string): PuppetValue | undefined => (options === undefined ? undefined : entry(options, key));
  const type = options === undefined ? second : (of('value_type') ?? null);
  return {
    names: namesOf(isHash(first) ? (of('name') ?? null) : first),
    type: isKind(type, 'Type') ? type.type : undefined,
    merge: options === undefined ? third : (of('merge') ?? null),
    default: options === undefined ? given[3] : of('default_value'),
    overrides: of('override') ?? null,
    defaults: of('default_values_hash') ?? null,
  };
}

function readOldArguments({ arguments: [key = '', fallback] }: NativeCall, merge: string): Wanted {
  return { names: [textOf(key)], type: undefined, merge, default: fallback, overrides: null, defaults: null };
}

function namesOf(value: PuppetValue): readonly string[] {
  return Array.isArray(value) ? (value as readonly PuppetValue[]).map(textOf) : [textOf(value)];
}

/** The first of the names that has a value: overrides before data, and what the caller gave for want of any. */
function* lookUpKeys(call: NativeCall, wanted: Wanted): Evaluation {
  const { names, type, overrides, defaults, merge } = wanted;
  for (const name of names) {
    const override = entry(overrides, name);
    if (override !== undefined) return checked(`Value found for key '${name}' in override hash`, type, override);
    const value = yield* lookUpKey(call, name, merge);
    if (value !== undefined) return checked('Found value', type, value);
  }
  for (const name of names) {
    const value = entry(defaults, name);
    if (value !== undefined) return checked(`Value found for key '${name}' in default values hash`, type, value);
  }
  const { block, frame, node } = call;
  if (block !== undefined) {
    const asked = names.length === 1 ? (names[0] ?? '') : names;
    return checked('Value returned from default block', type, yield* callClosure(block, [asked]));
  }
  if (wanted.default !== undefined) return checked('Default value', type, wanted.default);
  const which =
    names.length === 1 ? `the name '${names[0]}'` : `any of the names [${names.map((name) => `'${name}'`).join(', ')}]`;
  throw new EvaluationError(`Function lookup() did not find a value for ${which}`, placeOf(frame, node));
}

function* lookUpKey(call: NativeCall, name: string, merge: PuppetValue): Evaluation<PuppetValue | undefined> {
  const { frame, node } = call;
  try {
    const answer = yield* wait(() => frame.host.lookup(name, merge));
    if (answer?.convertTo === undefined) return answer?.value;
    return yield* converted(call, name, answer.value, answer.convertTo);
  } catch (error) {
    if (!(error instanceof EvaluationError) || error.place !== undefined) throw error;
    throw new EvaluationError(error.message, placeOf(frame, node), { cause: error });
  }
}

function* converted(
  { frame, node }: NativeCall,
  key: string,
  value: PuppetValue,
  [named = null, ...more]: readonly PuppetValue[],
): Evaluation {
  const type = typeof named === 'string' ? typeOf(named, frame.host.findAlias, key) : named;
  try {
    return yield* callFunction(frame, node, 'new', [type, value, ...more], undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : sourceOf(value);
    throw new EvaluationError(`The convert_to lookup_option for key '${key}' raised error: ${reason}`, undefined, {
      cause: error,
    });
  }
}

function typeOf(text: string, findAlias: FindAlias, key: string): PuppetValue {
  const { type, faults } = parseType(text, findAlias);
  const [fault] = faults;
  if (type !== undefined && fault === undefined) return { [rich]: 'Type', type };
  throw new EvaluationError(
    `Invalid data type in lookup_options for key '${key}' could not parse '${text}', error: '${fault?.message ?? ''}`,
  );
}

function checked(subject: string, type: PuppetType | undefined, value: PuppetValue): PuppetValue {
  if (type === undefined || isInstance(type, value)) return value;
  throw new FunctionFault(mismatches(`${subject} has wrong type,`, type, value));
}
