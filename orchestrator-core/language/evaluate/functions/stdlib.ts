import { base64, decodeEscaped, encodeUtf8 } from '../../../common/index.ts';
import { isInstance } from '../../types/instance.ts';
import { entriesOf, type PuppetValue } from '../../types/value.ts';
import { boundElements } from '../bounds.ts';
import { readBase64 } from '../construct/rich-values.ts';
import { FunctionFault } from '../evaluation.ts';
import type { NativeFunction } from '../frame.ts';
import { prettyJson } from '../pretty-json.ts';
import { readJson } from '../read-json.ts';
import { richJson, toRichData } from '../rich-data.ts';
import { textOf } from '../value-text.ts';
import { entry, hashOf, identity, isKind, readNumber, regexFault, regexOf } from '../values.ts';
import { flattened } from './collections.ts';
import { isHash } from './elements.ts';
import type { NativeTable } from './table.ts';

const merge: NativeFunction = ({ arguments: given }) =>
  hashOf(hashesIn('merge', given).flatMap((hash) => entriesOf(hash) ?? []));
const toJson: NativeFunction = ({ arguments: [value = null] }) => richJson(toRichData(value));
const toJsonPretty: NativeFunction = ({ arguments: [value = null, skipsUndef] }) =>
  `${prettyJson(skipsUndef === true ? withoutUndef(value) : value)}\n`;

/** The functions of the module stdlib that plans use and that it has in Ruby. */
export const stdlibFunctions: NativeTable = {
  merge,
  'stdlib::merge': merge,
  to_json: toJson,
  'stdlib::to_json': toJson,
  to_json_pretty: toJsonPretty,
  'stdlib::to_json_pretty': toJsonPretty,
  pick: ({ arguments: given }) => {
    const found = given.find((value) => value !== null && value !== '');
    if (found === undefined) throw new FunctionFault('pick(): must receive at least one non empty value');
    return found;
  },
  pick_default: ({ arguments: given }) => {
    if (given.length === 0) throw new FunctionFault('Must receive at least one argument.');
    return given.find((value) => value !== null && value !== '') ?? given.at(-1) ?? null;
  },
  deep_merge: ({ arguments: given }) => {
    if (given.length < 2) throw wrongCount('deep_merge', given);
    return hashesIn('deep_merge', given).reduce(deepMerge, hashOf([]));
  },
  parsejson: ({ arguments: [text = '', ...fallback] }) => parsedJson('parsejson', textOf(text), fallback),
  bool2str: ({ arguments: [value = null, yes = 'true', no = 'false'] }) => {
    if (typeof value !== 'boolean') throw new FunctionFault('bool2str(): Requires a boolean to work with');
    return value ? yes : no;
  },
  basename: ({ arguments: [path = '', extension = ''] }) => {
    const name = textOf(path).replace(/\/+$/, '').split('/').at(-1) ?? '';
    const end = textOf(extension);
    if (name === '') return textOf(path) === '' ? '' : '/';
    if (end === '.*') return name.replace(/(?<=.)\.[^.]*$/, '');
    return end !== '' && name.endsWith(end) && name !== end ? name.slice(0, -end.length) : name;
  },
  dirname: ({ arguments: [path = ''] }) => {
    const text = textOf(path).replace(/(?<=.)\/+$/, '');
    if (!text.includes('/')) return '.';
    return text.replace(/\/+[^/]*$/, '') || '/';
  },
  intersection: ({ arguments: [a = null, b = null] }) => {
    const others = new Set(listOf('intersection', b).map(identity));
    return distinct(listOf('intersection', a)).filter((value) => others.has(identity(value)));
  },
  union: ({ arguments: given }) => distinct(given.flatMap((each) => listOf('union', each))),
  difference: ({ arguments: [a = null, b = null] }) => {
    const gone = new Set(listOf('difference', b).map(identity));
    return listOf('difference', a).filter((value) => !gone.has(identity(value)));
  },
  member: ({ arguments: [list = null, wanted = null] }) => {
    const known = new Set(listOf('member', list).map(identity));
    return (Array.isArray(wanted) ? (wanted as readonly PuppetValue[]) : [wanted]).every((each) =>
      known.has(identity(each)),
    );
  },
  concat: ({ arguments: [list = null, ...others] }) => [...listOf('concat', list), ...others.flat()] as PuppetValue,
  reject: ({ arguments: [list = null, pattern = ''] }) => {
    const regex = regexIn(textOf(pattern));
    return listOf('reject', list).filter((value) => !regex.test(textOf(value)));
  },
  grep: ({ arguments: [list = null, pattern = ''] }) => {
    const regex = regexIn(textOf(pattern));
    return listOf('grep', list).filter((value) => regex.test(textOf(value)));
  },
  delete_undef_values: ({ arguments: [of = null] }) => {
    if (Array.isArray(of)) return (of as readonly PuppetValue[]).filter((value) => value !== null);
    if (isHash(of)) return hashOf((entriesOf(of) ?? []).filter(([, value]) => value !== null));
    throw new FunctionFault(`delete_undef_values(): expected an array or hash, got ${textOf(of)}`);
  },
  delete: ({ arguments: [of = null, gone = null] }) => {
    const all = new Set((Array.isArray(gone) ? (gone as readonly PuppetValue[]) : [gone]).map(identity));
    if (typeof of === 'string')
      return flattened([gone])
        .map(textOf)
        .reduce((text, each) => text.replaceAll(each, ''), of);
    if (isHash(of)) return hashOf((entriesOf(of) ?? []).filter(([key]) => !all.has(identity(key))));
    return listOf('delete', of).filter((value) => !all.has(identity(value)));
  },
  count: ({ arguments: [of = null, ...wanted] }) => {
    const values = isHash(of) ? (entriesOf(of) ?? []).map(([key, value]) => [key, value]) : listOf('count', of);
    const [only] = wanted;
    if (only !== undefined) return values.filter((value) => identity(value) === identity(only)).length;
    return values.filter((value) => value !== null && value !== '').length;
  },
  zip: ({ arguments: [a = null, b = null, flat = false] }) => {
    const others = listOf('zip', b);
    const pairs = listOf('zip', a).map((value, index): PuppetValue => [value, others[index] ?? null]);
    return flat === true ? flattened(pairs) : pairs;
  },
  range: ({ arguments: [start = null, stop = null, step = 1] }) => rangeOf(start, stop, step),
  reverse: ({ arguments: [of = null] }) =>
    typeof of === 'string' ? [...of].reverse().join('') : listOf('reverse', of).toReversed(),
  join_keys_to_values: ({ arguments: [hash = null, separator = ''] }) => {
    const one = (key: PuppetValue, value: PuppetValue) => textOf(key) + textOf(separator) + textOf(value);
    return (entriesOf(hash) ?? []).flatMap(([key, value]) =>
      Array.isArray(value) ? (value as readonly PuppetValue[]).map((each) => one(key, each)) : [one(key, value)],
    );
  },
  base64: ({ arguments: [action = '', text = '', method = 'default'] }) => {
    if (action === 'decode') {
      return decodeEscaped(readBase64(textOf(text).replaceAll('-', '+').replaceAll('_', '/').replace(/\s/g, '')));
    }
    if (action !== 'encode') {
      throw new FunctionFault("base64(): the first argument must be one of 'encode' or 'decode'");
    }
    const encoded = base64(encodeUtf8(textOf(text)));
    if (method === 'strict') return encoded;
    if (method === 'urlsafe') return encoded.replaceAll('+', '-').replaceAll('/', '_');
    return encoded.replace(/.{1,60}/g, '$&\n');
  },
  is_a: ({ arguments: [value = null, type = null] }) => isKind(type, 'Type') && isInstance(type.type, value),
};

/** A JSON text as a value; where it is none, the fallback, if there is one. */
export function parsedJson(name: string, text: string, [fallback]: readonly PuppetValue[]): PuppetValue {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (fallback === undefined) throw new FunctionFault(`${name}(): ${error.message}`);
    return fallback;
  }
}

function wrongCount(name: string, given: readonly PuppetValue[]): FunctionFault {
  return new FunctionFault(`${name}(): wrong number of arguments (${given.length}; must be at least 2)`);
}

/** Arguments that are hashes; those that are undef or empty strings are left out. */
function hashesIn(name: string, given: readonly PuppetValue[]): readonly PuppetValue[] {
  return given.filter((value) => {
    if (value === null || value === '') return false;
    if (isHash(value)) return true;
    throw new FunctionFault(`${name}: unexpected argument '${textOf(value)}', only expects hash arguments`);
  });
}

function deepMerge(a: PuppetValue, b: PuppetValue): PuppetValue {
  return hashOf([
    ...(entriesOf(a) ?? []),
    ...(entriesOf(b) ?? []).map(([key, value]): [PuppetValue, PuppetValue] => {
      const before = entry(a, key) ?? null;
      return [key, isHash(before) && isHash(value) ? deepMerge(before, value) : value];
    }),
  ]);
}

function listOf(name: string, value: PuppetValue): readonly PuppetValue[] {
  if (Array.isArray(value)) return value;
  throw new FunctionFault(`${name}(): expected an array, got '${textOf(value)}'`);
}

function distinct(values: readonly PuppetValue[]): readonly PuppetValue[] {
  return [...new Map([...values].reverse().map((value) => [identity(value), value])).values()].reverse();
}

function regexIn(source: string): RegExp {
  const regex = regexOf(source);
  if (regex === undefined) throw new FunctionFault(regexFault(source));
  return regex;
}

function withoutUndef(value: PuppetValue): PuppetValue {
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).filter((each) => each !== null).map(withoutUndef);
  const entries = entriesOf(value);
  if (entries === undefined) return value;
  return hashOf(entries.filter(([, each]) => each !== null).map(([key, each]) => [key, withoutUndef(each)]));
}

/** JSON in lines, as Ruby's `JSON.pretty_generate` lays it out. */
/** Whole numbers, or letters, from one to the other. */
function rangeOf(start: PuppetValue, stop: PuppetValue, step: PuppetValue): PuppetValue {
  const number = (value: PuppetValue) => Number(typeof value === 'string' ? (readNumber(value) ?? Number.NaN) : value);
  const [from, to, by] = [number(start), number(stop), Math.abs(number(step)) || 1];
  if (Number.isInteger(from) && Number.isInteger(to)) {
    const length = Math.max(0, Math.floor((to - from) / by) + 1);
    boundElements(length);
    return Array.from({ length }, (_, index) => from + index * by);
  }
  const [first, last] = [textOf(start), textOf(stop)];
  const [, prefix = '', digits = ''] = /^(.*?)(\d+)$/s.exec(first) ?? [];
  const [, other = '', end = ''] = /^(.*?)(\d+)$/s.exec(last) ?? [];
  if (digits !== '' && end !== '' && prefix === other) {
    const length = Math.floor((Number(end) - Number(digits)) / by) + 1;
    boundElements(length);
    return Array.from({ length: Math.max(0, length) }, (_, index) => {
      return prefix + String(Number(digits) + index * by).padStart(digits.length, '0');
    });
  }
  if (!/^[a-zA-Z]$/.test(first) || !/^[a-zA-Z]$/.test(last)) {
    throw new FunctionFault(`range(): cannot go from '${first}' to '${last}'`);
  }
  const length = Math.max(0, Math.floor((last.charCodeAt(0) - first.charCodeAt(0)) / by) + 1);
  return Array.from({ length }, (_, index) => String.fromCharCode(first.charCodeAt(0) + index * by));
}
