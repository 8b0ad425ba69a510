import type { PuppetType, Token } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import type { PuppetCode } from '../code.ts';
import { type Cursor, cursorAt } from '../cursor.ts';
import { readType } from '../describe.ts';
import { endsValue, type Frame } from '../frames.ts';

/** A place where something is to be completed. */
export interface Site {
  readonly code: PuppetCode;
  readonly cursor: Cursor;
  readonly offset: number;
  /** The names of all variables that can be named here. */
  readonly visible: () => ReadonlySet<string>;
  /** The type that a text says, read once. */
  readonly read: (text: string | undefined) => PuppetType | undefined;
}

/** Cheap to make: what a suggestion needs is found when it asks. */
export function siteAt(code: PuppetCode, offset: number): Site {
  const read = new Map<string | undefined, PuppetType | undefined>();
  let visible: ReadonlySet<string> | undefined;
  return {
    code,
    cursor: cursorAt(code.parsed, offset),
    offset,
    visible: () => {
      visible ??= new Set([...code.types.variables.visibleAt(offset), ...code.given].map(({ name }) => name));
      return visible;
    },
    read: (text) => {
      if (!read.has(text)) read.set(text, readType(text, code.world));
      return read.get(text);
    },
  };
}

/** A token before the cursor by its number, where there is one. */
export function tokenAt({ cursor }: Site, index: number | undefined): Token | undefined {
  return index === undefined || index < 0 ? undefined : cursor.tokens[index];
}

/** The token before what is being written. */
export function tokenBefore(site: Site): Token | undefined {
  return tokenAt(site, site.cursor.before);
}

/** The word that a bracket belongs to, without a leading `::`. */
export function wordOf(site: Site, frame: Frame | undefined): string {
  return tokenAt(site, frame?.word)?.value.replace(/^::/, '') ?? '';
}

/** Whether a line ends between the token before and what is being written. */
export function startsLine({ cursor: { source, span, tokens, before, kind } }: Site): boolean {
  const end = tokens[before]?.end ?? 0;
  const start = kind === 'string' ? span.start - 1 : span.start;
  return before < 0 || source.slice(end, start).includes('\n');
}

/** Functions that are called without parentheses, as a statement: what stands behind them is what they are given. */
const statements: ReadonlySet<string> = new Set([
  'break',
  'debug',
  'err',
  'fail',
  'info',
  'next',
  'notice',
  'realize',
  'return',
  'tag',
  'warning',
]);

/** Whether an operand stands before, so that a name would be a new statement, or an operator. */
export function isAfterValue(site: Site): boolean {
  const token = tokenBefore(site);
  if (token?.kind === 'name' && statements.has(token.value) && !startsLine(site)) return false;
  return endsValue(token);
}

/** The strings that a type has for its values: those of an Enum, `true` and `false`. `quoted` as code has them. */
export function valuesOf(
  type: PuppetType | undefined,
): readonly { readonly value: string; readonly isString: boolean }[] {
  switch (type?.kind) {
    case 'Enum':
      return type.values.map((value) => ({ value, isString: true }));
    case 'Boolean':
      return (type.value === undefined ? [true, false] : [type.value]).map((value) => ({
        value: String(value),
        isString: false,
      }));
    case 'Optional':
    case 'NotUndef':
      return valuesOf(type.type);
    case 'Variant':
      return type.types.flatMap(valuesOf);
    case 'Alias':
      return valuesOf(type.resolve());
    case 'String':
      return type.value === undefined ? [] : [{ value: type.value, isString: true }];
    default:
      return [];
  }
}

/** Values for a parameter of that type, as they are written here: inside quotes, or with quotes of their own. */
export function completeValues(site: Site, typeText: string | undefined, bare = false): readonly Completion[] {
  const type = site.read(typeText);
  const isQuoted = site.cursor.kind === 'string';
  const space = needsSpace(site) ? ' ' : '';
  return valuesOf(type)
    .filter(({ isString }) => isString || !isQuoted)
    .map(({ value, isString }, index) => {
      const written = isString && !isQuoted && !(bare && /^[a-z][a-z0-9_]*$/.test(value)) ? `'${value}'` : value;
      return {
        label: value,
        kind: isString ? 'value' : 'keyword',
        span: site.cursor.span,
        insert: `${space}${written}`,
        sort: `0${order(index)}`,
        ...(isQuoted || isString ? { filter: isQuoted ? value : written.replaceAll("'", '') } : {}),
      };
    });
}

/** Whether an arrow stands directly before, where people want a blank. */
function needsSpace({ cursor: { tokens, before, span } }: Site): boolean {
  const token = tokens[before];
  return (token?.kind === '=>' || token?.kind === '+>') && token.end === span.start;
}

/** A number that sorts as text. */
export function order(index: number): string {
  return String(index).padStart(4, '0');
}

/** Text as it has to be in a snippet. */
export function escaped(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** Text as it has to be in a choice of a snippet. */
export function escapedChoice(text: string): string {
  return text.replace(/[\\$},|]/g, '\\$&');
}

/** The keys that stand in a bracket before `=>`, wherever in it: they are given already. `from` is behind the bracket. */
export function keysIn(
  { cursor: { tokens, span } }: Site,
  from: number,
): readonly { name: string; isQuoted: boolean }[] {
  const found: { name: string; isQuoted: boolean }[] = [];
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (['(', 'ws-(', '[', 'list-start', '{', 'sel-{', 'dqpre'].includes(token.kind)) depth += 1;
    if ([')', ']', '}', 'dqpost'].includes(token.kind)) depth -= 1;
    if (depth < 0 || (depth === 0 && token.kind === ';')) break;
    const isKey = depth === 0 && ['=>', '+>'].includes(tokens[at + 1]?.kind ?? '');
    const isCurrent = token.start <= span.end && span.start <= token.end;
    if (isKey && !isCurrent) found.push({ name: token.value, isQuoted: token.kind === 'string' });
  }
  return found;
}

/** What stands behind the word on its line. */
export function textBehind({ cursor: { source, span } }: Site): string {
  const line = source.indexOf('\n', span.end);
  return source.slice(span.end, line < 0 ? source.length : line);
}
