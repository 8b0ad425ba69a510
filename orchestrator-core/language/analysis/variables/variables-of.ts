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
import type { Arm, Occurrence, Variable, VariableScope, Variables } from './variables.ts';

interface OpenVariable extends Variable {
  readonly scope: OpenScope;
  readonly occurrences: OpenOccurrence[];
}

interface OpenScope extends VariableScope {
  outer: OpenScope | undefined;
  inherits?: string;
  isReadElsewhere: boolean;
  readonly variables: Map<string, OpenVariable>;
}

interface OpenOccurrence extends Occurrence {
  readonly scope: OpenScope;
  variable: OpenVariable | undefined;
  isEarly: boolean;
}

interface State {
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

const kept = new WeakMap<Parsed, Variables>();

/**
 * The variables of a file by Puppet's rules of scope (`Puppet::Parser::Scope`): lambdas and `apply` blocks see what is
 * around them; classes and defined types see the class they inherit from and the top of the file, functions and plans
 * the top only; conditions are no scopes. Found once for what was parsed once.
 */
export function variablesOf(parsed: Parsed): Variables {
  const known = kept.get(parsed);
  if (known !== undefined) return known;
  const made = findVariables(parsed);
  kept.set(parsed, made);
  return made;
}

function findVariables({ program, source }: Parsed): Variables {
  const top = openScope('top', program, undefined);
  const state: State = {
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
  for (const scope of state.scopes) linkParent(state, scope);
  for (const occurrence of state.late) {
    const variable = lookup(state, occurrence.scope, occurrence.written);
    occurrence.variable = variable;
    occurrence.isEarly = variable?.scope === occurrence.scope;
    variable?.occurrences.push(occurrence);
  }
  const byStart = (a: Span, b: Span) => a.start - b.start;
  for (const { variables } of state.scopes) for (const { occurrences } of variables.values()) occurrences.sort(byStart);
  state.occurrences.sort(byStart);
  return answers(state);
}

function answers(state: State): Variables {
  const { scopes, blocks, occurrences, outliers } = state;
  let byNode: Map<SyntaxNode, Occurrence> | undefined;
  const scopeAt = (offset: number): VariableScope => {
    const outlier = outliers.findLast(({ span }) => span.start <= offset && offset <= span.end);
    if (outlier !== undefined) return outlier.scope;
    return scopes.findLast((scope) => scope.kind !== 'top' && isInside(scope, offset, state.source)) ?? state.top;
  };
  return {
    scopes,
    blocks,
    occurrences,
    scopeAt,
    at: (offset) => occurrenceAt(state, offset),
    of: (node) => {
      byNode ??= new Map(occurrences.map((occurrence) => [occurrence.node, occurrence]));
      return byNode.get(node);
    },
    visibleAt: (offset) => {
      const names = new Set<string>();
      const found: Variable[] = [];
      const first = scopeAt(offset);
      for (let scope: VariableScope | undefined = first; scope !== undefined; scope = scope.outer) {
        // What a class sees of the top is there before it, wherever it stands.
        const isWhole = first !== scope && (scope.kind === 'top' || (first.kind === 'definition' && scope !== first));
        for (const variable of scope.variables.values()) {
          const isSet = isWhole || variable.declaration.end <= offset;
          if (!isSet || names.has(variable.name)) continue;
          names.add(variable.name);
          found.push(variable);
        }
      }
      return found;
    },
  };
}

/** A scope whose brace nobody closed yet goes on to what stands next. */
function isInside({ start, end }: VariableScope, offset: number, source: string): boolean {
  if (start >= offset) return false;
  return offset < end || (source.charAt(end - 1) !== '}' && source.slice(end, offset).trim() === '');
}

function occurrenceAt({ occurrences, source }: State, offset: number): Occurrence | undefined {
  let low = 0;
  let high = occurrences.length;
  // The first that begins behind `offset`, or one further for its `$`.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((occurrences[middle]?.start ?? 0) > offset + 1) high = middle;
    else low = middle + 1;
  }
  const touching = occurrences.slice(Math.max(0, low - 3), low).filter(({ start, end }) => {
    const from = source.charAt(start - 1) === '$' ? start - 1 : start;
    return from <= offset && offset <= end;
  });
  // Between two that touch, the one that begins here is meant.
  return touching.at(-1);
}

function openScope(kind: OpenScope['kind'], node: SyntaxNode, outer: OpenScope | undefined): OpenScope {
  return { kind, node, outer, variables: new Map(), isReadElsewhere: false, start: node.start, end: node.end };
}

/** A class that inherits from one of the same file sees that one's variables. */
function linkParent(state: State, scope: OpenScope): void {
  if (scope.inherits === undefined) return;
  const parent = state.classes.get(plainName(scope.inherits));
  if (parent === undefined) return;
  // A class that inherits from itself by a circle is an error of another kind.
  for (let above: OpenScope | undefined = parent; above !== undefined; above = above.outer) {
    if (above === scope) return;
  }
  scope.outer = parent;
  delete scope.inherits;
}

function plainName(name: string): string {
  return name.startsWith('::') ? name.slice(2) : name;
}

function visit(state: State, node: SyntaxNode, place: Place): void {
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
      visitInside(state, node, newScope(state, 'node', node, state.top, place));
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

function visitBlock(state: State, block: Block, place: Place): void {
  state.blocks.push({ block, scope: place.scope });
  for (const statement of block.statements) visit(state, statement, place);
}

/** Conditions are no scopes, but their arms are not always reached. */
function visitConditions(state: State, node: SyntaxNode, place: Place): void {
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

function visitArm(state: State, of: SyntaxNode, node: SyntaxNode, place: Place): void {
  visit(state, node, { ...place, arm: { outer: place.arm, of, node } });
}

function visitInside(state: State, node: SyntaxNode, place: Place): void {
  for (const child of children(node)) visit(state, child, place);
}

function newScope(
  state: State,
  kind: OpenScope['kind'],
  node: SyntaxNode,
  outer: OpenScope | undefined,
  { inside }: Place,
): Place {
  const scope = openScope(kind, node, outer);
  state.scopes.push(scope);
  return { scope, arm: undefined, inside };
}

function visitDefinition(state: State, node: Definition, place: Place): void {
  const name = plainName(node.name);
  const isClass = node.kind === 'class';
  const full = isClass && place.inside !== '' && !node.name.startsWith('::') ? `${place.inside}::${name}` : name;
  const inside = newScope(state, 'definition', node, state.top, { ...place, inside: isClass ? full : place.inside });
  if (node.parent !== undefined) inside.scope.inherits = node.parent;
  if (isClass && name !== '') state.classes.set(full, inside.scope);
  visitInside(state, node, inside);
}

function visitParameter(state: State, node: Parameter, place: Place): void {
  if (node.type !== undefined) visit(state, node.type, place);
  if (node.value !== undefined) visit(state, node.value, place);
  if (node.name !== '') write(state, node, node.nameSpan, node, place);
}

/** What stands on the left of `=`: a variable, or a list of them, which may hold lists. */
function visitTarget(state: State, node: SyntaxNode, assignment: Assignment, place: Place): void {
  if (node.kind === 'list') for (const value of node.values) visitTarget(state, value, assignment, place);
  else if (node.kind !== 'variable' || node.name.includes('::')) visit(state, node, place);
  else if (node.name !== '') write(state, node, node, assignment, place);
}

function read(state: State, node: VariableNode, { scope, arm }: Place): void {
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

function write(state: State, node: VariableNode | Parameter, at: Span, setBy: SyntaxNode, place: Place): void {
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
function lookup(state: State, from: OpenScope, written: string): OpenVariable | undefined {
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
