import { isJsonObject, type Json } from '../../common/index.ts';
import { psychText } from './psych-text.ts';

/** A value as Ruby's Psych writes it, which is how Bolt shows a target's details. */
export function toYaml(value: Json): string {
  return isEmptyOrScalar(value) ? `${scalar(value, 0, 4).trimStart()}\n` : block(value, 0);
}

function block(value: Json, depth: number): string {
  const margin = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value
      .map((item) => {
        if (!isEmptyOrScalar(item)) return `${margin}- ${block(item, depth + 1).trimStart()}`;
        return `${margin}-${scalar(item, depth + 1, margin.length + 2)}\n`;
      })
      .join('');
  }
  return Object.entries(isJsonObject(value) ? value : {})
    .map(([key, item]) => {
      const name = `${margin}${psychText(key, { indent: 0, column: margin.length, isKey: true })}:`;
      if (isEmptyOrScalar(item)) return `${name}${scalar(item, depth + 1, name.length + 1)}\n`;
      // A list stands below its key without a further margin.
      return `${name}\n${block(item, Array.isArray(item) ? depth : depth + 1)}`;
    })
    .join('');
}

function isEmptyOrScalar(value: Json): boolean {
  return !(isJsonObject(value) || Array.isArray(value)) || Object.keys(value).length === 0;
}

/** With the blank before it; nothing for null. */
function scalar(value: Json, depth: number, column: number): string {
  if (value === null) return '';
  if (Array.isArray(value)) return ' []';
  if (typeof value === 'object') return ' {}';
  if (typeof value === 'number') return ` ${rubyNumber(value)}`;
  if (typeof value === 'boolean') return ` ${value}`;
  return ` ${psychText(value, { indent: depth * 2, column, isKey: false })}`;
}

function rubyNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= 1e-4) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}e-${exponent.slice(1).padStart(2, '0')}`;
}
