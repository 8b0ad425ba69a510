import type { VariableScope, Variables } from './variables.ts';

/** By whose rules a scope lives: what is written around its lambdas. */
export interface Home {
  readonly kind: 'plan' | 'function' | 'apply' | 'manifest';
  readonly scope: VariableScope;
}

/** Tells for each scope of a file whose rules hold in it. */
export function homes(variables: Variables): (scope: VariableScope) => Home {
  const known = new Map<VariableScope, Home>();
  const homeOf = (scope: VariableScope): Home => {
    const before = known.get(scope);
    if (before !== undefined) return before;
    const found = scope.kind === 'lambda' && scope.outer !== undefined ? homeOf(scope.outer) : ownHome(scope);
    known.set(scope, found);
    return found;
  };
  for (const scope of variables.scopes) homeOf(scope);
  return homeOf;
}

function ownHome(scope: VariableScope): Home {
  const { kind, node } = scope;
  if (kind === 'apply') return { kind, scope };
  return { kind: node.kind === 'plan' || node.kind === 'function' ? node.kind : 'manifest', scope };
}
