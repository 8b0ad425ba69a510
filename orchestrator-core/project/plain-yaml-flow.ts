import { plainScalarValue } from './yaml.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-tree.ts';

const single = /'((?:[^'\n]|'')*)'/y;
const double = /"((?:[^"\\\n]|\\[nt"\\])*)"/y;
const plain = /[A-Za-z0-9_$/.][^\n,[\]{}:#&*!|>'"%@`?]*(?:::?[\w$/.][^\n,[\]{}:#&*!|>'"%@`?]*)*/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
const deepest = 20;

/** A scalar in quotes that ends on its line; undefined for others and for rare escapes. */
export function readQuoted(text: string, start: number): YamlScalar | undefined {
  const isDouble = text[start] === '"';
  const pattern = isDouble ? double : single;
  pattern.lastIndex = start;
  const [whole, written] = pattern.exec(text) ?? [];
  if (whole === undefined || written === undefined) return undefined;
  const value = isDouble
    ? written.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
    : written.replaceAll("''", "'");
  const end = start + whole.length;
  const inner = { start: start + 1, end: end - 1 };
  return { kind: 'scalar', start, end, value, style: isDouble ? 'double' : 'single', inner, text: value };
}

/** A list or hash in brackets on one line; undefined for what is not written in the plainest way. */
export function readFlow(text: string, start: number, depth = 0): YamlNode | undefined {
  const isList = text[start] === '[';
  const close = isList ? ']' : '}';
  const items: YamlNode[] = [];
  const entries: YamlEntry[] = [];
  const seen = new Set<string>();
  let at = blanks(text, start + 1);
  while (text[at] !== close) {
    const key = isList ? undefined : readScalar(text, at);
    if (!isList) {
      if (key === undefined || seen.has(key.text) || text[key.end] !== ':' || text[key.end + 1] !== ' ') {
        return undefined;
      }
      seen.add(key.text);
      at = blanks(text, key.end + 1);
    }
    const value = readValue(text, at, depth);
    if (value === undefined) return undefined;
    if (key === undefined) items.push(value);
    else entries.push({ key, value, start: key.start, end: value.end });
    at = blanks(text, value.end);
    if (text[at] === ',') {
      at = blanks(text, at + 1);
      if (text[at] === close) return undefined;
    } else if (text[at] !== close) return undefined;
  }
  const span = { start, end: at + 1 };
  return isList ? { kind: 'list', ...span, items, isFlow: true } : { kind: 'map', ...span, entries, isFlow: true };
}

function readValue(text: string, at: number, depth: number): YamlNode | undefined {
  const isNested = text[at] === '[' || text[at] === '{';
  if (isNested) return depth < deepest ? readFlow(text, at, depth + 1) : undefined;
  return readScalar(text, at);
}

function readScalar(text: string, start: number): YamlScalar | undefined {
  if (text[start] === '"' || text[start] === "'") return readQuoted(text, start);
  plain.lastIndex = start;
  const written = plain.exec(text)?.[0].replace(/ +$/, '');
  if (written === undefined) return undefined;
  const end = start + written.length;
  const value = plainScalarValue(written);
  return { kind: 'scalar', start, end, value, style: 'plain', inner: { start, end }, text: written };
}

function blanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}
