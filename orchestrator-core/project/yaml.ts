import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type ScalarTag,
  type Tags,
  visit,
} from 'yaml';
import { decodeUtf8, ExactNumber, isJsonObject, type Json } from '../common/index.ts';
import { psychFloat, psychInteger, readExactNumber, readPsychNumber } from './psych-number.ts';
import { quickYaml } from './quick-yaml.ts';

/** Keys and indexes from the top of a document down to a value. */
export type ValuePath = readonly (string | number)[];

/** Where something stands in a file, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a YAML text as such. */
export interface YamlFault {
  readonly kind: 'syntax' | 'alias' | 'duplicate';
  readonly message: string;
  readonly place: Place;
}

/** A YAML text that was read: its first document as JSON, and the way back from a value to its place. */
export interface YamlText {
  readonly value: Json;
  readonly faults: readonly YamlFault[];
  /** Where the value at `path` begins; undefined when there is none. */
  locate(path: ValuePath): Place | undefined;
}

/**
 * Reads YAML 1.1 as Ruby's Psych does for Bolt: `yes` is true, `010` is 8; aliases are refused because a file that
 * people share must say what it means in place. Numbers are as they are written. Dates stay text. Never throws: what is
 * wrong is in `faults`.
 */
export function readYaml(text: string): YamlText {
  const quick = quickYaml(text);
  if (quick === undefined) return readWithPlaces(text);
  let whole: YamlText | undefined;
  return {
    value: quick.value,
    faults: [],
    locate: (path) => {
      whole ??= readWithPlaces(text);
      return whole.locate(path);
    },
  };
}

/** {@link readYaml} by the library that knows places and says what is wrong. For this room only. */
export function readWithPlaces(text: string): YamlText {
  const { document, lines } = parseLikePsych(text, { uniqueKeys: true, exactNumbers: true });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: YamlFault[] = document.errors.map((error) => ({
    kind: error.code === 'DUPLICATE_KEY' ? 'duplicate' : 'syntax',
    message: error.message.split(' at line ')[0] ?? error.message,
    place: place(error.pos[0]),
  }));
  // Few texts have the sign of an alias anywhere: going through a large inventory to find none takes a tenth of reading it.
  if (text.includes('*')) {
    visit(document, {
      Alias: (_key, alias) => {
        faults.push({ kind: 'alias', message: `Unknown alias: ${alias.source}`, place: place(alias.range?.[0] ?? 0) });
        return visit.BREAK;
      },
    });
  }
  const broken = faults.some((fault) => fault.kind !== 'duplicate');
  return {
    value: broken ? null : toJson(document.toJS()),
    faults,
    locate: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : place(offset);
    },
  };
}

/** A text as the library reads it when told to read as Psych does, numbers as doubles unless `exactNumbers`. */
export function parseLikePsych(
  text: string,
  options: { readonly uniqueKeys?: boolean; readonly exactNumbers?: boolean } = {},
): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const { uniqueKeys = false, exactNumbers = false } = options;
  // Of what it finds odd the library tells the terminal of whoever started the program.
  const logLevel = 'silent';
  const document = parseDocument(text, {
    version: '1.1',
    lineCounter: lines,
    uniqueKeys,
    customTags: (tags) => likePsych(tags, exactNumbers ? readExactNumber : readPsychNumber),
    logLevel,
  });
  // Of several documents in a file Ruby reads the first and says nothing.
  document.errors = document.errors.filter((error) => error.code !== 'MULTIPLE_DOCS');
  return { document, lines };
}

const yes = /^(?:yes|true|on)$/i;
const no = /^(?:no|false|off)$/i;

/** The tags of YAML 1.1, but `y` and `n` are text and so are dates, and numbers are those of Psych: `e1` is none. */
function likePsych(tags: Tags, number: (text: string) => unknown): Tags {
  const replaced = ['bool', 'timestamp', 'int', 'float'].map((name) => `tag:yaml.org,2002:${name}`);
  const kept = tags.filter((tag) => typeof tag === 'string' || !replaced.includes(tag.tag));
  const booleans = [booleanTag(true, yes), booleanTag(false, no)];
  return [...booleans, numberTag('int', psychInteger, number), numberTag('float', psychFloat, number), ...kept];
}

function numberTag(name: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, identify: isNumber, test, resolve };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function booleanTag(value: boolean, test: RegExp): ScalarTag {
  return { tag: 'tag:yaml.org,2002:bool', default: true, identify: (one) => one === value, test, resolve: () => value };
}

function offsetOf(document: Document, path: ValuePath): number | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isMap(node)) node = node.items.findLast((pair) => keyText(pair.key) === String(step))?.value;
    else if (isSeq(node)) node = node.items[Number(step)];
    else return undefined;
  }
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) return node.range?.[0];
  return undefined;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

/** What YAML can say and JSON cannot becomes text; keys become strings. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof ExactNumber) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Uint8Array) return decodeUtf8(value) ?? String.fromCharCode(...value);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), toJson(item)]));
  if (value instanceof Set) return Object.fromEntries([...value].map((item) => [String(item), null]));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  return String(value);
}
