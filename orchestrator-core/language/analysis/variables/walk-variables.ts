import type {
  Assignment,
  Block,
  Definition,
  Expression,
  Parameter,
  Span,
  SyntaxNode,
  Variable as VariableNode,
} from '../../syntax/ast.ts';
import { children } from '../../syntax/children.ts';
import type { Parsed } from '../../syntax/parser.ts';
import type { Arm, Occurrence, Variable, VariableScope } from './variables.ts';

/** A variable whose occurrences are still being found. */
export interface OpenVariable extends Variable {
  readonly scope: OpenScope;
  readonly occurrences: OpenOccurrence[];
}

export interface OpenScope extends VariableScope {
  outer: OpenScope | undefined;
  inherits?: string;
  isReadElsewhere: boolean;
  readonly variables: Map<string, OpenVariable>;
}

export interface OpenOccurrence extends Occurrence {
  readonly scope: OpenScope;
  variable: OpenVariable | undefined;
  isEarly: boolean;
}

/** What is found of a file while it is walked. */
export interface WalkState {
  readonly source: string;
  readonly top: OpenScope;
  readonly scopes: OpenScope[];
  readonly blocks: { readonly block: Block; readonly scope: OpenScope }[];
  readonly occurrences: OpenOccurrence[];
  /** What was not set yet where it is named: looked up once more when all of the file is known. */
  readonly late: OpenOccurrence[];
  /** The scopes of classes by their full names. */
  readonly classes: Map<string, OpenScope>;
  /** Texts of heredocs that lie behind the end of the scope they belong to. */
  readonly outliers: { readonly span: Span; readonly scope: OpenScope }[];
}

/** Where the walk is. */
interface Place {
  readonly scope: OpenScope;
  readonly arm: Arm | undefined;
  /** The name of the class around it. */
  readonly inside: string;
}

/** Walks a file in the order in which Puppet evaluates it: each name is bound to what is set before it. */
export function walkVariables({ program, source }: Parsed): WalkState {
  const top = openScope('top', program, undefined);
  const state: WalkState = {
    source,
    top,
    scopes: [top],
    blocks: [{ block: program, scope: top }],
    occurrences: [],
    late: [],
    classes: new Map(),
    outliers: [],
  };
  for (const statement of program.statements) visit(state, statement, { scope: top, arm: undefined, inside: '' });
  return state;
}

function openScope(kind: OpenScope['kind'], node: SyntaxNode, outer: OpenScope | undefined): OpenScope {
  return { kind, node, outer, variables: new Map(), isReadElsewhere: false, start: node.start, end: node.end };
}

/** The name without a leading `::`. */
export function plainName(name: string): string {
  return name.startsWith('::') ? name.slice(2) : name;
}

function visit(state: WalkState, node: SyntaxNode, place: Place): void {
  switch (node.kind) {
    case 'variable':
      read(state, node, place);
      return;
    case 'assignment':
      visit(state, node.right, place);
      visitTarget(state, node.left, node, place);
      return;
    case 'parameter':
      visitParameter(state, node, place);
      return;
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      visitDefinition(state, node, place);
      return;
    case 'application':
      visitInside(state, node, newScope(state, 'definition', node, state.top, place));
      return;
    case 'node':
      // It may stand in an `apply` block.
      visitInside(state, node, newScope(state, 'node', node, place.scope, place));
      return;
    case 'lambda':
      visitInside(state, node, newScope(state, 'lambda', node, place.scope, place));
      return;
    case 'apply':
      for (const given of node.arguments) visit(state, given, place);
      readElsewhere(place.scope);
      visitBlock(state, node.body, newScope(state, 'apply', node.body, place.scope, place));
      return;
    case 'heredoc':
      if (node.text.start > place.scope.end) state.outliers.push({ span: node.text, scope: place.scope });
      visit(state, node.text, place);
      return;
    case 'block':
      visitBlock(state, node, place);
      return;
    case 'call':
    case 'method-call':
      if (readsByName(node.kind === 'call' ? node.functor : node.name)) readElsewhere(place.scope);
      visitInside(state, node, place);
      return;
    default:
      visitConditions(state, node, place);
  }
}

/** Functions that read variables of the scope they are called in: templates do, and Hiera's interpolation. */
const readers: ReadonlySet<string> = new Set([
  'defined',
  'epp',
  'get',
  'getvar',
  'hiera',
  'hiera_array',
  'hiera_hash',
  'hiera_include',
  'inline_epp',
  'inline_template',
  'lookup',
  'template',
]);

function readsByName(functor: Expression): boolean {
  return functor.kind === 'name' && readers.has(plainName(functor.value));
}

function readElsewhere(from: OpenScope): void {
  for (let scope: OpenScope | undefined = from; scope !== undefined && !scope.isReadElsewhere; scope = scope.outer) {
    scope.isReadElsewhere = true;
  }
}

function visitBlock(state: WalkState, block: Block, place: Place): void {
  state.blocks.push({ block, scope: place.scope });
  for (const statement of block.statements) visit(state, statement, place);
}

/** Conditions are no scopes, but their arms are not always reached. */
function visitConditions(state: WalkState, node: SyntaxNode, place: Place): void {
  switch (node.kind) {
    case 'if':
    case 'unless':
      visit(state, node.test, place);
      visitArm(state, node, node.then, place);
      if (node.else !== undefined) visitArm(state, node, node.else, place);
      return;
    case 'case':
      visit(state, node.test, place);
      for (const option of node.options) visitArm(state, node, option, place);
      return;
    case 'selector':
      visit(state, node.left, place);
      for (const entry of node.entries) visitArm(state, node, entry, place);
      return;
    case 'binary':
      visit(state, node.left, place);
      if (node.operator === 'and' || node.operator === 'or') visitArm(state, node, node.right, place);
      else visit(state, node.right, place);
      return;
    default:
      visitInside(state, node, place);
  }
}

function visitArm(state: WalkState, of: SyntaxNode, node: SyntaxNode, place: Place): void {
  visit(state, node, { ...place, arm: { outer: place.arm, of, node } });
}

function visitInside(state: WalkState, node: SyntaxNode, place: Place): void {
  for (const child of children(node)) visit(state, child, place);
}

function newScope(
  state: WalkState,
  kind: OpenScope['kind'],
  node: SyntaxNode,
  outer: OpenScope | undefined,
  { inside }: Place,
): Place {
  const scope = openScope(kind, node, outer);
  state.scopes.push(scope);
  return { scope, arm: undefined, inside };
}

function visitDefinition(state: WalkState, node: Definition, place: Place): void {
  const name = plainName(node.name);
  const isClass = node.kind === 'class';
  const full = isClass && place.inside !== '' && !node.name.startsWith('::') ? `${place.inside}::${name}` : name;
  const inside = newScope(state, 'definition', node, state.top, { ...place, inside: isClass ? full : place.inside });
  if (node.parent !== undefined) inside.scope.inherits = node.parent;
  if (isClass && name !== '') state.classes.set(full, inside.scope);
  visitInside(state, node, inside);
}

function visitParameter(state: WalkState, node: Parameter, place: Place): void {
  if (node.type !== undefined) visit(state, node.type, place);
  if (node.value !== undefined) visit(state, node.value, place);
  if (node.name !== '') write(state, node, node.nameSpan, node, place);
}

/** What stands on the left of `=`: a variable, or a list of them, which may hold lists. */
function visitTarget(state: WalkState, node: SyntaxNode, assignment: Assignment, place: Place): void {
  if (node.kind === 'list') for (const value of node.values) visitTarget(state, value, assignment, place);
  else if (node.kind !== 'variable' || node.name.includes('::')) visit(state, node, place);
  else if (node.name !== '') write(state, node, node, assignment, place);
}

function read(state: WalkState, node: VariableNode, { scope, arm }: Place): void {
  if (node.name === '') return;
  const variable = lookup(state, scope, node.name);
  const span = nameSpan(state.source, node);
  const occurrence: OpenOccurrence = {
    ...span,
    writes: false,
    written: node.name,
    variable,
    scope,
    node,
    setBy: undefined,
    arm,
    isEarly: false,
  };
  state.occurrences.push(occurrence);
  if (variable === undefined) state.late.push(occurrence);
  else variable.occurrences.push(occurrence);
}

function write(state: WalkState, node: VariableNode | Parameter, at: Span, setBy: SyntaxNode, place: Place): void {
  const { scope, arm } = place;
  let variable = scope.variables.get(node.name);
  if (variable === undefined) {
    const kind = node.kind === 'parameter' ? 'parameter' : 'variable';
    variable = { name: node.name, kind, scope, declaration: setBy, occurrences: [] };
    scope.variables.set(node.name, variable);
  }
  const span = nameSpan(state.source, at);
  const occurrence: OpenOccurrence = {
    ...span,
    writes: true,
    written: node.name,
    variable,
    scope,
    node,
    setBy,
    arm,
    isEarly: false,
  };
  state.occurrences.push(occurrence);
  variable.occurrences.push(occurrence);
}

function nameSpan(source: string, { start, end }: Span): Span {
  return { start: source.charAt(start) === '$' ? start + 1 : start, end };
}

/** Finds the variable that a name means, among those that are set by now. */
export function lookup(state: WalkState, from: OpenScope, written: string): OpenVariable | undefined {
  const name = plainName(written);
  const split = name.lastIndexOf('::');
  if (split >= 0) return state.classes.get(name.slice(0, split))?.variables.get(name.slice(split + 2));
  if (name !== written) return state.top.variables.get(name);
  for (let scope: OpenScope | undefined = from; scope !== undefined; scope = scope.outer) {
    const found = scope.variables.get(name);
    if (found !== undefined) return found;
    if (scope.inherits !== undefined) return undefined;
  }
  return undefined;
}
