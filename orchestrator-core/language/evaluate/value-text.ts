import { base64 } from '../../common/index.ts';
import { printType, quote } from '../types/print-type.ts';
import { printVersion } from '../types/semantic-version.ts';
import { printTimespan, printTimestamp } from '../types/time.ts';
import { entriesOf, isRich, type PuppetValue, type RichValue, rich } from '../types/value.ts';
import { objectOwnText, plainData } from './object-data.ts';

/** How a value looks inside a string: `"${value}"`. Strings in collections have no quotes, undef is nothing. */
export function textOf(value: PuppetValue): string {
  return print(value, plain);
}

/** How a value looks in Puppet source, as Puppet's `%p` prints it: strings quoted, undef by its name. */
export function sourceOf(value: PuppetValue): string {
  return print(value, source);
}

interface Style {
  readonly string: (text: string) => string;
  readonly undef: string;
  readonly float: (value: number) => string;
}

const plain: Style = { string: (text) => text, undef: '', float: floatText };
const source: Style = { string: quote, undef: 'undef', float: floatText };

function print(value: PuppetValue, style: Style): string {
  if (value === null) return style.undef;
  if (typeof value === 'string') return style.string(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : style.float(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((each: PuppetValue) => print(each, style)).join(', ')}]`;
  const entries = entriesOf(value);
  if (entries !== undefined) {
    return `{${entries.map(([key, each]) => `${print(key, style)} => ${print(each, style)}`).join(', ')}}`;
  }
  return isRich(value) ? richText(value, style) : '';
}

function richText(value: RichValue, style: Style): string {
  switch (value[rich]) {
    case 'Default':
      return 'default';
    case 'Float':
      return style.float(value.value);
    case 'Regexp':
      return `/${value.source}/`;
    case 'Sensitive':
      return 'Sensitive [value redacted]';
    case 'Timestamp':
      return style.string(printTimestamp(value.nanoseconds));
    case 'Timespan':
      return style.string(printTimespan(value.nanoseconds));
    case 'SemVer':
      return style.string(printVersion(value.version));
    case 'SemVerRange':
      return style.string(value.range.text);
    case 'Binary':
      return style.string(base64(value.bytes));
    case 'URI':
      return style.string(value.uri);
    case 'Type':
      return printType(value.type);
    case 'Object':
      return objectText(value, style);
    case 'Callable':
      return printType(value.type);
    case 'Iterator':
      return 'Iterator-Value';
    case 'Hash':
      return '';
  }
}

/** Objects are printed as the calls that make them, but for those that have a text of their own. */
function objectText(value: RichValue & { readonly [rich]: 'Object' }, style: Style): string {
  const own = objectOwnText(value, textOf);
  return own === undefined ? `${value.type.name}(${print(value.attributes, source)})` : style.string(own);
}

/** The value as data, with what JSON cannot say as text: Bolt's `to_data`. */
export function dataOf(value: PuppetValue): PuppetValue {
  return plainData(value, textOf);
}

/** A Float as Ruby's `to_s` has it: always with a fraction, with an exponent from 1e16 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    const power = Number(exponent);
    const two = String(Math.abs(power)).padStart(2, '0');
    return `${digits.includes('.') ? digits : `${digits}.0`}e${power < 0 ? '-' : '+'}${two}`;
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
