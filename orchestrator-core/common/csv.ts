import type { Json } from './json.ts';

/** A value on one line: a string as it is, anything else as JSON, nothing where there is none. */
export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What programs that show tables take for a formula; numbers are none. */
const formula = /^(?:[=@\t\r]|[+-](?![\d.]+(?:[eE][+-]?\d+)?$))/;

/**
 * A line of CSV by RFC 4180, with its end. Nodes say what they like: a text that would be a formula has an apostrophe before
 * it, which makes it a text (OWASP, CSV injection).
 */
export function csvLine(cells: readonly (Json | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: Json | undefined): string {
  const text = cellText(value);
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
