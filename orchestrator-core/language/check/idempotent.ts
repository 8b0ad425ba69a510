import type { Block, SyntaxNode } from '../syntax/ast.ts';

const always: ReadonlySet<SyntaxNode['kind']> = new Set([
  'missing',
  'number',
  'string',
  'interpolation',
  'heredoc',
  'regex',
  'true',
  'false',
  'undef',
  'default',
  'name',
  'reference',
  'list',
  'hash',
  'access',
  'not',
  'minus',
  'unfold',
  'selector',
  'variable',
]);

/** Whether a node does nothing but produce a value: as a statement it has no effect. Puppet's `idem_…` rules. */
export function isIdempotent(node: SyntaxNode): boolean {
  if (always.has(node.kind)) return true;
  switch (node.kind) {
    case 'binary':
      return node.operator !== '=~' && node.operator !== '!~';
    case 'parenthesized':
      return isIdempotent(node.expression);
    case 'block':
      return node.statements.every(isIdempotent);
    case 'if':
      return isIdempotent(node.test) && isIdempotent(node.then) && (node.else === undefined || isIdempotent(node.else));
    case 'unless':
      return isIdempotent(node.test) && isIdempotent(node.then) && (node.else === undefined || isIdempotent(node.else));
    case 'case':
      return isIdempotent(node.test) && node.options.every(isIdempotent);
    case 'case-option':
      return node.values.every(isIdempotent) && isIdempotent(node.then);
    default:
      return false;
  }
}

/** The statement at the end of a body that has no effect, if there is one. An empty body has none. */
export function idempotentEnd(body: Block): SyntaxNode | undefined {
  const last = body.statements.at(-1);
  return last !== undefined && isIdempotent(last) ? last : undefined;
}
