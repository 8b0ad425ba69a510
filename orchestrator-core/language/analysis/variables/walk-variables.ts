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
import { eachChild } from '../../syntax/children.ts';
import type { Parsed } from '../../syntax/parser.ts';
import type { Arm, Occurrence, Variable, VariableScope } from './variables.ts';

/** A variable whose occurrences are still being found. */
export interface OpenVariable extends Variable {
  readonly scope: OpenScope;
  readonly occurrences: OpenOccurrence[];
}

/** A scope whose variables are still being found. */
export interface OpenScope extends VariableScope {
  outer: OpenScope | undefined;
  inherits?: string;
  isReadElsewhere: boolean;
  readonly variables: Map<string, OpenVariable>;
}

/** An occurrence of which it may turn out later whose it is. */
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
  readonly state: WalkState;
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
  const place = { state, scope: top, arm: undefined, inside: '' };
  for (const statement of program.statements) visit(place, statement);
  return state;
}

function openScope(kind: OpenScope['kind'], node: SyntaxNode, outer: OpenScope | undefined): OpenScope {
  return { kind, node, outer, variables: new Map(), isReadElsewhere: false, start: node.start, end: node.end };
}

/** The name without a leading `::`. */
export function plainName(name: string): string {
  return name.startsWith('::') ? name.slice(2) : name;
}

function visit(place: Place, node: SyntaxNode): void {
  switch (node.kind) {
    case 'variable':
      read(place, node);
      return;
    // Most other nodes are one of these.
    case 'name':
    case 'string':
    case 'number':
    case 'reference':
      return;
    case 'assignment':
      visit(place, node.right);
      visitTarget(place, node.left, node);
      return;
    case 'parameter':
      visitParameter(place, node);
      return;
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      visitDefinition(place, node);
      return;
    case 'application':
      eachChild(node, newScope('definition', node, place.state.top, place), visit);
      return;
    case 'node':
      // It may stand in an `apply` block.
      eachChild(node, newScope('node', node, place.scope, place), visit);
      return;
    case 'lambda':
      eachChild(node, newScope('lambda', node, place.scope, place), visit);
      return;
    case 'apply':
      for (const given of node.arguments) visit(place, given);
      readElsewhere(place.scope);
      visitBlock(newScope('apply', node.body, place.scope, place), node.body);
      return;
    case 'heredoc':
      if (node.text.start > place.scope.end) place.state.outliers.push({ span: node.text, scope: place.scope });
      visit(place, node.text);
      return;
    case 'block':
      visitBlock(place, node);
      return;
    case 'call':
    case 'method-call':
      if (readsByName(node.kind === 'call' ? node.functor : node.name)) readElsewhere(place.scope);
      eachChild(node, place, visit);
      return;
    default:
      visitConditions(place, node);
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

function visitBlock(place: Place, block: Block): void {
  place.state.blocks.push({ block, scope: place.scope });
  for (const statement of block.statements) visit(place, statement);
}

/** Conditions are no scopes, but their arms are not always reached. */
function visitConditions(place: Place, node: SyntaxNode): void {
  switch (node.kind) {
    case 'if':
    case 'unless':
      visit(place, node.test);
      visitArm(place, node, node.then);
      if (node.else !== undefined) visitArm(place, node, node.else);
      return;
    case 'case':
      visit(place, node.test);
      for (const option of node.options) visitArm(place, node, option);
      return;
    case 'selector':
      visit(place, node.left);
      for (const entry of node.entries) visitArm(place, node, entry);
      return;
    case 'binary':
      visit(place, node.left);
      if (node.operator === 'and' || node.operator === 'or') visitArm(place, node, node.right);
      else visit(place, node.right);
      return;
    default:
      eachChild(node, place, visit);
  }
}

function visitArm(place: Place, of: SyntaxNode, node: SyntaxNode): void {
  const { state, scope, inside } = place;
  visit({ state, scope, inside, arm: { outer: place.arm, of, node } }, node);
}

function newScope(
  kind: OpenScope['kind'],
  node: SyntaxNode,
  outer: OpenScope | undefined,
  { state, inside, arm }: Place,
): Place {
  const scope = { ...openScope(kind, node, outer), ...(kind === 'lambda' && arm !== undefined && { arm }) };
  state.scopes.push(scope);
  return { state, scope, arm: undefined, inside };
}

function visitDefinition(place: Place, node: Definition): void {
  const name = plainName(node.name);
  const isClass = node.kind === 'class';
  const full = isClass && place.inside !== '' && !node.name.startsWith('::') ? `${place.inside}::${name}` : name;
  const inside = newScope('definition', node, place.state.top, { ...place, inside: isClass ? full : place.inside });
  if (node.parent !== undefined) inside.scope.inherits = node.parent;
  if (isClass && name !== '') place.state.classes.set(full, inside.scope);
  eachChild(node, inside, visit);
}

function visitParameter(place: Place, node: Parameter): void {
  if (node.type !== undefined) visit(place, node.type);
  if (node.value !== undefined) visit(place, node.value);
  if (node.name !== '') write(place, node, node.nameSpan, node);
}

/** What stands on the left of `=`: a variable, or a list of them, which may hold lists. */
function visitTarget(place: Place, node: SyntaxNode, assignment: Assignment): void {
  if (node.kind === 'list') for (const value of node.values) visitTarget(place, value, assignment);
  else if (node.kind !== 'variable' || node.name.includes('::')) visit(place, node);
  else if (node.name !== '') write(place, node, node, assignment);
}

function read({ state, scope, arm }: Place, node: VariableNode): void {
  if (node.name === '') return;
  const variable = lookup(state, scope, node.name);
  const occurrence: OpenOccurrence = {
    start: nameStart(state.source, node),
    end: node.end,
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

function write(place: Place, node: VariableNode | Parameter, at: Span, setBy: SyntaxNode): void {
  const { state, scope, arm } = place;
  let variable = scope.variables.get(node.name);
  if (variable === undefined) {
    const kind = node.kind === 'parameter' ? 'parameter' : 'variable';
    variable = { name: node.name, kind, scope, declaration: setBy, occurrences: [] };
    scope.variables.set(node.name, variable);
  }
  const occurrence: OpenOccurrence = {
    start: nameStart(state.source, at),
    end: at.end,
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

/** Where the name begins that a span with `$` or without is about. */
function nameStart(source: string, { start }: Span): number {
  return source.charCodeAt(start) === dollar ? start + 1 : start;
}

const dollar = 36;

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
