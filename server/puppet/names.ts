import {
  type Expression,
  type Occurrence,
  type Parsed,
  type SyntaxNode,
  type VariableScope,
  type Variables,
  variablesOf,
} from '../../orchestrator-core/language/index.ts';
import type { Span } from '../documents/words.ts';

/** What a name stands for. `class` is a class or defined type where its name is written in lower case. */
export type NameKind = 'variable' | 'parameter' | 'function' | 'plan' | 'class' | 'type';

/** A name in the text. Names with the same `key` mean the same thing. */
export interface Name extends Span {
  readonly kind: NameKind;
  readonly key: string;
  /** Whether it is introduced or set here. */
  readonly declares: boolean;
}

/** The functions whose arguments are names of classes. */
const takesClasses: ReadonlySet<string> = new Set(['include', 'contain', 'require']);

/** Every name in a source: variables by the scope that has them, functions, plans, classes and types by what they are called. */
export function findNames(parsed: Parsed, nodes: readonly SyntaxNode[]): readonly Name[] {
  const names: Name[] = [];
  for (const node of nodes) nameNode(names, node);
  const variables = variablesOf(parsed);
  const numbers = new Map(variables.scopes.map((scope, index) => [scope, index]));
  for (const occurrence of variables.occurrences) {
    const { start, end, variable, writes } = occurrence;
    const home = variable?.scope ?? homeOf(occurrence, variables);
    const name = variable?.name ?? occurrence.written.replace(/^::/, '');
    const kind = variable?.kind ?? 'variable';
    const from = parsed.source.charAt(start - 1) === '$' ? start - 1 : start;
    names.push({ start: from, end, kind, key: `$${numbers.get(home)} ${name}`, declares: writes });
  }
  return names.sort((a, b) => a.start - b.start);
}

/** The scope of what is set nowhere in the file: the class that inherits from one of another file, or the top. */
function homeOf({ scope: from, written }: Occurrence, { scopes }: Variables): VariableScope {
  if (!written.includes('::')) {
    for (let scope: VariableScope | undefined = from; scope !== undefined; scope = scope.outer) {
      if (scope.inherits !== undefined) return scope;
    }
  }
  return scopes[0] ?? from;
}

function nameNode(names: Name[], node: SyntaxNode): void {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      add(names, node.kind === 'define' ? 'class' : node.kind, node.name, node.nameSpan, true);
      break;
    case 'call':
      nameCall(names, node.functor, node.arguments);
      break;
    case 'method-call':
      add(names, 'function', node.name.value, node.name, false);
      break;
    case 'resource':
      nameResource(
        names,
        node.type,
        node.bodies.map((body) => body.title),
      );
      break;
    case 'reference':
      add(names, 'type', node.value, node, false);
      break;
    default:
  }
}

function nameCall(names: Name[], functor: Expression, given: readonly SyntaxNode[]): void {
  if (functor.kind !== 'name') return;
  add(names, 'function', functor.value, functor, false);
  if (functor.value === 'run_plan') {
    const [plan] = given;
    if (plan?.kind === 'string' || plan?.kind === 'name') add(names, 'plan', plan.value, plan, false);
  }
  if (takesClasses.has(functor.value)) {
    for (const name of given) if (name.kind === 'name') add(names, 'class', name.value, name, false);
  }
}

function nameResource(names: Name[], type: Expression, titles: readonly Expression[]): void {
  if (type.kind !== 'name') return;
  if (type.value !== 'class') {
    add(names, 'class', type.value, type, false);
    return;
  }
  for (const title of titles) {
    const each = title.kind === 'list' ? title.values : [title];
    for (const name of each) {
      if (name.kind === 'string' || name.kind === 'name') add(names, 'class', name.value, name, false);
    }
  }
}

function add(names: Name[], kind: NameKind, written: string, at: Span, declares: boolean): void {
  const name = written.replace(/^::/, '');
  if (name !== '' && at.end > at.start)
    names.push({ start: at.start, end: at.end, kind, key: `${kind} ${name}`, declares });
}
