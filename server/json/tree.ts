import type { ArrayASTNode, ASTNode, ObjectASTNode, PropertyASTNode, StringASTNode } from 'vscode-json-languageservice';
import type { Json } from '../../orchestrator-core/common/index.ts';
import type { Span } from '../documents/words.ts';

/** JSON's syntax tree, which YAML documents are turned into as well. */
export type { ArrayASTNode, ASTNode, ObjectASTNode, PropertyASTNode, StringASTNode } from 'vscode-json-languageservice';

/** Where a node stands, quotes included. */
export function spanOf(node: ASTNode): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** Where a string's contents stand, without the quotes. */
export function innerSpan(node: StringASTNode, text: string): Span {
  const span = spanOf(node);
  const quote = text[span.start];
  if (quote !== '"' && quote !== "'") return span;
  const closed = node.length > 1 && text[span.end - 1] === quote;
  return { start: span.start + 1, end: span.end - (closed ? 1 : 0) };
}

/** The last property of that name, the one that counts when JSON is read. */
export function property(node: ASTNode | undefined, name: string): PropertyASTNode | undefined {
  if (node?.type !== 'object') return undefined;
  return node.properties.findLast((candidate) => candidate.keyNode.value === name);
}

/** The value of a property. */
export function valueAt(node: ASTNode | undefined, name: string): ASTNode | undefined {
  return property(node, name)?.valueNode;
}

/** The node where it is an object. */
export function asObject(node: ASTNode | undefined): ObjectASTNode | undefined {
  return node?.type === 'object' ? node : undefined;
}

/** The node where it is an array. */
export function asArray(node: ASTNode | undefined): ArrayASTNode | undefined {
  return node?.type === 'array' ? node : undefined;
}

/** The node where it is a string. */
export function asString(node: ASTNode | undefined): StringASTNode | undefined {
  return node?.type === 'string' ? node : undefined;
}

/** The strings of an array; whatever else it holds is left out. */
export function stringsOf(node: ASTNode | undefined): readonly StringASTNode[] {
  return asArray(node)?.items.filter((item) => item.type === 'string') ?? [];
}

/** The value a boolean node has; undefined for everything else. */
export function booleanOf(node: ASTNode | undefined): boolean | undefined {
  return node?.type === 'boolean' ? node.value : undefined;
}

/** What the node says, as a value. A property without a value is left out. */
export function toValue(node: ASTNode): Json {
  if (node.type === 'array') return node.items.map(toValue);
  if (node.type === 'object') {
    return Object.fromEntries(
      node.properties.flatMap((item) =>
        item.valueNode === undefined ? [] : [[item.keyNode.value, toValue(item.valueNode)]],
      ),
    );
  }
  return node.type === 'property' ? null : node.value;
}

/** The nodes from the root to the innermost one that holds `offset` (its ends included). */
export function pathTo(root: ASTNode | undefined, offset: number): readonly ASTNode[] {
  const path: ASTNode[] = [];
  let node = root;
  while (node !== undefined && node.offset <= offset && offset <= node.offset + node.length) {
    path.push(node);
    node = node.children?.find((child) => child.offset <= offset && offset <= child.offset + child.length);
  }
  return path;
}
