import { type PuppetValue, rich } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';

import { textOf } from '../value-text.ts';
import { hashOf, isKind, regexFault, regexOf } from '../values.ts';
import { elementsOf, isHash } from './elements.ts';
import { formatted } from './sprintf.ts';
import type { NativeTable } from './table.ts';

/** Functions about text. */
export const stringFunctions: NativeTable = {
  upcase: ({ arguments: [of = null] }) => deeply(of, (text) => text.toUpperCase()),
  downcase: ({ arguments: [of = null] }) => deeply(of, (text) => text.toLowerCase()),
  capitalize: ({ arguments: [of = null] }) => deeply(of, capitalized),
  camelcase: ({ arguments: [of = null] }) => deeply(of, (text) => text.split('_').map(capitalized).join('')),
  chomp: ({ arguments: [of = null] }) => deeply(of, (text) => text.replace(/(?:\r\n|\n|\r)$/, '')),
  chop: ({ arguments: [of = null] }) =>
    deeply(of, (text) => (text.endsWith('\r\n') ? text.slice(0, -2) : [...text].slice(0, -1).join(''))),
  lstrip: ({ arguments: [of = null] }) => deeply(of, (text) => text.replace(/^[\s\0]+/, '')),
  rstrip: ({ arguments: [of = null] }) => deeply(of, (text) => text.replace(/[\s\0]+$/, '')),
  strip: ({ arguments: [of = null] }) => deeply(of, (text) => text.replace(/^[\s\0]+|[\s\0]+$/g, '')),
  split: ({ arguments: [of = null, pattern = null] }) => {
    if (isKind(of, 'Sensitive')) return { [rich]: 'Sensitive', value: split(textOf(of.value), pattern) };
    return split(textOf(of), pattern);
  },
  match: ({ frame, arguments: [of = null, pattern = null] }) => {
    const one = (text: PuppetValue): PuppetValue => {
      const found = patternsOf(pattern)
        .map((source) => regexIn(source).exec(textOf(text)))
        .find((each) => each !== null);
      if (found == null) return null;
      frame.scope.match = [...found];
      return [...found].map((group) => group ?? null);
    };
    return Array.isArray(of) ? of.map(one) : one(of);
  },
  regsubst: ({ arguments: [of = null, pattern = null, replacement = '', flags = ''] }) =>
    deeply(of, (text) => substituted(text, pattern, textOf(replacement), textOf(flags))),
  sprintf: ({ arguments: [format = '', ...values] }) => formatted(textOf(format), values),
  shellquote: ({ arguments: given }) => flat(given).map(shellWord).join(' '),
  versioncmp: ({ arguments: [a = '', b = '', ignoresZeros = false] }) =>
    compareVersionTexts(textOf(a), textOf(b), ignoresZeros === true),
  compare: ({ arguments: [a = null, b = null, ignoresCase = true] }) => {
    if (typeof a === 'string' && typeof b === 'string') {
      const [left, right] = ignoresCase === false ? [a, b] : [a.toLowerCase(), b.toLowerCase()];
      return left < right ? -1 : left > right ? 1 : 0;
    }
    return Math.sign(Number(a) - Number(b));
  },
};

/** Strings of collections too, where the function takes those; other values stay. */
function deeply(of: PuppetValue, change: (text: string) => string): PuppetValue {
  if (typeof of === 'string') return change(of);
  if (isKind(of, 'Sensitive')) return { [rich]: 'Sensitive', value: deeply(of.value, change) };
  if (isHash(of)) return hashOf(elementsOf(of).map(([key, value]) => [deeply(key, change), deeply(value, change)]));
  if (Array.isArray(of)) return elementsOf(of).map(([, value]) => deeply(value, change));
  return of;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function flat(values: readonly PuppetValue[]): readonly string[] {
  return values.flatMap((value) => (Array.isArray(value) ? flat(value) : [textOf(value)]));
}

/** As Ruby splits: what is empty at the end is dropped, and groups of the expression are among the parts. */
function split(text: string, pattern: PuppetValue): PuppetValue {
  if (text === '') return [];
  const [source = ''] = patternsOf(pattern);
  const regex = regexIn(source);
  const parts = text.split(new RegExp(regex.source, regex.flags)).map((part) => part ?? '');
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

/** The sources of a string, a Regexp, a `Regexp[/x/]` or a `Pattern[/x/, …]`. */
function patternsOf(pattern: PuppetValue): readonly string[] {
  if (isKind(pattern, 'Regexp')) return [pattern.source];
  if (isKind(pattern, 'Type')) {
    const { type } = pattern;
    if (type.kind === 'Pattern') return type.patterns.map((each) => each.source);
    if (type.kind === 'Regexp') return [type.pattern ?? ''];
  }
  return [textOf(pattern)];
}

function regexIn(source: string): RegExp {
  const regex = regexOf(source);
  if (regex === undefined) throw new FunctionFault(regexFault(source));
  return regex;
}

/** Flags `E` and `M` are JavaScript's own way; `I` ignores case, `G` replaces all. */
function substituted(text: string, pattern: PuppetValue, replacement: string, flags: string): string {
  const [source = ''] = patternsOf(pattern);
  const { source: expression, flags: own } = regexIn(source);
  const all = flags.includes('G') ? 'g' : '';
  const anyCase = flags.includes('I') && !own.includes('i') ? 'i' : '';
  return text.replace(new RegExp(expression, own + all + anyCase), (...found: unknown[]) => {
    const groups = found.filter(
      (each) => typeof each !== 'number' && each !== text && typeof each !== 'object',
    ) as string[];
    const [whole = ''] = groups;
    return replacement.replace(
      /\\(?:(\d)|k<(\w+)>|(\\)|(0|&))/g,
      (written, digit?: string, name?: string, slash?: string) => {
        if (slash !== undefined) return '\\';
        if (digit !== undefined) return (found[Number(digit)] as string | undefined) ?? '';
        const named = found.at(-1);
        if (name !== undefined && typeof named === 'object' && named !== null)
          return String(Reflect.get(named, name) ?? '');
        return written === '\\&' || written === '\\0' ? whole : written;
      },
    );
  });
}

const safe = /^[-A-Za-z0-9@%_+=:,./]+$/;

/** A word for a POSIX shell, as Puppet's `shellquote` writes it. */
function shellWord(text: string): string {
  if (safe.test(text)) return text;
  if (!/[!"`$\\]/.test(text)) return `"${text}"`;
  if (!text.includes("'")) return `'${text}'`;
  return `"${text.replace(/["$`\\]/g, '\\$&').replaceAll('!', '"\'!\'"')}"`;
}

/** Compares as package managers do: part by part, numbers by size. */
function compareVersionTexts(a: string, b: string, ignoresZeros: boolean): number {
  const clean = (text: string) => (ignoresZeros ? text.replace(/^([^-]*?)(?:\.0+)+(-|$)/, '$1$2') : text);
  const parts = (text: string) => clean(text).match(/[-.]|\d+|[^-.\d]+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  while (left.length > 0 && right.length > 0) {
    const [x = '', y = ''] = [left.shift(), right.shift()];
    if (x === y) continue;
    for (const special of ['-', '.']) {
      if (x === special) return -1;
      if (y === special) return 1;
    }
    if (/^\d+$/.test(x) && /^\d+$/.test(y)) {
      const isFraction = x.startsWith('0') || y.startsWith('0');
      const [upper, lower] = [x.toUpperCase(), y.toUpperCase()];
      const order = isFraction ? (upper < lower ? -1 : upper > lower ? 1 : 0) : Number(x) - Number(y);
      if (order !== 0) return Math.sign(order);
    } else {
      const [upper, lower] = [x.toUpperCase(), y.toUpperCase()];
      if (upper !== lower) return upper < lower ? -1 : 1;
    }
  }
  const [rest, others] = [clean(a), clean(b)];
  return rest < others ? -1 : rest > others ? 1 : 0;
}
