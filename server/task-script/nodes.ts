import type { Node } from 'web-tree-sitter';
import type { Span } from '../documents/words.ts';
import type { ParameterRead, ReadSource } from './reads.ts';

/** What a language's reader answers with. */
export interface Reading {
  readonly reads: readonly ParameterRead[];
  readonly open: boolean;
}

/** The named and unnamed nodes below `node`, itself first, in the order of the text; comments are left out. */
export function* walk(node: Node): Generator<Node> {
  if (node.type === 'comment') return;
  yield node;
  for (const child of node.children) if (child !== null) yield* walk(child);
}

/** Where a node stands, in UTF-16 units. */
export function spanOfNode(node: Node): Span {
  return { start: node.startIndex, end: node.endIndex };
}

/** The named children. */
export function named(node: Node | null | undefined): readonly Node[] {
  return node?.namedChildren.filter((child) => child !== null) ?? [];
}

/** A string without interpolation: what it says and where its contents stand. */
export interface Literal {
  readonly value: string;
  readonly span: Span;
}

/** The literal that a Python or Ruby string, or a Ruby symbol, is. */
export function literal(node: Node | null | undefined): Literal | undefined {
  if (node?.type === 'simple_symbol') {
    return { value: node.text.slice(1), span: { start: node.startIndex + 1, end: node.endIndex } };
  }
  if (node?.type === 'hash_key_symbol') return { value: node.text, span: spanOfNode(node) };
  if (node?.type !== 'string') return undefined;
  const parts = named(node).filter((part) => part.type !== 'string_start' && part.type !== 'string_end');
  const [content] = parts;
  if (parts.length !== 1 || content?.type !== 'string_content' || content.text.includes('\\')) return undefined;
  if (named(content).length > 0) return undefined;
  return { value: content.text, span: spanOfNode(content) };
}

const environmentPrefix = 'PT_';

/** The read of a variable of the environment, or undefined when it carries no parameter. */
export function environmentRead(variable: Literal): ParameterRead | undefined {
  if (!variable.value.startsWith(environmentPrefix) || variable.value === environmentPrefix) return undefined;
  return {
    name: variable.value.slice(environmentPrefix.length),
    span: { start: variable.span.start + environmentPrefix.length, end: variable.span.end },
    source: 'environment',
  };
}

/** The read of a key. */
export function keyRead(key: Literal, source: ReadSource): ParameterRead {
  return { name: key.value, span: key.span, source };
}

/** Whether two objects stand for one node: each look at a tree makes new ones. */
export function sameNode(a: Node | null | undefined, b: Node | null | undefined): boolean {
  return a != null && b != null && a.id === b.id;
}
