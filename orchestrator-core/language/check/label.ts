import type { SyntaxNode } from '../syntax/ast.ts';

const fixed: Readonly<Partial<Record<SyntaxNode['kind'], string>>> = {
  missing: 'Nop Expression',
  string: 'String',
  interpolation: 'Double Quoted String',
  regex: 'Regular Expression',
  true: 'Boolean',
  false: 'Boolean',
  undef: "'undef' expression",
  default: "'default' expression",
  name: 'Name',
  reference: 'Type-Name',
  variable: 'Variable',
  list: 'Array Expression',
  hash: 'Hash Expression',
  entry: 'Hash Entry',
  access: "'[]' expression",
  parenthesized: 'Parenthesized Expression',
  not: "'not' expression",
  minus: 'Unary Minus',
  unfold: 'Unfold',
  selector: 'Selector Expression',
  'selector-entry': 'Selector Option',
  block: 'Block Expression',
  if: "'if' statement",
  unless: "'unless' Statement",
  case: "'case' statement",
  'case-option': 'Case Option',
  call: 'Function Call',
  'method-call': 'Method call',
  lambda: 'Lambda',
  parameter: 'Parameter Definition',
  resource: 'Resource Statement',
  'untitled-resource': 'Block Expression',
  'resource-body': 'Resource Instance Definition',
  'resource-defaults': 'Resource Defaults Expression',
  'resource-override': 'Resource Override',
  class: 'Host Class Definition',
  define: "'define' expression",
  plan: 'Plan Definition',
  function: 'Function Definition',
  'type-alias': 'Type Alias',
  'type-definition': 'Type Definition',
  node: 'Node Definition',
  apply: "'apply' expression",
  epp: 'Epp Template',
  'render-string': 'Epp Text',
  'render-expression': 'Epp Interpolated Expression',
};

/** What a node is called in messages: the words of Puppet's `ModelLabelProvider`. */
export function label(node: SyntaxNode): string {
  switch (node.kind) {
    case 'number':
      return /^\d+[.eE]/.test(node.text) ? 'Literal Float' : 'Literal Integer';
    case 'binary':
    case 'assignment':
    case 'relationship':
    case 'attribute':
      return `'${node.operator}' expression`;
    case 'heredoc':
      return `'@(${node.syntax})' expression`;
    case 'reserved':
      return `Reserved Word '${node.word}'`;
    case 'collector':
      return node.exported ? 'Exported Query' : 'Virtual Query';
    default:
      return fixed[node.kind] ?? node.kind;
  }
}

/** `a Name`, `an 'if' statement`: the first letter decides, quotes aside. */
export function withArticle(node: SyntaxNode): string {
  const text = label(node);
  return `${/^'?[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
}

/** The same at the beginning of a sentence. */
export function withArticleUpper(node: SyntaxNode): string {
  const text = withArticle(node);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
