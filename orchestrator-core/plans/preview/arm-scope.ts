import { createScope, type PuppetValue, type Scope } from '../../language/index.ts';
import { join } from './join.ts';
import { unknownMatch } from './symbolic.ts';

/** Scopes of ways that may or may not be gone: what is set in one is set around it when it was gone. */
const arms = new WeakSet<Scope>();

/** A scope for one of several ways. */
export function armOf(scope: Scope): Scope {
  const arm = createScope(scope);
  arms.add(arm);
  return arm;
}

/** The mark of a variable, which no plan can name: whether it is set only on some of the ways that lead here. */
function mark(name: string): string {
  return ` maybe ${name}`;
}

/** The nearest scope that has a variable or a mark, on the ways that lead here. */
function holder(scope: Scope, name: string): Scope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = arms.has(at) ? at.outer : undefined) {
    if (at.variables.has(name)) return at;
  }
  return undefined;
}

function isMaybe(scope: Scope, name: string): boolean {
  return holder(scope, mark(name))?.variables.get(mark(name)) === true;
}

/**
 * The scope in which a variable is to be set: one that has it already where that is an error. On the ways on which it is
 * set only perhaps, it is not, since what follows is on the others.
 */
export function scopeToSet(scope: Scope, name: string): Scope {
  const { variables } = scope;
  if (isMaybe(scope, name)) {
    variables.delete(name);
    variables.set(mark(name), false);
    return scope;
  }
  return holder(scope, name) ?? scope;
}

/** Sets around the ways what they have in common; `gone` are the scopes of those that go on. */
export function joinScopes(scope: Scope, gone: readonly Scope[], needs: readonly string[]): void {
  const names = new Set(gone.flatMap(({ variables }) => [...variables.keys()]));
  for (const name of names) {
    if (name.startsWith(' ')) continue;
    const before = holder(scope, name)?.variables.get(name);
    const values: PuppetValue[] = [];
    for (const { variables } of gone) {
      if (variables.has(name)) values.push(variables.get(name) ?? null);
      else if (before !== undefined) values.push(before);
    }
    const isOpen =
      gone.some((arm) => !arm.variables.has(name) && before === undefined) || gone.some((arm) => isMaybe(arm, name));
    // Where it is not set, using it is an error: what follows may rely on it being set.
    scope.variables.set(name, join(values, { text: `$${name}`, needs }));
    if (isOpen) scope.variables.set(mark(name), true);
    else scope.variables.delete(mark(name));
  }
  scope.variables.delete(unknownMatch);
}
