import type {
  Access,
  AttributeOperation,
  Definition,
  Expression,
  KeyedEntry,
  Span,
  SyntaxNode,
  Variable,
} from '../syntax/ast.ts';
import { children } from '../syntax/children.ts';
import type { Parsed } from '../syntax/parser.ts';
import { knownTypes, objectNames } from '../types/known-types.ts';
import type { DeclarationKind } from './declaration.ts';

/**
 * A place that names something of another file. The span is that of the name alone: without quotes, `$` and a leading
 * `::`; of `$a::b::c` it is `a::b`.
 */
export interface Use extends Span {
  /** A resource's type is a `define` here, be it one of Ruby's or of Puppet's own language. */
  readonly kind: DeclarationKind;
  /** As {@link Declaration.name} has it. */
  readonly name: string;
  /** The call, resource, variable or expression that names it. */
  readonly node: SyntaxNode;
  /** The innermost definition around it. */
  readonly inside?: Definition;
}

/** Names before `[…]` that make a data type; after all others the brackets hold titles of resources. */
const takesTypes: ReadonlySet<string> = new Set([
  ...knownTypes.map(({ name }) => name),
  ...objectNames,
  'Catalogentry',
  'TypeAlias',
  'TypeReference',
  'Unit',
]);

/** Functions whose arguments are names of classes. */
const takesClasses: ReadonlySet<string> = new Set(['include', 'contain', 'require']);

/** Functions whose first argument names something else. */
const takesName: ReadonlyMap<string, DeclarationKind> = new Map([
  ['run_plan', 'plan'],
  ['run_task', 'task'],
  ['run_task_with', 'task'],
  ['create_resources', 'define'],
  ['ensure_resource', 'define'],
  ['ensure_resources', 'define'],
]);

/** Name spaces of variables that are no classes. */
const notClasses: ReadonlySet<string> = new Set(['settings', 'facts', 'trusted', 'server_facts']);

interface Walk {
  readonly source: string;
  readonly found: Use[];
  inside: Definition | undefined;
}

/**
 * Every place where a source names something that can stand in another file, in the order of the text. Resource types
 * are `define`s here: only a world knows which of them are Ruby's. Never throws.
 */
export function usesOf(parsed: Parsed): readonly Use[] {
  const walk: Walk = { source: parsed.source, found: [], inside: undefined };
  visit(walk, parsed.program);
  return walk.found.sort((a, b) => a.start - b.start);
}

function visit(walk: Walk, node: SyntaxNode): void {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      visitDefinition(walk, node);
      return;
    case 'type-alias':
      visit(walk, node.type);
      return;
    case 'variable':
      useVariable(walk, node);
      return;
    case 'reference':
      use(walk, 'type', node.value, node, node);
      return;
    case 'call':
      if (node.functor.kind === 'name') {
        use(walk, 'function', node.functor.value, node.functor, node);
        useArguments(walk, node.functor.value, node.arguments, node);
      } else visit(walk, node.functor);
      visitAll(walk, node.arguments);
      if (node.lambda !== undefined) visit(walk, node.lambda);
      return;
    case 'method-call':
      use(walk, 'function', node.name.value, node.name, node);
      useArguments(walk, node.name.value, [node.left, ...node.arguments], node);
      break;
    case 'access':
      visitAccess(walk, node);
      return;
    case 'resource':
      if (node.type.kind === 'name' && node.type.value.replace(/^::/, '') === 'class') {
        for (const { title } of node.bodies) useNames(walk, 'class', title, node);
      } else useResourceType(walk, node.type, node);
      visitAll(walk, node.bodies);
      return;
    case 'resource-defaults':
      useResourceType(walk, node.type, node);
      visitAll(walk, node.operations);
      return;
    case 'collector':
      useResourceType(walk, node.type, node);
      if (node.query !== undefined) visit(walk, node.query);
      visitAll(walk, node.operations);
      return;
    default:
      break;
  }
  for (const child of children(node)) visit(walk, child);
}

function visitAll(walk: Walk, nodes: readonly (Expression | KeyedEntry | AttributeOperation | SyntaxNode)[]): void {
  for (const node of nodes) visit(walk, node);
}

function visitDefinition(walk: Walk, node: Definition): void {
  const outside = walk.inside;
  walk.inside = node;
  if (node.parent !== undefined && node.parentSpan !== undefined && node.parent !== 'default') {
    use(walk, 'class', node.parent, node.parentSpan, node);
  }
  for (const child of children(node)) visit(walk, child);
  walk.inside = outside;
}

/** `$a::b::c` is a variable of class `a::b`; the span is that of the class's name. */
function useVariable(walk: Walk, node: Variable): void {
  const last = node.name.lastIndexOf('::');
  if (last <= 0) return;
  const space = node.name.slice(0, last);
  if (notClasses.has(space.replace(/^::/, ''))) return;
  const start = walk.source.startsWith('$', node.start) ? node.start + 1 : node.start;
  use(walk, 'class', space, { start, end: start + space.length }, node);
}

/** `Class['x']` names a class, `Foo::Bar['x']` a resource, and `Array[…]` a type. */
function visitAccess(walk: Walk, node: Access): void {
  const { left, keys } = node;
  if (left.kind !== 'reference') visit(walk, left);
  else {
    const name = left.value.replace(/^::/, '');
    if (name === 'Class') for (const key of keys) useNames(walk, 'class', key, node);
    if (name === 'Resource' && keys[0] !== undefined) useNames(walk, 'define', keys[0], node);
    if (takesTypes.has(name)) use(walk, 'type', left.value, left, node);
    else useResourceType(walk, left, node);
  }
  visitAll(walk, keys);
}

function useResourceType(walk: Walk, type: Expression, node: SyntaxNode): void {
  if (type.kind === 'name' || type.kind === 'reference') use(walk, 'define', type.value, type, node);
  else visit(walk, type);
}

function useArguments(walk: Walk, name: string, given: readonly SyntaxNode[], node: SyntaxNode): void {
  const called = name.replace(/^::/, '');
  if (takesClasses.has(called)) for (const argument of given) useNames(walk, 'class', argument, node);
  const kind = takesName.get(called);
  const [first] = given;
  if (kind !== undefined && first !== undefined && first.kind !== 'list') useNames(walk, kind, first, node);
}

/** What literal strings, bare words and lists of them name. */
function useNames(walk: Walk, kind: DeclarationKind, named: SyntaxNode, node: SyntaxNode): void {
  if (named.kind === 'list') for (const value of named.values) useNames(walk, kind, value, node);
  if (named.kind === 'name') use(walk, kind, named.value, named, node);
  if (named.kind !== 'string' || named.value === 'class') return;
  const isQuoted = /^['"]/.test(walk.source.charAt(named.start));
  const inset = isQuoted ? 1 : 0;
  use(walk, kind, named.value, { start: named.start + inset, end: named.end - inset }, node);
}

function use(walk: Walk, kind: DeclarationKind, written: string, span: Span, node: SyntaxNode): void {
  const isAbsolute = written.startsWith('::');
  const name = isAbsolute ? written.slice(2) : written;
  const start = isAbsolute ? span.start + 2 : span.start;
  if (name === '' || start >= span.end) return;
  const { inside } = walk;
  walk.found.push({
    kind,
    name: kind === 'type' ? name : name.toLowerCase(),
    node,
    start,
    end: span.end,
    ...(inside === undefined ? {} : { inside }),
  });
}
