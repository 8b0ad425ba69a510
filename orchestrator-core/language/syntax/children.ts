import type { SyntaxNode } from './ast.ts';

/** The nodes directly inside a node, in the order of the source. */
export function children(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  eachChild(node, found, add);
  return found;
}

function add(found: SyntaxNode[], child: SyntaxNode): void {
  found.push(child);
}

type Visit<C> = (context: C, child: SyntaxNode) => void;

/**
 * Visits the nodes directly inside a node, in the order of the source, and hands `context` on. Every node of a file
 * comes by here several times at every keystroke: it makes no lists, looks at nothing but nodes, and callers need no
 * closures.
 */
export function eachChild<C>(node: SyntaxNode, context: C, visit: Visit<C>): void {
  switch (node.kind) {
    // Most nodes are one of these, and cases are tried in turn.
    case 'variable':
    case 'name':
    case 'string':
    case 'number':
    case 'reference':
      return;
    case 'entry':
      visit(context, node.key);
      visit(context, node.value);
      return;
    case 'access':
      visit(context, node.left);
      eachOf(node.keys, context, visit);
      return;
    case 'interpolation':
      eachOf(node.segments, context, visit);
      return;
    case 'heredoc':
      visit(context, node.text);
      return;
    case 'list':
      eachOf(node.values, context, visit);
      return;
    case 'hash':
      eachOf(node.entries, context, visit);
      return;
    case 'parenthesized':
    case 'not':
    case 'minus':
    case 'unfold':
    case 'render-expression':
      visit(context, node.expression);
      return;
    case 'binary':
    case 'assignment':
    case 'relationship':
      visit(context, node.left);
      visit(context, node.right);
      return;
    case 'call':
      visit(context, node.functor);
      eachOf(node.arguments, context, visit);
      if (node.lambda !== undefined) visit(context, node.lambda);
      return;
    case 'method-call':
      visit(context, node.left);
      visit(context, node.name);
      eachOf(node.arguments, context, visit);
      if (node.lambda !== undefined) visit(context, node.lambda);
      return;
    case 'lambda':
      eachOf(node.parameters, context, visit);
      if (node.returns !== undefined) visit(context, node.returns);
      visit(context, node.body);
      return;
    case 'parameter':
      if (node.type !== undefined) visit(context, node.type);
      if (node.value !== undefined) visit(context, node.value);
      return;
    case 'block':
      eachOf(node.statements, context, visit);
      return;
    default:
      eachOfStatement(node, context, visit);
  }
}

/** Statements, resources and definitions: there are fewer of them. */
function eachOfStatement<C>(node: SyntaxNode, context: C, visit: Visit<C>): void {
  switch (node.kind) {
    case 'if':
    case 'unless':
      visit(context, node.test);
      visit(context, node.then);
      if (node.else !== undefined) visit(context, node.else);
      return;
    case 'case':
      visit(context, node.test);
      eachOf(node.options, context, visit);
      return;
    case 'case-option':
      eachOf(node.values, context, visit);
      visit(context, node.then);
      return;
    case 'selector':
      visit(context, node.left);
      eachOf(node.entries, context, visit);
      return;
    case 'selector-entry':
      visit(context, node.match);
      visit(context, node.value);
      return;
    case 'resource':
      visit(context, node.type);
      eachOf(node.bodies, context, visit);
      return;
    case 'resource-body':
      visit(context, node.title);
      eachOf(node.operations, context, visit);
      return;
    case 'attribute':
      visit(context, node.value);
      return;
    case 'untitled-resource':
      visit(context, node.type);
      visit(context, node.hash);
      return;
    case 'resource-defaults':
      visit(context, node.type);
      eachOf(node.operations, context, visit);
      return;
    case 'resource-override':
      visit(context, node.resources);
      eachOf(node.operations, context, visit);
      return;
    case 'collector':
      visit(context, node.type);
      if (node.query !== undefined) visit(context, node.query);
      eachOf(node.operations, context, visit);
      return;
    default:
      eachOfDefinition(node, context, visit);
  }
}

function eachOfDefinition<C>(node: SyntaxNode, context: C, visit: Visit<C>): void {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      eachOf(node.parameters, context, visit);
      if (node.returns !== undefined) visit(context, node.returns);
      visit(context, node.body);
      return;
    case 'type-alias':
      visit(context, node.left);
      visit(context, node.type);
      return;
    case 'type-definition':
      visit(context, node.body);
      return;
    case 'node':
      eachOf(node.hosts, context, visit);
      if (node.parent !== undefined) visit(context, node.parent);
      visit(context, node.body);
      return;
    case 'apply':
      eachOf(node.arguments, context, visit);
      visit(context, node.body);
      return;
    case 'application':
    case 'site':
      eachOf(node.parameters, context, visit);
      visit(context, node.body);
      return;
    case 'produces':
    case 'consumes':
      visit(context, node.component);
      eachOf(node.mappings, context, visit);
      return;
    case 'epp':
      if (node.parameters !== undefined) eachOf(node.parameters, context, visit);
      visit(context, node.body);
      return;
  }
}

function eachOf<C>(nodes: readonly SyntaxNode[], context: C, visit: Visit<C>): void {
  for (const node of nodes) visit(context, node);
}
