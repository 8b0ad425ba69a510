import { isJsonObject, type Json } from '../../common/index.ts';

/** A value as Ruby's Psych writes it, which is how Bolt shows a target's details. */
export function toYaml(value: Json): string {
  return isJsonObject(value) || Array.isArray(value) ? block(value, 0) : `${scalar(value)}\n`;
}

function block(value: Json, depth: number): string {
  const margin = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value
      .map(
        (item) => `${margin}-${isEmptyOrScalar(item) ? tail(item, depth) : ` ${block(item, depth + 1).trimStart()}`}`,
      )
      .join('');
  }
  if (!isJsonObject(value)) return `${margin}${scalar(value)}\n`;
  return Object.entries(value)
    .map(([key, item]) => {
      const name = `${margin}${scalar(key)}:`;
      if (isEmptyOrScalar(item)) return name + tail(item, depth);
      // A list stands below its key without a further margin.
      return `${name}\n${block(item, Array.isArray(item) ? depth : depth + 1)}`;
    })
    .join('');
}

function isEmptyOrScalar(value: Json): boolean {
  return !(isJsonObject(value) || Array.isArray(value)) || Object.keys(value).length === 0;
}

function tail(value: Json, depth: number): string {
  if (value === null) return '\n';
  if (Array.isArray(value)) return ' []\n';
  if (isJsonObject(value)) return ' {}\n';
  if (typeof value === 'string' && value.includes('\n')) return ` ${literal(value, depth + 1)}`;
  return ` ${scalar(value)}\n`;
}

function literal(text: string, depth: number): string {
  const chomp = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return `|${chomp}\n${lines.map((one) => (one === '' ? '\n' : `${'  '.repeat(depth)}${one}\n`)).join('')}`;
}

function scalar(value: Json): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  if (value === '') return "''";
  if (/^[^\w][^"]*$/.test(value) && !/^[-?:,[\]{}#&*!|>'%@`]?\s/.test(value)) return JSON.stringify(value);
  if (looksTyped(value) || mustQuote(value)) return `'${value.replaceAll("'", "''")}'`;
  return value;
}

function looksTyped(text: string): boolean {
  return (
    /^(?:~|null|true|false|yes|no|on|off|y|n)$/i.test(text) ||
    /^[-+]?(?:\d[\d_,]*(?:\.\d*)?(?:e[-+]?\d+)?|0x[\da-f_]+|0b[01_]+|\.\d+)$/i.test(text) ||
    /^\d{4}-\d\d?-\d\d?/.test(text)
  );
}

function mustQuote(text: string): boolean {
  return /: |:$| #|^[-?:,[\]{}#&*!|>'"%@`]|^\s|\s$/.test(text);
}
