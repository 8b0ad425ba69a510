import { children, type SyntaxNode } from '../../orchestrator-core/language/index.ts';
import type { Span } from '../documents/words.ts';

/** The nodes around a span, the whole program first and the smallest last. What is in a heredoc's text is not found. */
export function nodesAround(program: SyntaxNode, span: Span): readonly SyntaxNode[] {
  const around: SyntaxNode[] = [];
  for (let node: SyntaxNode | undefined = program; node !== undefined; ) {
    around.push(node);
    // Of two that touch at an empty span the one that begins there is meant.
    node = children(node).findLast((child) => child.start <= span.start && span.end <= child.end);
  }
  return around;
}

/** The innermost node around a span that is of the kind, and what is directly around it. */
export function nearestOf<K extends SyntaxNode['kind']>(
  around: readonly SyntaxNode[],
  ...kinds: readonly K[]
): { readonly node: SyntaxNode & { readonly kind: K }; readonly parent: SyntaxNode | undefined } | undefined {
  const index = around.findLastIndex((node) => (kinds as readonly string[]).includes(node.kind));
  const node = around[index];
  // The kind was just compared.
  return node === undefined
    ? undefined
    : { node: node as SyntaxNode & { readonly kind: K }, parent: around[index - 1] };
}
