import {
  editYamlTree,
  readYamlTree,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
  type YamlTree,
} from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';
import type { YamlPath } from './guide.ts';

/** What somebody is writing at a place of a YAML document. */
export interface YamlCursor {
  /** `either` where a word can be a value as well as the first key of a hash. */
  readonly slot: 'key' | 'value' | 'either';
  /** To the hash whose key is written, or to the value that is. */
  readonly path: YamlPath;
  /** What stands around it, from the top down to the hash or list that holds it. */
  readonly around: readonly YamlNode[];
  /** The word or text with all its letters, without quotes. */
  readonly span: Span;
  /** Its letters before the place. */
  readonly written: string;
  readonly scalar: YamlScalar;
  /** Whether a colon follows. */
  readonly hasColon: boolean;
}

/** Letters that are put where the place is, so that what is there has a name however unfinished it is. */
const mark = 'BATONxCURSOR';

/**
 * Finds out what stands at `offset`; undefined in comments and where YAML cannot be made sense of. Never throws. `tree` is
 * that of the text, where it was read already.
 */
export function yamlCursor(text: string, offset: number, tree?: YamlTree): YamlCursor | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  // A colon without a space behind it makes no key.
  if (/(?:^|\s)#/.test(line.replace(/"[^"]*"|'[^']*'/g, '')) || /[\w'"]:$/.test(line)) return undefined;
  const marked = text.slice(0, offset) + mark + text.slice(offset);
  const { root } = (tree && editYamlTree(tree, text, marked)) ?? readYamlTree(marked);
  return root === undefined ? undefined : find(root, [], [], undefined, offset, text);
}

function holds(scalar: YamlScalar): boolean {
  return scalar.text.includes(mark);
}

function find(
  node: YamlNode,
  path: YamlPath,
  around: readonly YamlNode[],
  keyEnd: number | undefined,
  offset: number,
  text: string,
): YamlCursor | undefined {
  if (node.start > offset || node.end < offset) return undefined;
  if (node.kind === 'scalar') {
    if (!holds(node)) return undefined;
    // Behind `key: ` on the same line no hash can begin, and neither within quotes.
    const canBeKey = node.style === 'plain' && !node.text.trim().includes(' ');
    const isBehindKey = keyEnd !== undefined && !text.slice(keyEnd, node.start).includes('\n');
    return made(isBehindKey || !canBeKey ? 'value' : 'either', node, path, around, offset, text);
  }
  const inner = [...around, node];
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = find(item, [...path, index], inner, undefined, offset, text);
      if (found !== undefined) return found;
    }
  }
  return node.kind === 'map' ? findInMap(node, path, inner, offset, text) : undefined;
}

function findInMap(
  map: YamlMap,
  path: YamlPath,
  inner: readonly YamlNode[],
  offset: number,
  text: string,
): YamlCursor | undefined {
  for (const { key, value } of map.entries) {
    if (holds(key)) return made('key', key, path, inner, offset, text);
    const found = value === undefined ? undefined : find(value, [...path, key.text], inner, key.end, offset, text);
    if (found !== undefined) return found;
  }
  return undefined;
}

function made(
  slot: YamlCursor['slot'],
  scalar: YamlScalar,
  path: YamlPath,
  around: readonly YamlNode[],
  offset: number,
  text: string,
): YamlCursor {
  const span = { start: Math.min(scalar.inner.start, offset), end: Math.max(offset, scalar.inner.end - mark.length) };
  const end =
    slot === 'value' && scalar.style === 'plain' ? span.end : Math.max(offset, wordEnd(text, offset, span.end));
  const hasColon = /^["']?\s*:(?:\s|$)/.test(text.slice(end, end + 100));
  return { slot, path, around, span: { ...span, end }, written: text.slice(span.start, offset), scalar, hasColon };
}

/** Where the word around `offset` ends, `limit` at the latest. */
function wordEnd(text: string, offset: number, limit: number): number {
  let end = offset;
  while (end < limit && /[^\s:,}\]]/.test(text.charAt(end))) end += 1;
  return end;
}

/** The keys that the hash around the cursor has beside the one that is written. */
export function keysBeside({ around }: YamlCursor): ReadonlySet<string> {
  const map = around.at(-1);
  const entries = map?.kind === 'map' ? map.entries : [];
  return new Set(entries.filter((entry) => !holds(entry.key)).map((entry) => entry.key.text));
}
