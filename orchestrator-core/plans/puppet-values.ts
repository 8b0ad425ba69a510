import type { Expression } from '../language/index.ts';
import { plainMap, type TextMap, textMap } from '../project/index.ts';
import type { PuppetWriter } from './puppet-view.ts';
import type { PlanEntry, PlanExpression, PlanScalar, PlanString, PlanValue } from './yaml-plan.ts';

/** How values are written. */
export interface ValueStyle {
  /** White space before the line that a value stands on. */
  readonly indent: string;
  /** What becomes of code that does not parse: it is written as it is, or as undef so that the rest can be read. */
  readonly broken: 'kept' | 'left out';
}

/** Writes a value as Puppet code that evaluates to what Bolt makes of it. */
export function writeValue(writer: PuppetWriter, value: PlanValue | undefined, style: ValueStyle): void {
  if (value === undefined) writer.write('undef');
  else if (value.kind === 'string') writeString(writer, value, style);
  else if (value.kind === 'scalar') writer.writeFor(scalarText(value), value);
  else if (value.kind === 'hash') writeHash(writer, value.entries, style);
  else {
    writer.write('[');
    value.items.forEach((item, index) => {
      if (index > 0) writer.write(', ');
      writeValue(writer, item, style);
    });
    writer.write(']');
  }
}

/** Writes a hash; of a key that is repeated the last value counts. */
export function writeHash(writer: PuppetWriter, entries: readonly PlanEntry[], style: ValueStyle): void {
  const last = new Map(entries.map((entry) => [entry.key, entry]));
  writer.write('{');
  [...last.values()].forEach((entry, index) => {
    if (index > 0) writer.write(', ');
    writeKey(writer, entry);
    writer.write(' => ');
    writeValue(writer, entry.value, style);
  });
  writer.write('}');
}

function writeKey(writer: PuppetWriter, { key, keySpan }: PlanEntry): void {
  const { start, end } = keySpan;
  const text = singleQuoted(plainMap(key, start));
  if (end - start === key.length) writer.writeMapped(text);
  else writer.writeFor(text.value, keySpan);
}

function writeString(writer: PuppetWriter, string: PlanString, style: ValueStyle): void {
  const { expression, treatment } = string;
  const [only, second] = expression?.parsed.program.statements ?? [];
  const isLeftOut = style.broken === 'left out' && (expression?.parsed.faults.length ?? 0) > 0;
  if (expression === undefined) writer.writeMapped(singleQuoted(string.map));
  else if (isLeftOut || (only === undefined && expression.parsed.faults.length === 0))
    writer.writeFor('undef', string.inner);
  else if (treatment === 'interpolated') writer.writeMapped(expression.map);
  else if (only === undefined) writer.writeMapped(expression.map);
  else if (second === undefined && isInline(only, expression)) writer.writeMapped(trimmed(expression.map));
  else writeBlock(writer, expression, style);
}

/** Code of its own scope: Bolt evaluates each string so that its variables end with it. */
export function writeBlock(writer: PuppetWriter, expression: PlanExpression, { indent }: ValueStyle): void {
  const { map, parsed } = expression;
  writer.write('with() || {\n');
  const hasLongTokens = parsed.tokens.some(({ start, end }) => map.value.slice(start, end).includes('\n'));
  if (hasLongTokens || parsed.marks.length > 0) {
    // Lines inside strings and heredocs may not be moved.
    writer.writeMapped(map);
    if (!map.value.endsWith('\n')) writer.write('\n');
  } else {
    let at = 0;
    for (const line of map.value.trimEnd().split('\n')) {
      if (line.trim() !== '') writer.write(`${indent}  `);
      writer.writeMapped(part(map, at, at + line.length));
      writer.write('\n');
      at += line.length + 1;
    }
  }
  writer.write(`${indent}}`);
}

const inlineKinds: ReadonlySet<Expression['kind']> = new Set([
  'string',
  'interpolation',
  'number',
  'true',
  'false',
  'undef',
  'variable',
  'access',
  'method-call',
  'list',
  'hash',
  'parenthesized',
  'not',
  'binary',
  'reference',
]);

/** Whether code can stand where a value is expected: one expression on one line that sets nothing. */
function isInline(only: Expression, { parsed, map }: PlanExpression): boolean {
  const isCall = only.kind === 'call' && only.parentheses;
  if (!isCall && !inlineKinds.has(only.kind)) return false;
  if (parsed.comments.length > 0 || map.value.trim().includes('\n')) return false;
  return !parsed.tokens.some((token) => token.kind === '=') && !/[;]/.test(map.value.trim().slice(-1));
}

function part(map: TextMap, start: number, end: number): TextMap {
  return textMap(map.value.slice(start, end), map.offsets.slice(start, end + 1));
}

function trimmed(map: TextMap): TextMap {
  const start = map.value.length - map.value.trimStart().length;
  return part(map, start, Math.max(start, map.value.trimEnd().length));
}

/** A text as a single-quoted Puppet string. */
function singleQuoted({ value, offsets }: TextMap): TextMap {
  let text = "'";
  const places: number[] = [offsets[0] ?? 0];
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charAt(at);
    const next = value.charAt(at + 1);
    const isEscaped = unit === "'" || (unit === '\\' && (next === '' || next === '\\' || next === "'"));
    const piece = isEscaped ? `\\${unit}` : unit;
    for (let index = 0; index < piece.length; index += 1) places.push(offsets[at] ?? 0);
    text += piece;
  }
  const end = offsets.at(-1) ?? 0;
  places.push(end, end);
  return textMap(`${text}'`, places);
}

function scalarText({ value, text }: PlanScalar): string {
  if (value === null) return 'undef';
  if (typeof value === 'boolean') return String(value);
  const isFloat = !Number.isInteger(value) || /^[-+]?[\d_]*\.|^[-+]?\d+e/i.test(text);
  const digits = String(value);
  return isFloat && /^-?\d+$/.test(digits) ? `${digits}.0` : digits;
}
