import { isWhole } from './exact-json.ts';
import { ExactNumber } from './exact-number.ts';
import type { Json } from './json.ts';

/** A value as Ruby's `inspect` prints it, which is how Bolt's messages show values. */
export function rubyInspect(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return inspectString(value);
  if (typeof value !== 'object' || value instanceof ExactNumber) return String(value);
  if (Array.isArray(value)) return `[${value.map(rubyInspect).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${inspectString(key)}=>${rubyInspect(item)}`)
    .join(', ')}}`;
}

/** A value as Ruby puts it into a text. */
export function rubyText(value: Json): string {
  return value === null ? '' : typeof value === 'string' ? value : rubyInspect(value);
}

function inspectString(text: string): string {
  return JSON.stringify(text).replace(/#(?=[{$@])/g, '\\#');
}

/** What Ruby calls the class of a value, for messages. */
export function rubyClass(value: Json): string {
  if (value === null) return 'NilClass';
  if (Array.isArray(value)) return 'Array';
  if (value instanceof ExactNumber) return isWhole(value.text) ? 'Integer' : 'Float';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Float';
  if (typeof value === 'boolean') return value ? 'TrueClass' : 'FalseClass';
  return typeof value === 'string' ? 'String' : 'Hash';
}
