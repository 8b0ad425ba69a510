import { isAlias, isMap, isScalar, isSeq, type Pair, parseDocument, visit } from 'yaml';
import { problem } from '../documents/codes.ts';
import type { Source } from '../documents/overlay.ts';
import type { Problem, Span } from '../documents/words.ts';
import type { ASTNode, ObjectASTNode, PropertyASTNode, StringASTNode } from '../json/tree.ts';

/** A YAML document as JSON's tree, and what is wrong with its syntax. */
export interface YamlTree {
  readonly root: ASTNode | undefined;
  readonly problems: readonly Problem[];
}

/** Reads YAML 1.1 as Ruby's parser would; broken documents give as much of a tree as there is. */
export function parseYaml(source: Source): YamlTree {
  const document = parseDocument(source.text, {
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
  });
  const problems = document.errors.map((error) => {
    const [start, end] = error.pos;
    const last = Math.min(Math.max(end, start + 1), source.text.length);
    return problem(
      'yaml-syntax',
      { start: Math.min(start, Math.max(0, last - 1)), end: last },
      sentence(error.message),
    );
  });
  visit(document, {
    Alias: (_key, node) => {
      const { offset, length } = place(node);
      const message = `Bolt refuses aliases in project files: write out what '${node.source}' stands for.`;
      problems.push(problem('yaml-alias', { start: offset, end: offset + length }, message));
    },
  });
  const root = convert(document.contents, undefined);
  return { root, problems: [...problems, ...duplicateKeys(root)] };
}

function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined;
}

function place(node: Ranged): { offset: number; length: number } {
  const [start = 0, end = start] = node.range ?? [];
  return { offset: start, length: end - start };
}

/** Undefined for what JSON has no word for: aliases, and keys that are no scalars. */
function convert(node: unknown, parent: ASTNode | undefined): ASTNode | undefined {
  if (isMap(node)) return convertMap(node.items, place(node), parent);
  if (isSeq(node)) {
    const items: ASTNode[] = [];
    const array: ASTNode = { type: 'array', ...place(node), ...withParent(parent), items, children: items };
    for (const item of node.items) {
      const converted = convert(item, array);
      if (converted !== undefined) items.push(converted);
    }
    return array;
  }
  if (!isScalar(node) || isAlias(node)) return undefined;
  const base = { ...place(node), ...withParent(parent) };
  const { value } = node;
  if (typeof value === 'string') return { type: 'string', ...base, value };
  if (typeof value === 'number') return { type: 'number', ...base, value, isInteger: Number.isInteger(value) };
  if (typeof value === 'boolean') return { type: 'boolean', ...base, value };
  return value === null ? { type: 'null', ...base, value } : { type: 'string', ...base, value: String(value) };
}

function withParent(parent: ASTNode | undefined): { parent?: ASTNode } {
  return parent === undefined ? {} : { parent };
}

function convertMap(
  pairs: readonly Pair[],
  at: { offset: number; length: number },
  parent: ASTNode | undefined,
): ASTNode {
  const properties: PropertyASTNode[] = [];
  const object: ObjectASTNode = { type: 'object', ...at, ...withParent(parent), properties, children: properties };
  for (const pair of pairs) {
    if (!isScalar(pair.key) || pair.key.range == null) continue;
    const start = place(pair.key);
    const children: ASTNode[] = [];
    // Key and value point to the property and it to them, so it is made first and filled after.
    const entry: { -readonly [K in keyof PropertyASTNode]: PropertyASTNode[K] } = {
      type: 'property',
      ...start,
      parent: object,
      keyNode: { type: 'string', ...start, value: String(pair.key.value) },
      children,
    };
    const keyNode: StringASTNode = { type: 'string', ...start, value: String(pair.key.value), parent: entry };
    entry.keyNode = keyNode;
    children.push(keyNode);
    const valueNode = convert(pair.value, entry);
    if (valueNode !== undefined) {
      entry.valueNode = valueNode;
      entry.length = Math.max(start.length, valueNode.offset + valueNode.length - start.offset);
      children.push(valueNode);
    }
    properties.push(entry);
  }
  return object;
}

function duplicateKeys(node: ASTNode | undefined): readonly Problem[] {
  if (node === undefined) return [];
  const below = (node.children ?? []).flatMap(duplicateKeys);
  if (node.type !== 'object') return below;
  const seen = new Map<string, number>();
  for (const { keyNode } of node.properties) seen.set(keyNode.value, (seen.get(keyNode.value) ?? 0) + 1);
  const repeated = node.properties.filter(({ keyNode }) => (seen.get(keyNode.value) ?? 0) > 1);
  const own = repeated.map(({ keyNode }) => {
    const span: Span = { start: keyNode.offset, end: keyNode.offset + keyNode.length };
    return problem('duplicate-key', span, `'${keyNode.value}' is here more than once; the last one counts.`);
  });
  return [...own, ...below];
}
