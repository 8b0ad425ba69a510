import { type PuppetType, printType } from '../../orchestrator-core/language/index.ts';
import { listed } from './listed.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A sentence that says in words what values a type has. */
export function explainType(type: PuppetType): string {
  const words = inWords(type, 0);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** An alias may contain itself, and nobody reads more than this. */
const deepest = 4;

function inWords(type: PuppetType, depth: number): string {
  if (depth > deepest) return `\`${printType(type)}\``;
  const inner = (one: PuppetType) => inWords(one, depth + 1);
  switch (type.kind) {
    case 'String':
      return `text${sized(type.size, 'character')}`;
    case 'Integer':
      return `a whole number${ranged(type.range)}`;
    case 'Float':
      return `a number${ranged(type.range)}`;
    case 'Numeric':
      return 'a number';
    case 'Boolean':
      return type.value === undefined ? 'true or false' : String(type.value);
    case 'Enum':
      return type.values.length === 1
        ? `\`${type.values[0]}\``
        : `one of ${listed(type.values.map((value) => `\`${value}\``))}`;
    case 'Pattern':
      return `text that matches ${listed(type.patterns.map((pattern) => `\`/${pattern.source}/\``))}`;
    case 'Optional':
      return type.type === undefined ? 'any value, or none' : `${inner(type.type)}, or none`;
    case 'Sensitive':
      return type.type === undefined ? 'a secret' : `a secret: ${inner(type.type)}`;
    case 'Variant':
      return listed(type.types.map(inner));
    case 'Array':
      return `a list${sized(type.size, 'entry', 'entries')}, each ${inner(type.element)}`;
    case 'Tuple':
      return `a list of ${listed(type.types.map(inner), 'and')}`;
    case 'Hash':
      return `a mapping${sized(type.size, 'entry', 'entries')} from ${inner(type.key)} to ${inner(type.value)}`;
    case 'Struct':
      return `a mapping with ${listed(
        type.entries.map((entry) => `\`${entry.name}\`${entry.optional ? ' (optional)' : ''}: ${inner(entry.value)}`),
        'and',
      )}`;
    case 'Alias':
      return depth === 0 ? inner(type.resolve()) : `\`${type.name}\``;
    case 'Undef':
      return 'no value';
    case 'Any':
      return 'any value';
    default:
      return `\`${printType(type)}\``;
  }
}

function ranged({ min, max }: { readonly min: number | bigint; readonly max: number | bigint }): string {
  const [from, to] = [min !== Number.NEGATIVE_INFINITY, max !== Number.POSITIVE_INFINITY];
  if (from && to) return ` from ${min} to ${max}`;
  if (from) return ` from ${min}`;
  return to ? ` up to ${max}` : '';
}

function sized({ min, max }: Range, one: string, many: string = `${one}s`): string {
  const count = (number: number) => `${number} ${number === 1 ? one : many}`;
  if (min === max) return ` of ${count(min)}`;
  if (min > 0 && Number.isFinite(max)) return ` of ${min} to ${count(max)}`;
  if (min > 0) return ` of at least ${count(min)}`;
  return Number.isFinite(max) ? ` of at most ${count(max)}` : '';
}
