import type { Expression, Parameter, Span } from '../../syntax/ast.ts';
import type { Parsed } from '../../syntax/parser.ts';
import type { Occurrence, Variable, VariableScope, Variables } from './variables.ts';
import { lookup, type OpenScope, plainName, type WalkState, walkVariables } from './walk-variables.ts';

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

function findVariables(parsed: Parsed): Variables {
  const state = walkVariables(parsed);
  for (const scope of state.scopes) linkParent(state, scope);
  for (const occurrence of state.late) {
    const variable = lookup(state, occurrence.scope, occurrence.written);
    occurrence.variable = variable;
    occurrence.isEarly = variable?.scope === occurrence.scope;
    variable?.occurrences.push(occurrence);
  }
  for (const { variables } of state.scopes) {
    for (const { occurrences } of variables.values()) sortByPlace(occurrences);
  }
  sortByPlace(state.occurrences);
  return answers(state);
}

/** Most lists are in order as they are found, and sorting one takes memory. */
function sortByPlace(spans: Span[]): void {
  let last = -1;
  for (const { start } of spans) {
    if (start < last) {
      spans.sort((a, b) => a.start - b.start);
      return;
    }
    last = start;
  }
}

function answers(state: WalkState): Variables {
  const { scopes, blocks, occurrences, outliers } = state;
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
    of: (node) => occurrenceOf(state, node),
    visibleAt: (offset) => visibleFrom(scopeAt(offset), offset),
  };
}

function visibleFrom(first: VariableScope, offset: number): readonly Variable[] {
  const found = new Map<string, Variable>();
  // A definition is evaluated when all around it was.
  let isWhole = false;
  for (let scope: VariableScope | undefined = first; scope !== undefined; scope = scope.outer) {
    for (const variable of scope.variables.values()) {
      const isSet = isWhole || variable.declaration.end <= offset;
      if (isSet && !found.has(variable.name)) found.set(variable.name, variable);
    }
    isWhole ||= scope.kind === 'definition' || scope.kind === 'node';
  }
  return [...found.values()];
}

/** A scope whose brace nobody closed yet goes on to what stands next. */
function isInside({ start, end }: VariableScope, offset: number, source: string): boolean {
  if (start >= offset) return false;
  return offset < end || (source.charAt(end - 1) !== '}' && source.slice(end, offset).trim() === '');
}

/** The occurrence that a node is, found by its place. */
function occurrenceOf({ occurrences }: WalkState, node: Expression | Parameter): Occurrence | undefined {
  if (node.kind !== 'variable' && node.kind !== 'parameter') return undefined;
  const { start } = node.kind === 'parameter' ? node.nameSpan : node;
  // One further for its `$`.
  for (let index = countUpTo(occurrences, start + 1) - 1; index >= 0; index -= 1) {
    const occurrence = occurrences[index];
    if (occurrence === undefined || occurrence.start < start) return undefined;
    if (occurrence.node === node) return occurrence;
  }
  return undefined;
}

/** How many occurrences begin at `offset` or before it. */
function countUpTo(occurrences: readonly Occurrence[], offset: number): number {
  let low = 0;
  let high = occurrences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((occurrences[middle]?.start ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

function occurrenceAt({ occurrences, source }: WalkState, offset: number): Occurrence | undefined {
  const low = countUpTo(occurrences, offset + 1);
  const touching = occurrences.slice(Math.max(0, low - 3), low).filter(({ start, end }) => {
    const from = source.charAt(start - 1) === '$' ? start - 1 : start;
    return from <= offset && offset <= end;
  });
  // Between two that touch, the one that begins here is meant.
  return touching.at(-1);
}

/** A class that inherits from one of the same file sees that one's variables. */
function linkParent(state: WalkState, scope: OpenScope): void {
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
