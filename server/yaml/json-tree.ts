import type { YamlEntry, YamlMap, YamlNode } from '../../orchestrator-core/project/index.ts';
import type { ASTNode, ObjectASTNode, PropertyASTNode, StringASTNode } from '../json/tree.ts';

/** YAML as JSON's tree, for services that know JSON; undefined for what JSON has no word for. */
export function toJsonTree(node: YamlNode | undefined, parent?: ASTNode): ASTNode | undefined {
  if (node === undefined || node.kind === 'alias') return undefined;
  if (node.kind === 'map') return convertMap(node, parent);
  const base = { offset: node.start, length: node.end - node.start, ...withParent(parent) };
  if (node.kind === 'list') {
    const items: ASTNode[] = [];
    const array: ASTNode = { type: 'array', ...base, items, children: items };
    for (const item of node.items) {
      const converted = toJsonTree(item, array);
      if (converted !== undefined) items.push(converted);
    }
    return array;
  }
  const { value } = node;
  if (typeof value === 'string') return { type: 'string', ...base, value };
  if (typeof value === 'number') return { type: 'number', ...base, value, isInteger: Number.isInteger(value) };
  return typeof value === 'boolean' ? { type: 'boolean', ...base, value } : { type: 'null', ...base, value: null };
}

function withParent(parent: ASTNode | undefined): { parent?: ASTNode } {
  return parent === undefined ? {} : { parent };
}

function convertMap({ entries, start, end }: YamlMap, parent: ASTNode | undefined): ASTNode {
  const properties: PropertyASTNode[] = [];
  const at = { offset: start, length: end - start };
  const object: ObjectASTNode = { type: 'object', ...at, ...withParent(parent), properties, children: properties };
  for (const entry of entries) properties.push(convertEntry(entry, object));
  return object;
}

function convertEntry({ key, value }: YamlEntry, object: ObjectASTNode): PropertyASTNode {
  const at = { offset: key.start, length: key.end - key.start };
  const children: ASTNode[] = [];
  // Key and value point to the property and it to them, so it is made first and filled after.
  const entry: { -readonly [K in keyof PropertyASTNode]: PropertyASTNode[K] } = {
    type: 'property',
    ...at,
    parent: object,
    keyNode: { type: 'string', ...at, value: key.text },
    children,
  };
  const keyNode: StringASTNode = { type: 'string', ...at, value: key.text, parent: entry };
  entry.keyNode = keyNode;
  children.push(keyNode);
  const valueNode = toJsonTree(value, entry);
  if (valueNode === undefined) return entry;
  entry.valueNode = valueNode;
  entry.length = Math.max(at.length, valueNode.offset + valueNode.length - at.offset);
  children.push(valueNode);
  return entry;
}
