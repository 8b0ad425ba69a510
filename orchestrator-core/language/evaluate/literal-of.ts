import type { Expression, KeyedEntry, Span } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { printType } from '../types/print-type.ts';
import { entriesOf, isRich, type PuppetValue, rich } from '../types/value.ts';
import { textOf } from './value-text.ts';
import { numeric } from './values.ts';

/** The expression that a value could have been written as, standing at a place; for what reads expressions only. */
export function literalOf(value: PuppetValue, { start, end }: Span): Expression {
  const at = { start, end };
  if (value === null) return { kind: 'undef', ...at };
  if (typeof value === 'string') return { kind: 'string', value, ...at };
  if (typeof value === 'boolean') return { kind: value ? 'true' : 'false', ...at };
  const number = numeric(value);
  if (number !== undefined) return numberOf(textOf(value), at);
  if (Array.isArray(value)) {
    return { kind: 'list', values: value.map((each: PuppetValue) => literalOf(each, at)), ...at };
  }
  const entries = entriesOf(value);
  if (entries !== undefined) {
    const read = entries.map(
      ([key, each]): KeyedEntry => ({ kind: 'entry', key: literalOf(key, at), value: literalOf(each, at), ...at }),
    );
    return { kind: 'hash', entries: read, ...at };
  }
  if (!isRich(value)) return { kind: 'undef', ...at };
  if (value[rich] === 'Default') return { kind: 'default', ...at };
  if (value[rich] === 'Regexp') return { kind: 'regex', pattern: value.source, ...at };
  if (value[rich] === 'Type') return parse(printType(value.type)).program.statements[0] ?? { kind: 'undef', ...at };
  return { kind: 'string', value: textOf(value), ...at };
}

function numberOf(text: string, at: Span): Expression {
  if (!text.startsWith('-')) return { kind: 'number', text, ...at };
  return { kind: 'minus', expression: { kind: 'number', text: text.slice(1), ...at }, ...at };
}
