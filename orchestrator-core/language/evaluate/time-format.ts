import { FunctionFault } from './evaluation.ts';

const second = 1_000_000_000n;
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What stands for several directives. */
const short: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  R: '%H:%M',
  T: '%H:%M:%S',
  X: '%H:%M:%S',
  c: '%a %b %e %H:%M:%S %Y',
  h: '%b',
  r: '%I:%M:%S %p',
  v: '%e-%^b-%4Y',
  x: '%m/%d/%y',
  '+': '%a %b %e %H:%M:%S %Z %Y',
};

/** Minutes that a time zone such as `+02:00`, `UTC` or `Z` is ahead; undefined for one that is not known. */
export function offsetOf(zone: string): number | undefined {
  if (/^(?:UTC|GMT|Z)$/i.test(zone)) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A moment as text by the directives of Ruby's `strftime`, flags and widths included. */
export function formatTimestamp(nanoseconds: bigint, format: string, zone?: string): string {
  const offset = zone === undefined ? 0 : offsetOf(zone);
  if (offset === undefined) throw new FunctionFault(`Illegal timezone '${zone ?? ''}'`);
  const local = nanoseconds + BigInt(offset) * 60n * second;
  const fraction = ((local % second) + second) % second;
  const moment = new Date(Number((local - fraction) / 1_000_000n));
  const print = (text: string): string =>
    text.replace(
      /%([-0^#_:]*)(\d+)?([A-Za-z%+])/g,
      (written: string, flags: string, width: string | undefined, letter: string) => {
        const composed = short[letter];
        if (composed !== undefined) return laidOut(print(composed), flags, width, ' ');
        const part = partOf(moment, fraction, letter, {
          flags,
          width,
          offset,
          isZoned: zone !== undefined,
          nanoseconds,
        });
        if (part === undefined) return written;
        return laidOut(part.text, flags, width ?? part.width, part.filler);
      },
    );
  return print(format);
}

interface Part {
  readonly text: string;
  readonly width?: string;
  readonly filler: ' ' | '0';
}

interface PartContext {
  readonly flags: string;
  readonly width: string | undefined;
  readonly offset: number;
  readonly isZoned: boolean;
  readonly nanoseconds: bigint;
}

function partOf(moment: Date, fraction: bigint, letter: string, context: PartContext): Part | undefined {
  const number = (value: number | bigint, width: number, filler: ' ' | '0' = '0'): Part => {
    return { text: String(value), width: String(width), filler };
  };
  const word = (text: string): Part => ({ text, filler: ' ' });
  const hour = moment.getUTCHours();
  const year = moment.getUTCFullYear();
  const weekday = moment.getUTCDay();
  const dayOfYear = Math.floor(
    (Date.UTC(year, moment.getUTCMonth(), moment.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000,
  );
  switch (letter) {
    case 'Y':
      return number(year, 4);
    case 'C':
      return number(Math.floor(year / 100), 2);
    case 'y':
      return number(year % 100, 2);
    case 'm':
      return number(moment.getUTCMonth() + 1, 2);
    case 'B':
      return word(months[moment.getUTCMonth()] ?? '');
    case 'b':
      return word((months[moment.getUTCMonth()] ?? '').slice(0, 3));
    case 'd':
      return number(moment.getUTCDate(), 2);
    case 'e':
      return number(moment.getUTCDate(), 2, ' ');
    case 'j':
      return number(dayOfYear + 1, 3);
    case 'H':
      return number(hour, 2);
    case 'k':
      return number(hour, 2, ' ');
    case 'I':
      return number(((hour + 11) % 12) + 1, 2);
    case 'l':
      return number(((hour + 11) % 12) + 1, 2, ' ');
    case 'M':
      return number(moment.getUTCMinutes(), 2);
    case 'S':
      return number(moment.getUTCSeconds(), 2);
    case 'p':
      return word(context.flags.includes('#') ? (hour < 12 ? 'am' : 'pm') : hour < 12 ? 'AM' : 'PM');
    case 'P':
      return word(hour < 12 ? 'am' : 'pm');
    case 'L':
    case 'N': {
      const digits = Number(context.width ?? (letter === 'L' ? 3 : 9));
      return { text: String(fraction).padStart(9, '0').padEnd(digits, '0').slice(0, digits), filler: '0' };
    }
    case 's':
      return number((context.nanoseconds - fraction) / second, 1);
    case 'A':
      return word(days[weekday] ?? '');
    case 'a':
      return word((days[weekday] ?? '').slice(0, 3));
    case 'u':
      return number(weekday === 0 ? 7 : weekday, 1);
    case 'w':
      return number(weekday, 1);
    case 'U':
      return number(Math.floor((dayOfYear + 7 - weekday) / 7), 2);
    case 'W':
      return number(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7), 2);
    case 'V':
      return number(weekOf(moment).week, 2);
    case 'G':
      return number(weekOf(moment).year, 4);
    case 'g':
      return number(weekOf(moment).year % 100, 2);
    case 'Z':
      return word(context.isZoned && context.offset !== 0 ? '' : 'UTC');
    case 'z':
      return word(offsetText(context.offset, context.flags));
    case 'n':
      return word('\n');
    case 't':
      return word('\t');
    case '%':
      return word('%');
    default:
      return undefined;
  }
}

function offsetText(offset: number, flags: string): string {
  const size = Math.abs(offset);
  const [hours, minutes] = [Math.floor(size / 60), size % 60].map((each) => String(each).padStart(2, '0'));
  const colons = [...flags].filter((flag) => flag === ':').length;
  const separator = colons > 0 ? ':' : '';
  return `${offset < 0 ? '-' : '+'}${hours}${separator}${minutes}${colons > 1 ? ':00' : ''}`;
}

/** The week by ISO 8601, and the year that it belongs to. */
function weekOf(moment: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(moment.getTime());
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((moment.getUTCDay() + 6) % 7));
  const year = thursday.getUTCFullYear();
  return { year, week: 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 604_800_000) };
}

function laidOut(text: string, flags: string, width: string | undefined, filler: ' ' | '0'): string {
  const cased = flags.includes('^') ? text.toUpperCase() : text;
  if (flags.includes('-')) return cased;
  const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : filler;
  return cased.padStart(Math.min(Number(width ?? 0), 1000), fill);
}

/** Reads a moment by a format of Ruby's `strptime`; undefined where the text is not of that form. */
export function readTimestamp(text: string, format: string, zone?: string): bigint | undefined {
  const plain = (letters: string): string =>
    letters.replace(/%([A-Za-z+])/g, (written: string, letter: string) =>
      short[letter] === undefined ? written : plain(short[letter]),
    );
  const names: string[] = [];
  const pattern = plain(format).replace(
    /%[-0^#_]*\d*([A-Za-z%])|\s+|[^%\s]/g,
    (written: string, letter: string | undefined) => {
      if (letter === undefined) return /\s/.test(written) ? '\\s*' : written.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
      const read = readers[letter];
      if (read === undefined) return letter === '%' ? '%' : '$^';
      names.push(letter);
      return `(${read})`;
    },
  );
  const found = new RegExp(`^${pattern}$`, 'i').exec(text);
  if (found === null) return undefined;
  const parts = new Map(names.map((name, index) => [name, found[index + 1] ?? '']));
  if (zone !== undefined && (parts.has('Z') || parts.has('z'))) return undefined;
  return momentOf(parts, zone ?? parts.get('Z') ?? parts.get('z') ?? 'UTC');
}

const readers: Readonly<Record<string, string>> = {
  Y: '[+-]?\\d{1,4}',
  y: '\\d{1,2}',
  m: '\\d{1,2}',
  d: ' ?\\d{1,2}',
  e: ' ?\\d{1,2}',
  j: '\\d{1,3}',
  H: ' ?\\d{1,2}',
  k: ' ?\\d{1,2}',
  I: ' ?\\d{1,2}',
  l: ' ?\\d{1,2}',
  M: '\\d{1,2}',
  S: '\\d{1,2}',
  L: '\\d+',
  N: '\\d+',
  s: '-?\\d+',
  p: '[AaPp]\\.?[Mm]\\.?',
  P: '[AaPp]\\.?[Mm]\\.?',
  Z: 'UTC|GMT|Z|[+-]\\d{2}:?\\d{2}',
  z: 'UTC|GMT|Z|[+-]\\d{2}:?\\d{2}',
  b: months.map((month) => `${month}|${month.slice(0, 3)}`).join('|'),
  B: months.map((month) => `${month}|${month.slice(0, 3)}`).join('|'),
  a: days.map((day) => `${day}|${day.slice(0, 3)}`).join('|'),
  A: days.map((day) => `${day}|${day.slice(0, 3)}`).join('|'),
};

function momentOf(parts: ReadonlyMap<string, string>, zone: string): bigint | undefined {
  const number = (...names: readonly string[]) => {
    const found = names.map((name) => parts.get(name)).find((part) => part !== undefined);
    return found === undefined ? undefined : Number(found);
  };
  const offset = offsetOf(zone);
  if (offset === undefined) return undefined;
  const seconds = number('s');
  const fraction = BigInt((parts.get('N') ?? parts.get('L') ?? '').slice(0, 9).padEnd(9, '0'));
  if (seconds !== undefined) return BigInt(seconds) * second + fraction;
  const short = number('y');
  const year = number('Y') ?? (short === undefined ? 1970 : short + (short < 69 ? 2000 : 1900));
  const word = (parts.get('b') ?? parts.get('B'))?.toLowerCase().slice(0, 3);
  const named = months.findIndex((month) => month.toLowerCase().slice(0, 3) === word);
  const month = named >= 0 ? named : (number('m') ?? 1) - 1;
  const day = number('j') ?? number('d', 'e') ?? 1;
  const half = (parts.get('p') ?? parts.get('P'))?.toLowerCase().charAt(0);
  const twelve = number('I', 'l');
  const hour = twelve === undefined ? (number('H', 'k') ?? 0) : (twelve % 12) + (half === 'p' ? 12 : 0);
  const [minute, last] = [number('M') ?? 0, number('S') ?? 0];
  if (month > 11 || day < 1 || hour > 24 || minute > 59 || last > 60) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, parts.has('j') ? 0 : month, day);
  if (!parts.has('j') && at.getUTCMonth() !== month) return undefined;
  at.setUTCHours(hour, minute, last);
  return (BigInt(at.getTime()) / 1000n - BigInt(offset) * 60n) * second + fraction;
}

const units: readonly (readonly [letter: string, nanoseconds: bigint, digits: number])[] = [
  ['D', 86_400n * second, 1],
  ['H', 3600n * second, 2],
  ['M', 60n * second, 2],
  ['S', second, 2],
  ['L', 1_000_000n, 3],
  ['N', 1n, 9],
];

/** A length of time as text by Puppet's directives: the biggest unit that is named takes all that is above it. */
export function formatTimespan(nanoseconds: bigint, format: string): string {
  const length = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const biggest = biggestIn(format);
  const text = format.replace(directive, (_: string, pad: string, width: string | undefined, letter: string) => {
    if (letter === '%') return '%';
    const at = units.findIndex(([each]) => each === letter);
    const [, unit = 1n, digits = 1] = units[at] ?? [];
    const above = units[at - 1]?.[1];
    const isTotal = at === biggest;
    if ((letter === 'N' || letter === 'L') && !isTotal) return fractionText(length, letter, pad, width);
    const value = String((isTotal || above === undefined ? length : length % above) / unit);
    if (pad === '-') return value;
    return value.padStart(Number(width ?? digits), pad === '_' ? ' ' : '0');
  });
  return nanoseconds < 0n ? `-${text}` : text;
}

const directive = /%([-_0]?)(\d+)?([DHMSLN%])/g;

function biggestIn(format: string): number {
  const named = [...format.matchAll(directive)].map(([, , , letter]) => units.findIndex(([each]) => each === letter));
  return Math.min(...named.filter((index) => index >= 0));
}

/** The digits behind the point, as many as the width. */
function fractionText(length: bigint, letter: string, pad: string, width: string | undefined): string {
  const digits = Number(width ?? (letter === 'L' ? 3 : 9));
  const all = String(length % second)
    .padStart(9, '0')
    .slice(0, digits);
  if (pad === '-') return String(length % second).replace(/0+$/, '') || '0';
  return pad === '_' ? all.replace(/0+$/, '').padEnd(digits, ' ') : all;
}

/** Reads a length of time by one format; undefined where the text is not of that form. */
export function readTimespan(text: string, format: string): bigint | undefined {
  const letters: string[] = [];
  const pattern = format
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replace(directive, (_: string, pad: string, width: string | undefined, letter: string) => {
      if (letter === '%') return '%';
      letters.push(letter);
      if (width !== undefined) return `([0-9]{1,${width}})`;
      return pad === '_' ? '\\s*([0-9]+)' : '([0-9]+)';
    });
  const found = new RegExp(`^(-?)${pattern}$`).exec(text);
  if (found === null) return undefined;
  const biggest = biggestIn(format);
  const length = letters.reduce((sum, letter, index) => {
    const at = units.findIndex(([each]) => each === letter);
    const digits = found[index + 2] ?? '0';
    const [, unit = 1n] = units[at] ?? [];
    // Digits behind a point are the first ones of the fraction.
    if ((letter === 'N' || letter === 'L') && at !== biggest) return sum + BigInt(digits.slice(0, 9).padEnd(9, '0'));
    return sum + BigInt(digits) * unit;
  }, 0n);
  return found[1] === '-' ? -length : length;
}
