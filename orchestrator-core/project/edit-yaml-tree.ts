import {
  duplicateKeys,
  readYamlTree,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlSpan,
  type YamlTree,
  type YamlTreeFault,
} from './yaml-tree.ts';

/**
 * The tree of a text that differs little from the one that `tree` was read from: only the item or entry of a block that
 * was changed is read again. The answer is what {@link readYamlTree} says of the text; undefined where that cannot be sure,
 * and everything has to be read.
 */
export function editYamlTree(tree: YamlTree, before: string, after: string): YamlTree | undefined {
  const { root, faults } = tree;
  if (root === undefined || faults.some(({ kind }) => kind !== 'duplicate')) return undefined;
  if (before === after) return tree;
  const edit = editBetween(before, after);
  const found = findUnit(root, edit, before);
  return found === undefined ? undefined : readUnit(tree, found, edit, after);
}

/** What was replaced: from `start` on up to `end` before, and as far as `end + delta` after. */
interface Edit extends YamlSpan {
  readonly delta: number;
}

function editBetween(before: string, after: string): Edit {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let same = 0;
  const most = shortest - start;
  while (same < most && before.charCodeAt(before.length - same - 1) === after.charCodeAt(after.length - same - 1)) {
    same += 1;
  }
  return { start, end: before.length - same, delta: after.length - before.length };
}

/** An item of a list or an entry of a map in block style, with all of its lines. */
interface Unit {
  /** The blocks around it, from the top down, and which of their parts leads to it. */
  readonly path: readonly { readonly node: YamlList | YamlMap; readonly index: number }[];
  /** Where its first line begins, and the line behind its last one. */
  readonly lines: YamlSpan;
  /** Of its hyphen or key. */
  readonly indent: number;
}

/** The innermost item or entry that the edit is inside of. */
function findUnit(root: YamlNode, edit: Edit, text: string): Unit | undefined {
  let found: Unit | undefined;
  let node: YamlNode | undefined = root;
  let end = text.length;
  const path: { node: YamlList | YamlMap; index: number }[] = [];
  while (node !== undefined && (node.kind === 'list' || node.kind === 'map') && !node.isFlow) {
    const block: YamlList | YamlMap = node;
    const parts: readonly YamlSpan[] = block.kind === 'list' ? block.items : block.entries;
    const index = lastBefore(parts, edit.start);
    const part = parts[index];
    if (part === undefined) return found;
    const start = lineStart(text, part.start);
    const next = parts[index + 1];
    end = next === undefined ? end : lineStart(text, next.start);
    const indent = indentOf(text, start, part, block.kind);
    path.push({ node: block, index });
    // The line break before what follows stays, and so does the sign that begins the item.
    if (edit.end >= end && end < text.length) return found;
    const first = block.kind === 'list' ? start + (indent ?? 0) + 2 : start + (indent ?? 0);
    if (indent !== undefined && edit.start >= first) found = { path: [...path], lines: { start, end }, indent };
    node = block.kind === 'list' ? block.items[index] : block.entries[index]?.value;
  }
  return found;
}

/** The last of the parts that begins at `offset` or before it; -1 where there is none. */
function lastBefore(parts: readonly YamlSpan[], offset: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** How far a part is indented that begins its line; undefined where something else does, or a tab. */
function indentOf(text: string, start: number, part: YamlSpan, kind: 'list' | 'map'): number | undefined {
  const head = text.slice(start, part.start);
  const match = (kind === 'list' ? /^( *)- $/ : /^( *)$/).exec(head);
  return match?.[1]?.length;
}

/** Signs that mean something beyond the lines in which they stand: anchors, aliases, tags, documents, directives, tabs. */
const farReaching = /[&*!\t%]|\r|(?:^|\n)(?:---|\.\.\.)|(?:^|\n) *\? |[|>][+-]?\d*[+-]? *(?:#[^\n]*)?(?:\n|$)/;

function readUnit(tree: YamlTree, unit: Unit, edit: Edit, after: string): YamlTree | undefined {
  const { lines, indent, path } = unit;
  const { start } = lines;
  const text = after.slice(start, lines.end + edit.delta);
  if (farReaching.test(text) || !isInside(text, indent)) return undefined;
  const read = readYamlTree(text);
  if (read.faults.some(({ kind }) => kind !== 'duplicate')) return undefined;
  const { root } = read;
  const last = path.at(-1);
  if (last === undefined || root === undefined || root.kind !== last.node.kind) return undefined;
  const parts: readonly YamlSpan[] = root.kind === 'list' ? root.items : root.kind === 'map' ? root.entries : [];
  const [first] = parts;
  // A key of another kind than a scalar, none at all, or one at another column makes something else of it.
  const head = ' '.repeat(indent) + (root.kind === 'list' ? '- ' : '');
  if (parts.length !== 1 || first === undefined || text.slice(0, first.start) !== head) return undefined;
  const made = moved(root, start);
  const changed = rebuilt(path, made, edit, lines.end);
  const inside = read.faults.map((fault) => ({ ...fault, start: fault.start + start, end: fault.end + start }));
  return {
    root: changed,
    faults: [...faultsAround(tree.faults, unit, edit), ...inside, ...keyFaults(path, made, edit)],
  };
}

/** Whether every line but the first belongs to what the first one begins. */
function isInside(text: string, indent: number): boolean {
  const [, ...others] = text.split('\n');
  return others.every((line) => {
    const content = line.trimStart();
    return content === '' || content.startsWith('#') || line.length - content.length > indent;
  });
}

/** The blocks around the unit with what it has become; whatever follows moves. */
function rebuilt(path: Unit['path'], made: YamlNode, { delta }: Edit, end: number): YamlNode {
  let inner: YamlNode | undefined;
  for (const { node, index } of path.toReversed()) inner = withPart(node, index, inner ?? made, inner === undefined);
  return inner ?? made;

  function withPart(node: YamlList | YamlMap, index: number, below: YamlNode, isUnit: boolean): YamlNode {
    if (node.kind === 'list') {
      const item = isUnit && below.kind === 'list' ? (below.items[0] ?? below) : below;
      const items = node.items.map((each, at) => (at === index ? item : at > index ? moved(each, delta) : each));
      return { ...node, items, end: items.at(-1)?.end ?? end };
    }
    const entries = node.entries.map((each, at): YamlEntry => {
      if (at !== index) return at > index ? movedEntry(each, delta) : each;
      if (isUnit) return below.kind === 'map' ? (below.entries[0] ?? each) : each;
      return { ...each, value: below, end: Math.max(each.key.end, below.end) };
    });
    return { ...node, entries, end: entries.at(-1)?.end ?? end, identity: {} };
  }
}

function moved(node: YamlNode, by: number): YamlNode {
  if (by === 0) return node;
  const span = { start: node.start + by, end: node.end + by };
  switch (node.kind) {
    case 'scalar':
      return { ...node, ...span, inner: { start: node.inner.start + by, end: node.inner.end + by } };
    case 'list':
      return { ...node, ...span, items: node.items.map((item) => moved(item, by)) };
    case 'map':
      return { ...node, ...span, entries: node.entries.map((entry) => movedEntry(entry, by)) };
    case 'alias':
      return { ...node, ...span };
  }
}

function movedEntry({ key, value, start, end }: YamlEntry, by: number): YamlEntry {
  const movedKey = moved(key, by);
  return {
    key: movedKey.kind === 'scalar' ? movedKey : key,
    value: value && moved(value, by),
    start: start + by,
    end: end + by,
  };
}

/** What is wrong outside of the unit; of the keys beside its own it is found out again. */
function faultsAround(
  faults: readonly YamlTreeFault[],
  { lines, path }: Unit,
  { delta }: Edit,
): readonly YamlTreeFault[] {
  const block = path.at(-1)?.node;
  const beside = new Set(block?.kind === 'map' ? block.entries.map(({ key }) => key.start) : []);
  return faults.flatMap((fault) => {
    if (beside.has(fault.start) || (fault.start >= lines.start && fault.start < lines.end)) return [];
    const by = fault.start < lines.start ? 0 : delta;
    return [{ ...fault, start: fault.start + by, end: fault.end + by }];
  });
}

function keyFaults(path: Unit['path'], made: YamlNode, { delta }: Edit): readonly YamlTreeFault[] {
  const last = path.at(-1);
  if (last?.node.kind !== 'map' || made.kind !== 'map') return [];
  const entries = last.node.entries.map((each, at) =>
    at === last.index ? (made.entries[0] ?? each) : at > last.index ? movedEntry(each, delta) : each,
  );
  return duplicateKeys(entries);
}
