import { base64 } from '../../common/index.ts';
import { parseType } from '../types/read-type.ts';
import { parseVersion, parseVersionRange, printVersion } from '../types/semantic-version.ts';
import { parseTimespan, parseTimestamp, printTimespan, printTimestamp } from '../types/time.ts';
import { entriesOf, isRich, type PuppetObject, type PuppetValue, type RichValue, rich } from '../types/value.ts';
import { readBase64 } from './construct/rich-values.ts';
import { typeData } from './type-data.ts';
import { float, hashOf } from './values.ts';

/** A value as JSON has words for it. A Map keeps the order of keys that look like numbers. */
export type Data = null | boolean | number | bigint | string | readonly Data[] | DataMap | FloatData;
export type DataMap = ReadonlyMap<string, Data>;
/** A Float without a fraction, which JSON can write and JavaScript's numbers cannot tell. */
export interface FloatData {
  readonly float: number;
}

/** A value as Puppet's rich data: what JSON has no word for is `{"__ptype": …, "__pvalue": …}`. */
export function toRichData(value: PuppetValue): Data {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(toRichData);
  const entries = entriesOf(value);
  if (entries !== undefined) {
    const isPlain = entries.every(([key]) => typeof key === 'string' && key !== '__ptype');
    if (isPlain) return new Map(entries.map(([key, each]) => [String(key), toRichData(each)]));
    return tagged(
      'Hash',
      entries.flatMap(([key, each]) => [toRichData(key), toRichData(each)]),
    );
  }
  return isRich(value) ? richData(value) : null;
}

function tagged(type: string, value: Data): DataMap {
  return new Map<string, Data>([
    ['__ptype', type],
    ['__pvalue', value],
  ]);
}

function richData(value: RichValue): Data {
  switch (value[rich]) {
    case 'Float':
      return { float: value.value };
    case 'Default':
      return new Map([['__ptype', 'Default']]);
    case 'Regexp':
      return tagged('Regexp', value.source);
    case 'Sensitive':
      return tagged('Sensitive', toRichData(value.value));
    case 'Timestamp':
      return tagged('Timestamp', printTimestamp(value.nanoseconds));
    case 'Timespan':
      return tagged('Timespan', printTimespan(value.nanoseconds));
    case 'SemVer':
      return tagged('SemVer', printVersion(value.version));
    case 'SemVerRange':
      return tagged('SemVerRange', value.range.text);
    case 'Binary':
      return tagged('Binary', base64(value.bytes));
    case 'URI':
      return tagged('URI', value.uri);
    case 'Type':
      return typeData(value.type);
    case 'Object': {
      const attributes = Object.entries(value.attributes).filter(([, each]) => each !== null);
      return new Map<string, Data>([
        ['__ptype', value.type.name],
        ...attributes.map(([name, each]) => [name, toRichData(each)] as const),
      ]);
    }
    case 'Callable':
    case 'Iterator':
    case 'Hash':
      return null;
  }
}

/** Rich data as JSON. */
export function richJson(data: Data): string {
  if (typeof data === 'bigint') return data.toString();
  if (data === null || typeof data !== 'object') return JSON.stringify(data);
  if (Array.isArray(data)) return `[${(data as readonly Data[]).map(richJson).join(',')}]`;
  if (isMap(data)) return `{${[...data].map(([key, each]) => `${JSON.stringify(key)}:${richJson(each)}`).join(',')}}`;
  const { float: number } = data as FloatData;
  if (!Number.isFinite(number)) return 'null';
  return Number.isInteger(number) && Math.abs(number) < 1e16 ? number.toFixed(1) : JSON.stringify(number);
}

function isMap(data: Data): data is DataMap {
  return data instanceof Map;
}

/** The value that rich data stands for; what is of another type stays a hash, as do data types (`Pcore::…`). */
export function fromRichData(data: Data): PuppetValue {
  if (data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) return (data as readonly Data[]).map(fromRichData);
  if (!isMap(data)) return float((data as FloatData).float);
  const type = data.get('__ptype');
  const known = typeof type === 'string' ? fromTagged(type, data) : undefined;
  return known ?? hashOf([...data].map(([key, each]) => [key, fromRichData(each)]));
}

function fromTagged(type: string, data: DataMap): PuppetValue | undefined {
  const value = data.get('__pvalue') ?? null;
  if (type === 'Default') return { [rich]: 'Default' };
  if (type === 'Sensitive') return { [rich]: 'Sensitive', value: fromRichData(value) };
  if (type === 'Hash' && Array.isArray(value)) {
    const list = (value as readonly Data[]).map(fromRichData);
    return hashOf(list.flatMap((key, index) => (index % 2 === 0 ? [[key, list[index + 1] ?? null] as const] : [])));
  }
  if (objectTypes.has(type)) {
    const attributes = [...data].filter(([key]) => key !== '__ptype').map(([key, each]) => [key, fromRichData(each)]);
    return {
      [rich]: 'Object',
      type: { kind: 'Object', name: type, parameters: '' },
      attributes: Object.fromEntries(attributes) as PuppetObject,
    };
  }
  return typeof value === 'string' ? fromText(type, value) : undefined;
}

/** The types of objects that the language and Bolt define; their attributes are all there is to them. */
const objectTypes: ReadonlySet<string> = new Set([
  'ApplyResult',
  'ContainerResult',
  'Deferred',
  'Error',
  'Future',
  'ResourceInstance',
  'Result',
  'ResultSet',
  'Target',
]);

function fromText(type: string, text: string): PuppetValue | undefined {
  switch (type) {
    case 'Regexp':
      return { [rich]: 'Regexp', source: text };
    case 'URI':
      return { [rich]: 'URI', uri: text };
    case 'Binary':
      return { [rich]: 'Binary', bytes: readBase64(text) };
    case 'Timestamp':
    case 'Timespan': {
      const nanoseconds = type === 'Timestamp' ? parseTimestamp(text) : parseTimespan(text);
      return nanoseconds === undefined ? undefined : { [rich]: type, nanoseconds };
    }
    case 'SemVer': {
      const version = parseVersion(text);
      return version === undefined ? undefined : { [rich]: 'SemVer', version };
    }
    case 'SemVerRange': {
      const range = parseVersionRange(text);
      return range === undefined ? undefined : { [rich]: 'SemVerRange', range };
    }
    case 'Type': {
      const { type: read } = parseType(text);
      return read === undefined ? undefined : { [rich]: 'Type', type: read };
    }
    default:
      return undefined;
  }
}
