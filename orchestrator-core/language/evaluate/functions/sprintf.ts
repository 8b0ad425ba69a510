import { rubyInspect } from '../../../common/index.ts';
import { entriesOf, type PuppetValue } from '../../types/value.ts';
import { boundText } from '../bounds.ts';
import { FunctionFault } from '../evaluation.ts';
import { textOf } from '../value-text.ts';
import { entry, numeric, readNumber } from '../values.ts';

const directive = /%(?:<(\w+)>|\{(\w+)\})?([-+ 0#]*)(\d+|\*)?(?:\.(\d+))?(?:<(\w+)>)?([a-zA-Z%])?/g;

/**
 * Text from a format and its values as Ruby's `format`: `%d %s %p %f %e %g %x %o %b %c %%`, flags, width and precision,
 * and `%<name>d` and `%{name}` from a hash.
 *
 * @throws FunctionFault where a value is missing or will not do.
 */
export function formatted(format: string, values: readonly PuppetValue[]): string {
  let next = 0;
  const [hash = null] = values;
  const take = (): PuppetValue => {
    if (next >= values.length) throw new FunctionFault('too few arguments');
    next += 1;
    return values[next - 1] ?? null;
  };
  const named = (name: string): PuppetValue => {
    const found = entriesOf(hash) === undefined ? undefined : entry(hash, name);
    if (found === undefined) throw new FunctionFault(`key<${name}> not found`);
    return found;
  };
  return format.replace(
    directive,
    (
      written,
      before?: string,
      braced?: string,
      flags = '',
      width?: string,
      precision?: string,
      after?: string,
      kind?: string,
    ) => {
      if (braced !== undefined) return textOf(named(braced)) + (kind ?? '');
      if (kind === '%') return '%';
      if (kind === undefined) throw new FunctionFault(`malformed format string - ${written}`);
      const size = width === '*' ? Number(take()) : Number(width ?? 0);
      boundText(Math.max(size, Number(precision ?? 0)));
      const name = before ?? after;
      const value = name === undefined ? take() : named(name);
      return padded(
        one(kind, value, flags, precision === undefined ? undefined : Number(precision)),
        size,
        flags,
        kind,
      );
    },
  );
}

function one(kind: string, value: PuppetValue, flags: string, precision: number | undefined): string {
  switch (kind) {
    case 's':
      return shown(value).slice(0, precision);
    case 'p':
      return inspected(value).slice(0, precision);
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : textOf(value).slice(0, 1);
    case 'd':
    case 'i':
    case 'u':
      return signed(String(whole(value)).padStart(precision ?? 0, '0'), flags);
    case 'x':
    case 'X':
    case 'o':
    case 'b': {
      const digits = whole(value).toString({ x: 16, X: 16, o: 8, b: 2 }[kind]);
      const prefix = flags.includes('#') ? { x: '0x', X: '0X', o: '0', b: '0b' }[kind] : '';
      return signed(prefix + (kind === 'X' ? digits.toUpperCase() : digits), flags);
    }
    case 'f':
      return signed(real(value).toFixed(precision ?? 6), flags);
    case 'e':
    case 'E': {
      const text = real(value)
        .toExponential(precision ?? 6)
        .replace(/e([+-])(\d)$/, 'e$10$2');
      return signed(kind === 'E' ? text.toUpperCase() : text, flags);
    }
    case 'g':
    case 'G':
      return signed(String(Number(real(value).toPrecision(precision === 0 ? 1 : (precision ?? 6)))), flags);
    default:
      throw new FunctionFault(`malformed format string - %${kind}`);
  }
}

/** Collections are shown as Ruby's `inspect` has them, other values by their text. */
function shown(value: PuppetValue): string {
  return Array.isArray(value) || entriesOf(value) !== undefined ? inspected(value) : textOf(value);
}

function inspected(value: PuppetValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return rubyInspect(value);
  if (Array.isArray(value)) return `[${(value as readonly PuppetValue[]).map(inspected).join(', ')}]`;
  const entries = entriesOf(value);
  if (entries === undefined) return textOf(value);
  return `{${entries.map(([key, each]) => `${inspected(key)}=>${inspected(each)}`).join(', ')}}`;
}

function whole(value: PuppetValue): bigint {
  const number = numeric(value) ?? (typeof value === 'string' ? numeric(readNumber(value) ?? null) : undefined);
  if (number === undefined) throw new FunctionFault(`invalid value for Integer(): ${inspected(value)}`);
  return typeof number.value === 'bigint' ? number.value : BigInt(Math.floor(number.value));
}

function real(value: PuppetValue): number {
  const number = numeric(value) ?? (typeof value === 'string' ? numeric(readNumber(value) ?? null) : undefined);
  if (number === undefined) throw new FunctionFault(`invalid value for Float(): ${inspected(value)}`);
  return Number(number.value);
}

function signed(digits: string, flags: string): string {
  if (digits.startsWith('-')) return digits;
  return flags.includes('+') ? `+${digits}` : flags.includes(' ') ? ` ${digits}` : digits;
}

function padded(text: string, width: number, flags: string, kind: string): string {
  if (flags.includes('-') || width < 0) return text.padEnd(Math.abs(width));
  if (!flags.includes('0') || 'spc'.includes(kind)) return text.padStart(width);
  const [, sign = '', digits = ''] = /^([+\- ]?(?:0[xXb])?)(.*)$/s.exec(text) ?? [];
  return sign + digits.padStart(width - sign.length, '0');
}
