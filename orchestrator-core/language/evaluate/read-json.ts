import type { PuppetValue } from '../types/value.ts';
import { float, hashOf, integer } from './values.ts';

/**
 * A JSON text as a value: integers of any size, `1.0` as a Float, and the keys of objects in their order, which
 * JavaScript's own reader changes for keys that look like numbers.
 *
 * @throws SyntaxError in JavaScript's words.
 */
export function readJson(text: string): PuppetValue {
  // Its verdict first: what follows can rely on a text that is right.
  JSON.parse(text);
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[-+.\w]+|[{}[\]]/gs) ?? [];
  let at = 0;
  const next = (): string => {
    at += 1;
    return tokens[at - 1] ?? '';
  };
  const value = (): PuppetValue => {
    const token = next();
    if (token === '[') return list();
    if (token === '{') return hash();
    if (token.startsWith('"')) return String(JSON.parse(token));
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    return /^-?\d+$/.test(token) ? integer(BigInt(token)) : float(Number(token));
  };
  const list = (): PuppetValue => {
    const values: PuppetValue[] = [];
    while (tokens[at] !== ']') values.push(value());
    at += 1;
    return values;
  };
  const hash = (): PuppetValue => {
    const entries: [PuppetValue, PuppetValue][] = [];
    while (tokens[at] !== '}') entries.push([String(JSON.parse(next())), value()]);
    at += 1;
    return hashOf(entries);
  };
  return value();
}
