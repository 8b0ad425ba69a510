import { commonTypeOf } from './common-type.ts';
import { generalize } from './generalize.ts';
import { oneOf } from './normalize-type.ts';
import { partsOfUri } from './ranged-readers.ts';
import { printVersion } from './semantic-version.ts';
import { literal, type PuppetType, type Range, undefType } from './type.ts';
import { entriesOf, isRich, type PuppetValue, type RichValue, rich } from './value.ts';
import { whole } from './whole-number.ts';

const nothing: Range = { min: 0, max: 0 };

/** The narrowest type of a value: tuples and structs of exactly what is there, as Puppet's `infer_set`. */
export function inferType(value: PuppetValue): PuppetType {
  if (Array.isArray(value)) {
    const list: readonly PuppetValue[] = value;
    if (list.length === 0) return { kind: 'Array', element: { kind: 'Unit' }, size: nothing };
    return { kind: 'Tuple', types: list.map(inferType) };
  }
  const entries = entriesOf(value);
  if (entries === undefined) return inferOne(value);
  if (entries.length === 0) return { kind: 'Hash', key: { kind: 'Unit' }, value: { kind: 'Unit' }, size: nothing };
  if (entries.some(([key]) => typeof key !== 'string' || key === '')) {
    const key = oneOf(entries.map(([each]) => inferType(each)));
    return { kind: 'Hash', key, value: oneOf(entries.map(([, each]) => inferType(each))), size: sized(entries) };
  }
  const fields = entries.map(([name, each]) => {
    const keyForm = each === null ? ('NotUndef' as const) : ('plain' as const);
    return { name: String(name), optional: false, keyForm, value: inferType(each) };
  });
  return { kind: 'Struct', entries: fields };
}

/** The type of a value where all elements of a collection share one type, as Puppet's `infer`. */
export function inferReduced(value: PuppetValue): PuppetType {
  if (Array.isArray(value)) {
    const list: readonly PuppetValue[] = value;
    return { kind: 'Array', element: shared(list), size: sized(list) };
  }
  const entries = entriesOf(value);
  if (entries === undefined) return isRich(value) && value[rich] === 'SemVer' ? { kind: 'SemVer' } : inferOne(value);
  const [key, each] = [shared(entries.map(([name]) => name)), shared(entries.map(([, one]) => one))];
  return { kind: 'Hash', key, value: each, size: sized(entries) };
}

function shared(values: readonly PuppetValue[]): PuppetType {
  const words = [...new Set(values.filter((value) => typeof value === 'string'))];
  const others = values.filter((value) => typeof value !== 'string').map(inferReduced);
  // Strings one by one would make an Enum that grows with each.
  if (words.length > 1) others.unshift({ kind: 'Enum', values: words, caseInsensitive: false });
  else others.unshift(...words.map(literal));
  return commonTypeOf(others) ?? { kind: 'Unit' };
}

/** The type of a value that holds no others. */
function inferOne(value: PuppetValue): PuppetType {
  switch (typeof value) {
    case 'boolean':
      return { kind: 'Boolean', value };
    case 'string':
      return literal(value);
    case 'bigint':
      return { kind: 'Integer', range: { min: whole(value), max: whole(value) } };
    case 'number':
      return { kind: Number.isInteger(value) ? 'Integer' : 'Float', range: { min: value, max: value } };
    default:
      return isRich(value) ? inferRich(value) : undefType;
  }
}

function inferRich(value: RichValue): PuppetType {
  switch (value[rich]) {
    case 'Float':
      return { kind: 'Float', range: { min: value.value, max: value.value } };
    case 'Regexp':
      return { kind: 'Regexp', pattern: value.source };
    case 'Sensitive':
      return { kind: 'Sensitive', type: generalize(inferReduced(value.value)) };
    case 'Timestamp':
    case 'Timespan':
      return { kind: value[rich], min: value.nanoseconds, max: value.nanoseconds };
    case 'SemVer': {
      const { version } = value;
      const text = `${printVersion(version)} - ${printVersion(version)}`;
      return { kind: 'SemVer', ranges: [{ text, intervals: [{ min: version, max: version }] }] };
    }
    case 'URI':
      return { kind: 'URI', parts: partsOfUri(value.uri) };
    case 'Type':
      return { kind: 'Type', type: value.type };
    case 'Object':
    case 'Callable':
      return value.type;
    case 'Iterator':
      return value.element === undefined ? { kind: 'Iterator' } : { kind: 'Iterator', type: value.element };
    case 'Default':
    case 'SemVerRange':
    case 'Binary':
      return { kind: value[rich] };
    case 'Hash':
      return inferType(value);
  }
}

function sized(entries: readonly unknown[]): Range {
  return { min: entries.length, max: entries.length };
}
