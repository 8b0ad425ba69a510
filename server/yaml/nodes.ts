import { type YamlEntry, type YamlNode, type YamlScalar, yamlEntry } from '../../orchestrator-core/project/index.ts';
import type { Fold } from '../documents/answers.ts';
import { type Span, touches } from '../documents/words.ts';

import { lineTable } from '../puppet/lines.ts';
import type { YamlPath } from './guide.ts';

/** A scalar at a place, with the way to it. */
export interface ScalarAt {
  readonly scalar: YamlScalar;
  readonly isKey: boolean;
  /** To the value; of a key to what stands under it. */
  readonly path: YamlPath;
  /** What holds it, from the top down. */
  readonly around: readonly YamlNode[];
}

/** The key or value that `offset` touches. */
export function scalarAt(root: YamlNode | undefined, offset: number): ScalarAt | undefined {
  return root === undefined ? undefined : search(root, offset, [], []);
}

function search(node: YamlNode, offset: number, path: YamlPath, around: readonly YamlNode[]): ScalarAt | undefined {
  if (!touches(node, offset)) return undefined;
  if (node.kind === 'scalar') return { scalar: node, isKey: false, path, around };
  const inner = [...around, node];
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      const below = [...path, key.text];
      if (touches(key, offset)) return { scalar: key, isKey: true, path: below, around: inner };
      const found = value === undefined ? undefined : search(value, offset, below, inner);
      if (found !== undefined) return found;
    }
  }
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = search(item, offset, [...path, index], inner);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The node at a path; undefined where there is none. */
export function nodeAt(root: YamlNode | undefined, path: YamlPath): YamlNode | undefined {
  let node = root;
  for (const step of path) {
    if (typeof step === 'number') node = node?.kind === 'list' ? node.items[step] : undefined;
    else node = node?.kind === 'map' ? node.entries.findLast((entry) => entry.key.text === step)?.value : undefined;
  }
  return node;
}

/** Where the value at a path stands; of one that is missing its key, or the last thing on the way that is there. */
export function spanAt(root: YamlNode | undefined, path: YamlPath): Span {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(root, path.slice(0, length));
    if (node !== undefined) return firstLine(node);
    const holder = length === 0 ? undefined : nodeAt(root, path.slice(0, length - 1));
    const entry = yamlEntry(holder, String(path[length - 1]));
    if (entry !== undefined) return entry.key.inner;
  }
  return { start: 0, end: 0 };
}

/** A hash or list is shown by its first key or item, so that not half the file is underlined. */
function firstLine(node: YamlNode): Span {
  if (node.kind === 'map' && node.entries[0] !== undefined && !node.isFlow) return spanOf(node.entries[0].key);
  if (node.kind === 'list' && node.items[0] !== undefined && !node.isFlow) return firstLine(node.items[0]);
  return spanOf(node);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** The keys and items whose values span lines, each folded into its first line. */
export function yamlFolds(root: YamlNode | undefined, text: string): readonly Fold[] {
  const { lineAt: lineOf } = lineTable(text);
  const folds: Fold[] = [];
  const add = (start: number, end: number) => {
    const startLine = lineOf(start);
    const endLine = lineOf(start + text.slice(start, end).trimEnd().length);
    if (endLine > startLine && folds.at(-1)?.startLine !== startLine) folds.push({ startLine, endLine });
  };
  const visit = (node: YamlNode | undefined): void => {
    if (node?.kind === 'map') {
      for (const { key, value } of node.entries) {
        if (value !== undefined) add(key.start, value.end);
        visit(value);
      }
    }
    if (node?.kind === 'list') {
      for (const item of node.items) {
        if (item.kind !== 'scalar') add(item.start, item.end);
        visit(item);
      }
    }
  };
  visit(root);
  return folds;
}

/** What a growing selection goes through from `offset` on, smallest first. */
export function yamlSelections(root: YamlNode | undefined, text: string, offset: number): readonly Span[] {
  const found: Span[] = [];
  const take = (span: Span) => {
    const last = found.at(-1);
    if (last === undefined || span.start < last.start || span.end > last.end) found.push(spanOf(span));
  };
  const visit = (node: YamlNode | undefined): void => {
    if (node === undefined || !touches(node, offset)) return;
    if (node.kind === 'map') for (const entry of node.entries) visitEntry(entry);
    if (node.kind === 'list') for (const item of node.items) visit(item);
    if (node.kind === 'scalar') take(node.inner);
    take(node);
  };
  const visitEntry = (entry: YamlEntry): void => {
    if (!touches(entry, offset)) return;
    if (touches(entry.key, offset)) {
      take(entry.key.inner);
      take(entry.key);
    } else visit(entry.value);
    take(entry);
  };
  visit(root);
  take({ start: 0, end: text.length });
  return found;
}
