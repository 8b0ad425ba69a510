import type { SyntaxNode } from './ast.ts';

/** The nodes directly inside a node, in the order of the source. */
export function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  // Every node of a file comes by here at every keystroke: `for in` makes no array of the values.
  for (const key in node) {
    const value: unknown = node[key as keyof SyntaxNode];
    if (typeof value !== 'object') continue;
    if (Array.isArray(value)) {
      for (const each of value) if (isNode(each)) found.push(each);
    } else if (isNode(value)) found.push(value);
  }
  return found;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
