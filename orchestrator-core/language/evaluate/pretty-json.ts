import { entriesOf, type PuppetValue } from '../types/value.ts';
import { richJson, toRichData } from './rich-data.ts';
import { textOf } from './value-text.ts';

/** A value as rich data, laid out over lines as Ruby's `JSON.pretty_generate` does. */
export function prettyJson(value: PuppetValue, margin = ''): string {
  const inner = `${margin}  `;
  const block = (open: string, lines: readonly string[], close: string) =>
    lines.length === 0 ? open + close : `${open}\n${lines.join(',\n')}\n${margin}${close}`;
  if (Array.isArray(value)) {
    const lines = (value as readonly PuppetValue[]).map((each) => inner + prettyJson(each, inner));
    return block('[', lines, ']');
  }
  const entries = entriesOf(value);
  if (entries === undefined) return richJson(toRichData(value));
  const lines = entries.map(([key, each]) => `${inner}${JSON.stringify(textOf(key))}: ${prettyJson(each, inner)}`);
  return block('{', lines, '}');
}
