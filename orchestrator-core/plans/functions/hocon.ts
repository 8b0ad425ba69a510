import { entriesOf, hashOf, type PuppetValue, rich } from '../../language/index.ts';

/** The text as far as it is read. */
interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/** Objects and lists within each other, at most. */
const deepest = 200;

/**
 * Reads HOCON (https://github.com/lightbend/config/blob/main/HOCON.md): JSON with comments, keys that are paths, values
 * without quotes, objects that are merged, `=` and `+=`. Substitutions and includes are refused.
 *
 * @throws SyntaxError with the line.
 */
export function readHocon(text: string): PuppetValue {
  const reader: Reader = { text, at: 0, depth: 0 };
  skip(reader, /(?:\s|#.*|\/\/.*)*/y);
  const closes = text[reader.at] === '{' || text[reader.at] === '[';
  const value = closes ? readValue(reader) : readFields(reader, '');
  skip(reader, /(?:\s|#.*|\/\/.*)*/y);
  if (reader.at < text.length) throw fault(reader, 'the end of the text');
  return value;
}

function skip(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const [found = ''] = pattern.exec(reader.text) ?? [];
  reader.at += found.length;
  return found;
}

function fault({ text, at }: Reader, expected: string): SyntaxError {
  const line = text.slice(0, at).split('\n').length;
  const found = at >= text.length ? 'the end' : JSON.stringify(text[at]);
  return new SyntaxError(`line ${line}: expected ${expected}, found ${found}`);
}

/** Space and comments, not the end of a line unless `lines` says so. */
function blank(reader: Reader, lines: boolean): string {
  return skip(reader, lines ? /(?:[\s,]|#.*|\/\/.*)*/y : /(?:[^\S\n]|#.*|\/\/.*)*/y);
}

/** The fields of an object up to its closing bracket; up to the end where that is empty. */
function readFields(reader: Reader, close: string): PuppetValue {
  let fields: readonly (readonly [PuppetValue, PuppetValue])[] = [];
  while (true) {
    blank(reader, true);
    const next = reader.text[reader.at];
    if (next === undefined ? close === '' : next === close) break;
    if (next === undefined) throw fault(reader, `a key or ${close}`);
    const path = readPath(reader);
    skip(reader, /(?:\s|#.*|\/\/.*)*/y);
    const separator = skip(reader, /\+=|[:=]/y);
    if (separator === '' && reader.text[reader.at] !== '{') throw fault(reader, "':', '=' or '{'");
    skip(reader, /(?:\s|#.*|\/\/.*)*/y);
    fields = withField(fields, path, readValue(reader), separator === '+=');
  }
  reader.at += close.length;
  return hashOf(fields);
}

function readPath(reader: Reader): readonly string[] {
  const path: string[] = [];
  do {
    skip(reader, /[^\S\n]*/y);
    const quoted = reader.text[reader.at] === '"';
    const key = quoted
      ? readString(reader)
      : skip(reader, /[^\s$"{}[\]:=,+#`^?!@*&\\.]+(?:[^\S\n]+[^\s$"{}[\]:=,+#`^?!@*&\\.]+)*/y);
    if (!quoted && key === '') throw fault(reader, 'a key');
    path.push(key);
  } while (skip(reader, /[^\S\n]*\./y) !== '');
  if (path[0] === 'include' || (path.length === 1 && /^include\s/.test(path[0] ?? ''))) {
    throw new SyntaxError('includes are not read');
  }
  return path;
}

function withField(
  fields: readonly (readonly [PuppetValue, PuppetValue])[],
  [key = '', ...rest]: readonly string[],
  value: PuppetValue,
  appends: boolean,
): readonly (readonly [PuppetValue, PuppetValue])[] {
  const known = fields.find(([name]) => name === key)?.[1];
  const below = known === undefined ? undefined : entriesOf(known);
  if (rest.length > 0) return replaced(fields, key, hashOf(withField(below ?? [], rest, value, appends)));
  if (appends)
    return replaced(fields, key, [...(Array.isArray(known) ? (known as readonly PuppetValue[]) : []), value]);
  const entries = entriesOf(value);
  if (below === undefined || entries === undefined) return replaced(fields, key, value);
  return replaced(
    fields,
    key,
    hashOf(entries.reduce((merged, [name, each]) => withField(merged, [String(name)], each, false), below)),
  );
}

function replaced(
  fields: readonly (readonly [PuppetValue, PuppetValue])[],
  key: string,
  value: PuppetValue,
): readonly (readonly [PuppetValue, PuppetValue])[] {
  return fields.some(([name]) => name === key)
    ? fields.map((field) => (field[0] === key ? ([key, value] as const) : field))
    : [...fields, [key, value] as const];
}

function readValue(reader: Reader): PuppetValue {
  const next = reader.text[reader.at];
  if (next !== '{' && next !== '[') return readSimple(reader);
  reader.depth += 1;
  if (reader.depth > deepest) throw new SyntaxError(`more than ${deepest} objects and lists are within each other`);
  reader.at += 1;
  const value = next === '{' ? readFields(reader, '}') : readList(reader);
  reader.depth -= 1;
  return value;
}

function readList(reader: Reader): PuppetValue {
  const items: PuppetValue[] = [];
  while (true) {
    blank(reader, true);
    const next = reader.text[reader.at];
    if (next === undefined) throw fault(reader, 'a value or ]');
    if (next === ']') break;
    items.push(readValue(reader));
  }
  reader.at += 1;
  return items;
}

/** Pieces on one line are one text; a single one without quotes may be a number or a word of JSON. */
function readSimple(reader: Reader): PuppetValue {
  let text = '';
  let isQuoted = false;
  const begin = reader.at;
  while (true) {
    const next = reader.text[reader.at];
    if (next === '$') throw new SyntaxError('substitutions, which begin with $, are not read');
    if (next === '"') {
      text += readString(reader);
      isQuoted = true;
    } else {
      const piece = skip(reader, /(?:-?\d+(?:\.\d+)?[eE]\+\d+|(?!\/\/)[^$"{}[\]:=,+#`^?!@*&\\\n])+/y);
      if (piece === '') break;
      text += piece;
    }
  }
  if (reader.at === begin) throw fault(reader, 'a value');
  if (isQuoted) return text.replace(/[^\S\n]+$/, (end) => (reader.text[reader.at - 1] === '"' ? end : ''));
  return typed(text.trim());
}

const words: ReadonlyMap<string, PuppetValue> = new Map<string, PuppetValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function typed(text: string): PuppetValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)) return text;
  const number = Number(text);
  if (Number.isInteger(number) && /[.eE]/.test(text)) return { [rich]: 'Float', value: number };
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

function readString(reader: Reader): string {
  const long = skip(reader, /"""[\s\S]*?"{3,}/y);
  if (long !== '') return long.slice(3, -3);
  const literal = skip(reader, /"(?:[^"\\\n]|\\.)*"/y);
  if (literal === '') throw fault(reader, 'a string that ends');
  return String(JSON.parse(literal));
}
