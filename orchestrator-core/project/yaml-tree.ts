import { isAlias, isMap, isScalar, isSeq, type Pair } from 'yaml';
import type { Json } from '../common/index.ts';
import { parseLikePsych } from './yaml.ts';

/** A stretch of a text in UTF-16 units, `end` excluded. */
export interface YamlSpan {
  readonly start: number;
  readonly end: number;
}

/** How a scalar is written; Bolt's YAML plans treat each in its own way. */
export type YamlStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A value that holds no others. */
export interface YamlScalar extends YamlSpan {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: YamlStyle;
  /** The text without quotes or the header of a block. */
  readonly inner: YamlSpan;
  /** The string as it is written, whatever type its value has. */
  readonly text: string;
}

/** A sequence, in blocks or in brackets. */
export interface YamlList extends YamlSpan {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly isFlow: boolean;
}

/** A mapping, in blocks or in braces. */
export interface YamlMap extends YamlSpan {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly isFlow: boolean;
  /** Shared with what an edit elsewhere made of the map: it says the same at another place. */
  readonly identity?: object;
}

/** A key with its value; the value is undefined where nothing was written. */
export interface YamlEntry extends YamlSpan {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
}

/** `*name`. */
export interface YamlAlias extends YamlSpan {
  readonly kind: 'alias';
  readonly name: string;
}

/** A value in a YAML text with its place. Keys that are no scalars are left out. */
export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias;

/** Something wrong with a YAML text as such. */
export interface YamlTreeFault extends YamlSpan {
  readonly kind: 'syntax' | 'alias' | 'duplicate';
  readonly message: string;
}

/** A YAML text with the place of everything in it. */
export interface YamlTree {
  /** As much of the first document as there is. */
  readonly root: YamlNode | undefined;
  readonly faults: readonly YamlTreeFault[];
}

/** Reads YAML as {@link readYaml} does, and keeps where everything stands. Never throws. */
export function readYamlTree(text: string): YamlTree {
  const { document } = parseLikePsych(text);
  const faults: YamlTreeFault[] = document.errors.map((error) => {
    const [start, end] = error.pos;
    const last = Math.min(Math.max(end, start + 1), text.length);
    return {
      kind: 'syntax' as const,
      message: error.message.split(' at line ')[0] ?? error.message,
      start: Math.max(0, Math.min(start, last - 1)),
      end: last,
    };
  });
  const root = convert(document.contents, text, faults);
  return { root, faults };
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined;
}

function spanOf({ range }: Ranged): YamlSpan {
  const [start = 0, end = start] = range ?? [];
  return { start, end };
}

function convert(node: unknown, text: string, faults: YamlTreeFault[]): YamlNode | undefined {
  if (isMap(node)) {
    const entries = node.items.flatMap((pair) => convertPair(pair, text, faults));
    faults.push(...duplicateKeys(entries));
    return collection({ kind: 'map', ...spanOf(node), entries, isFlow: node.flow === true, identity: {} }, entries);
  }
  if (isSeq(node)) {
    const items = node.items.flatMap((item) => convert(item, text, faults) ?? []);
    return collection({ kind: 'list', ...spanOf(node), items, isFlow: node.flow === true }, items);
  }
  if (isAlias(node)) {
    const span = spanOf(node);
    faults.push({ kind: 'alias', message: `Unknown alias: ${node.source}`, ...span });
    return { kind: 'alias', name: node.source, ...span };
  }
  return isScalar(node) ? convertScalar(node, text) : undefined;
}

/** A block ends with the last that is in it; for the library it goes on to the next line that is no comment. */
function collection<T extends YamlList | YamlMap>(node: T, parts: readonly YamlSpan[]): T {
  const last = parts.at(-1);
  return node.isFlow || last === undefined ? node : { ...node, end: last.end };
}

/** The parts of the library's scalar that are read. */
interface Written extends Ranged {
  readonly value: unknown;
  readonly source?: string | undefined;
  readonly type?: string | undefined;
}

const styles: Readonly<Record<string, YamlStyle>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function convertScalar(node: Written, text: string): YamlScalar {
  const span = spanOf(node);
  const style = styles[node.type ?? ''] ?? 'plain';
  const written = node.source ?? (typeof node.value === 'string' ? node.value : text.slice(span.start, span.end));
  return {
    kind: 'scalar',
    ...span,
    value: plainValue(node.value),
    style,
    inner: innerOf(style, span, text),
    text: written,
  };
}

function innerOf(style: YamlStyle, span: YamlSpan, text: string): YamlSpan {
  if (style === 'plain') return span;
  if (style === 'literal' || style === 'folded') {
    const header = text.indexOf('\n', span.start);
    return { start: header < 0 || header >= span.end ? span.end : header + 1, end: span.end };
  }
  const closed = span.end - span.start > 1 && text[span.end - 1] === text[span.start];
  return { start: Math.min(span.start + 1, span.end), end: span.end - (closed ? 1 : 0) };
}

function plainValue(value: unknown): YamlScalar['value'] {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return String(value);
}

function convertPair(pair: Pair, text: string, faults: YamlTreeFault[]): readonly YamlEntry[] {
  if (!isScalar(pair.key) || pair.key.range == null) return [];
  const key = convertScalar(pair.key, text);
  const value = convert(pair.value, text, faults);
  // A value that was left out stands, for the library, behind the colon and has no letters.
  const isWritten = value !== undefined && (value.kind !== 'scalar' || value.end > value.start);
  const end = Math.max(key.end, isWritten ? value.end : key.end);
  return [{ key, value: isWritten ? value : undefined, start: key.start, end }];
}

/** The keys of a map that it has more than once, each at all of its places. */
export function duplicateKeys(entries: readonly YamlEntry[]): readonly YamlTreeFault[] {
  const seen = new Map<string, number>();
  for (const { key } of entries) seen.set(key.text, (seen.get(key.text) ?? 0) + 1);
  return entries.flatMap(({ key }): readonly YamlTreeFault[] => {
    if ((seen.get(key.text) ?? 0) < 2) return [];
    const message = `'${key.text}' is here more than once; the last one counts`;
    return [{ kind: 'duplicate', message, start: key.start, end: key.end }];
  });
}

/** The value of a key, the last one where it is repeated; undefined where there is none. */
export function yamlEntry(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'map' ? node.entries.findLast((entry) => entry.key.text === key) : undefined;
}

/** What a node says as a value; aliases are null. */
export function yamlValue(node: YamlNode | undefined): Json {
  if (node === undefined || node.kind === 'alias') return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(yamlValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, yamlValue(value)]));
}
