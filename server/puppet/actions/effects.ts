import { children, type SyntaxNode } from '../../../orchestrator-core/language/index.ts';

/** Kinds of expressions that do nothing but have a value, as long as those in them do no more. */
const plain: ReadonlySet<SyntaxNode['kind']> = new Set([
  'access',
  'binary',
  'default',
  'entry',
  'false',
  'hash',
  'heredoc',
  'interpolation',
  'list',
  'minus',
  'name',
  'not',
  'number',
  'parenthesized',
  'reference',
  'regex',
  'string',
  'true',
  'undef',
  'variable',
]);

/** Whether nothing happens when a node is evaluated: no function is called, nothing set or declared. */
export function isWithoutEffect(node: SyntaxNode): boolean {
  return plain.has(node.kind) && children(node).every(isWithoutEffect);
}
