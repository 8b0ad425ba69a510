import { constructorsOf } from '../../functions/members.ts';
import { generalize } from '../../types/generalize.ts';
import { inferReduced, inferType } from '../../types/infer-type.ts';
import { isInstance } from '../../types/instance.ts';
import { printType } from '../../types/print-type.ts';
import { parseType } from '../../types/read-type.ts';
import type { PuppetType } from '../../types/type.ts';
import { type PuppetValue, rich } from '../../types/value.ts';
import { callClosure, callFunction, isEvaluation } from '../call.ts';
import { checkConstruction, construct } from '../construct/construct.ts';
import { type Evaluation, FunctionFault } from '../evaluation.ts';
import type { NativeCall } from '../frame.ts';
import { mismatches } from '../mismatches.ts';
import { lookUp } from '../scope.ts';
import { formatTimespan, formatTimestamp } from '../time-format.ts';
import { textOf } from '../value-text.ts';
import { isKind } from '../values.ts';
import type { NativeTable } from './table.ts';

/** Functions about data types and values of theirs. */
export const typeFunctions: NativeTable = {
  new: function* (call) {
    const [type = null, ...given] = call.arguments;
    return yield* newValue(call, typeIn(call, type), given);
  },
  convert_to: function* (call) {
    const [value = null, type = null, ...rest] = call.arguments;
    return yield* newValue(call, typeIn(call, type), [value, ...rest]);
  },
  type: ({ arguments: [value = null, method = 'detailed'] }) => {
    const type = method === 'detailed' ? inferType(value) : inferReduced(value);
    return { [rich]: 'Type', type: method === 'generalized' ? withoutSizes(generalize(type)) : type };
  },
  assert_type: function* (call) {
    const [wanted = null, value = null] = call.arguments;
    const type = typeIn(call, wanted);
    if (isInstance(type, value)) return value;
    if (call.block !== undefined) {
      const actual: PuppetType = generalize(inferType(value));
      return yield* callClosure(call.block, [
        { [rich]: 'Type', type },
        { [rich]: 'Type', type: actual },
      ]);
    }
    throw new FunctionFault(mismatches('assert_type():', type, value));
  },
  unwrap: function* ({ arguments: [value = null], block }) {
    const inner = isKind(value, 'Sensitive') ? value.value : value;
    return block === undefined ? inner : yield* callClosure(block, [inner]);
  },
  strftime: ({ arguments: [time = null, format, zone] }) => {
    if (isKind(time, 'Timespan')) return formatTimespan(time.nanoseconds, textOf(format ?? '%D-%H:%M:%S.%-N'));
    if (!isKind(time, 'Timestamp')) throw new FunctionFault('strftime(): needs a Timestamp or a Timespan');
    const pattern = textOf(format ?? '%FT%T.%N %Z');
    return formatTimestamp(time.nanoseconds, pattern, zone === undefined ? undefined : textOf(zone));
  },
  defined: ({ frame, arguments: given }) =>
    given.some((each) => {
      if (typeof each !== 'string') return false;
      if (each.startsWith('$')) return lookUp(frame.scope, each.slice(1)) !== undefined;
      return each === 'main' || frame.host.hasResourceType(each.replace(/^::/, '').toLowerCase());
    }),
  call: function* ({ frame, node, arguments: [name = null, ...given], block }) {
    const text = textOf(name).replace(/^::/, '');
    const isKnown = frame.functions.has(text) || frame.host.natives.has(text);
    if (isKnown) return yield* callFunction(frame, node, text, given, block);
    return yield* callFunction(frame, node, text, given, block, () => new FunctionFault(`Unknown function '${text}'`));
  },
};

function* newValue(call: NativeCall, type: PuppetType, given: readonly PuppetValue[]): Evaluation {
  const { host } = call.frame;
  const [only = null] = given;
  const isInit = type.kind === 'Object' && type.name === 'Init';
  if (given.length === 1 && !isInit && isInstance(type, only)) return only;
  const value = (yield* constructLive(call, type, given)) ?? construct(type, given, host);
  if (!isInit && !isInstance(type, value)) {
    throw new FunctionFault(mismatches(`Converted value from ${printType(type)}.new() has wrong type,`, type, value));
  }
  return call.block === undefined ? value : yield* callClosure(call.block, [value]);
}

/** A value that someone else keeps; undefined where the type has none such. */
function* constructLive(
  call: NativeCall,
  type: PuppetType,
  given: readonly PuppetValue[],
): Evaluation<PuppetValue | undefined> {
  const { host } = call.frame;
  const signatures = type.kind === 'Object' && host.objects !== undefined ? constructorsOf(type) : undefined;
  if (type.kind !== 'Object' || signatures === undefined || host.objects?.constructs(type.name) !== true)
    return undefined;
  checkConstruction(type.name, signatures, given, host);
  const made = host.objects.construct(type.name, { ...call, arguments: given });
  return isEvaluation(made) ? yield* made : made;
}

function typeIn({ frame }: NativeCall, value: PuppetValue): PuppetType {
  if (isKind(value, 'Type')) return value.type;
  const { type, faults } = parseType(textOf(value), frame.host.findAlias);
  const [fault] = faults;
  if (type === undefined || fault !== undefined)
    throw new FunctionFault(fault?.message.split(',')[0] ?? 'No data type');
  return type;
}

/** Generalized types say nothing of how many elements there are. */
function withoutSizes(type: PuppetType): PuppetType {
  const size = { min: 0, max: Number.POSITIVE_INFINITY };
  if (type.kind === 'Array') return { ...type, element: withoutSizes(type.element), size };
  if (type.kind === 'Hash') return { ...type, key: withoutSizes(type.key), value: withoutSizes(type.value), size };
  return type;
}
