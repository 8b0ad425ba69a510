import {
  type Block,
  children,
  type Definition,
  type Expression,
  type SyntaxNode,
} from '../../orchestrator-core/language/index.ts';
import type { Span } from '../documents/words.ts';
import { resolveVariable, type Scope } from './scope.ts';

/** What a name stands for. `class` is a class or defined type where its name is written in lower case. */
export type NameKind = 'variable' | 'parameter' | 'function' | 'plan' | 'class' | 'type';

/** A name in the text. Names with the same `key` mean the same thing. */
export interface Name extends Span {
  readonly kind: NameKind;
  readonly key: string;
  /** Whether it is introduced or set here. */
  readonly declares: boolean;
}

interface Found {
  readonly scope: Scope;
  readonly name: string;
  readonly span: Span;
  readonly declares: boolean;
}

interface State {
  readonly names: Name[];
  /** Variables wait until all scopes are known. */
  readonly variables: Found[];
  readonly classes: Map<string, Scope>;
  scopes: number;
}

/** The functions whose arguments are names of classes. */
const takesClasses: ReadonlySet<string> = new Set(['include', 'contain', 'require']);

/** Every name in a program: variables by the scope that has them, functions, plans, classes and types by what they are called. */
export function findNames(program: Block): readonly Name[] {
  const state: State = { names: [], variables: [], classes: new Map(), scopes: 0 };
  visit(state, program, newScope(state, undefined));
  for (const { scope, name, span, declares } of state.variables) {
    const found = resolveVariable(scope, name, state.classes);
    state.names.push({ ...span, kind: found.kind, key: `$${found.scope.id} ${found.name}`, declares });
  }
  return state.names.sort((a, b) => a.start - b.start);
}

function newScope(state: State, outer: Scope | undefined, inherits = false): Scope {
  state.scopes += 1;
  return { id: state.scopes, outer, inherits, declared: new Map() };
}

function visit(state: State, node: SyntaxNode, scope: Scope): void {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      visitDefinition(state, node, scope);
      return;
    case 'node':
    case 'application':
    case 'lambda':
      visitInside(state, node, newScope(state, scope));
      return;
    case 'parameter':
      declare(state, scope, node.name, 'parameter', node.nameSpan);
      visitInside(state, node, scope);
      return;
    case 'variable':
      if (node.name !== '') state.variables.push({ scope, name: node.name, span: spanOf(node), declares: false });
      return;
    case 'assignment':
      visitTarget(state, node.left, scope);
      visit(state, node.right, scope);
      return;
    case 'call':
      nameCall(state, node.functor, node.arguments);
      break;
    case 'method-call':
      add(state, 'function', node.name.value, node.name, false);
      break;
    case 'resource':
      nameResource(
        state,
        node.type,
        node.bodies.map((body) => body.title),
      );
      break;
    case 'reference':
      add(state, 'type', node.value, node, false);
      return;
    default:
      break;
  }
  visitInside(state, node, scope);
}

function visitInside(state: State, node: SyntaxNode, scope: Scope): void {
  for (const child of children(node)) visit(state, child, scope);
}

function visitDefinition(state: State, node: Definition, outer: Scope): void {
  const scope = newScope(state, topOf(outer), node.parent !== undefined);
  const kind = node.kind === 'define' ? 'class' : node.kind;
  if (node.kind === 'class' && node.name !== '') state.classes.set(node.name.replace(/^::/, ''), scope);
  add(state, kind, node.name, node.nameSpan, true);
  visitInside(state, node, scope);
}

function topOf(scope: Scope): Scope {
  return scope.outer === undefined ? scope : topOf(scope.outer);
}

/** What stands on the left of `=`: a variable, or a list or hash of them. */
function visitTarget(state: State, node: SyntaxNode, scope: Scope): void {
  if (node.kind === 'variable') {
    if (node.name !== '') declare(state, scope, node.name, 'variable', spanOf(node));
  } else if (node.kind === 'list') for (const value of node.values) visitTarget(state, value, scope);
  else visit(state, node, scope);
}

function declare(state: State, scope: Scope, name: string, kind: 'parameter' | 'variable', at: Span): void {
  if (name === '') return;
  if (!scope.declared.has(name)) scope.declared.set(name, kind);
  state.variables.push({ scope, name, span: spanOf(at), declares: true });
}

function nameCall(state: State, functor: Expression, given: readonly SyntaxNode[]): void {
  if (functor.kind !== 'name') return;
  add(state, 'function', functor.value, functor, false);
  if (functor.value === 'run_plan') {
    const [plan] = given;
    if (plan?.kind === 'string' || plan?.kind === 'name') add(state, 'plan', plan.value, plan, false);
  }
  if (takesClasses.has(functor.value)) {
    for (const name of given) if (name.kind === 'name') add(state, 'class', name.value, name, false);
  }
}

function nameResource(state: State, type: Expression, titles: readonly Expression[]): void {
  if (type.kind !== 'name') return;
  if (type.value !== 'class') {
    add(state, 'class', type.value, type, false);
    return;
  }
  for (const title of titles) {
    const each = title.kind === 'list' ? title.values : [title];
    for (const name of each) {
      if (name.kind === 'string' || name.kind === 'name') add(state, 'class', name.value, name, false);
    }
  }
}

function add(state: State, kind: NameKind, written: string, at: Span, declares: boolean): void {
  const name = written.replace(/^::/, '');
  if (name !== '' && at.end > at.start) state.names.push({ ...spanOf(at), kind, key: `${kind} ${name}`, declares });
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
