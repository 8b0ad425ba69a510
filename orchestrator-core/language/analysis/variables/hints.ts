import { nearest } from '../../../common/index.ts';
import type { Occurrence, Variable, VariableScope, Variables } from './variables.ts';
import { plainName } from './walk-variables.ts';

/** What may be meant by a name that nothing sets. */
export interface Hint {
  /** It is set in a lambda, from which it is not seen. */
  readonly inner?: Variable;
  /** A variable that is named almost like it. */
  readonly near?: string;
}

/** What is found out about the unknown names of one file. */
export interface Hints {
  of(occurrence: Occurrence): Hint;
  /** How often a name stands in the file, whatever it means there. */
  uses(name: string): number;
}

/** So many names of a file are compared with each other; who has more unknown ones has another problem. */
const mostComparisons = 20_000;

/**
 * While a parameter is being renamed all its uses are unknown, at each keystroke: every name is thought about once for
 * each scope, and what that needs of the file is found when it is first asked.
 */
export function createHints(variables: Variables): Hints {
  const known = new Map<VariableScope, Map<string, Hint>>();
  const inners = once(() => setInLambdas(variables));
  const counts = once(() => countNames(variables));
  let left = mostComparisons;
  return {
    uses: (name) => counts().get(name) ?? 0,
    of: (occurrence) => {
      const { scope, written, start } = occurrence;
      const ofScope = known.get(scope) ?? new Map<string, Hint>();
      known.set(scope, ofScope);
      const before = ofScope.get(written);
      if (before !== undefined) return before;
      const inner = inners().get(homeScope(scope))?.get(written);
      const candidates = left > 0 ? variables.visibleAt(start).map(({ name }) => name) : [];
      left -= candidates.length;
      const near = nearest(written, candidates);
      const hint = { ...(inner === undefined ? {} : { inner }), ...(near === undefined ? {} : { near }) };
      ofScope.set(written, hint);
      return hint;
    },
  };
}

/** By the scope around them, the variables that lambdas set. */
function setInLambdas({ scopes }: Variables): Map<VariableScope, Map<string, Variable>> {
  const found = new Map<VariableScope, Map<string, Variable>>();
  for (const scope of scopes) {
    if (scope.kind !== 'lambda') continue;
    const home = homeScope(scope);
    const names = found.get(home) ?? new Map<string, Variable>();
    found.set(home, names);
    for (const variable of scope.variables.values()) {
      if (variable.kind === 'variable' && !names.has(variable.name)) names.set(variable.name, variable);
    }
  }
  return found;
}

function homeScope(from: VariableScope): VariableScope {
  let scope = from;
  while (scope.kind === 'lambda' && scope.outer !== undefined) scope = scope.outer;
  return scope;
}

function countNames({ occurrences }: Variables): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { written } of occurrences) counts.set(plainName(written), (counts.get(plainName(written)) ?? 0) + 1);
  return counts;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
