import type { PuppetValue } from '../types/value.ts';

/** The variables of a function, plan or lambda, and what lies around it. */
export interface Scope {
  /** Where names are looked up that are not here; undefined for the outermost. */
  readonly outer: Scope | undefined;
  readonly variables: Map<string, PuppetValue>;
  /** What the last regular expression that matched captured: `$0`, `$1` … */
  match: readonly (string | undefined)[] | undefined;
}

export function createScope(outer: Scope | undefined): Scope {
  return { outer, variables: new Map(), match: undefined };
}

/** The value of a variable; undefined where nothing set it. Names may begin with `::`. */
export function lookUp(scope: Scope, name: string): PuppetValue | undefined {
  if (/^\d+$/.test(name)) return lookUpMatch(scope, Number(name));
  const isTop = name.startsWith('::');
  const plain = isTop ? name.slice(2) : name;
  for (let at: Scope | undefined = isTop ? outermost(scope) : scope; at !== undefined; at = at.outer) {
    const value = at.variables.get(plain);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A group that took no part is undef, as is every group where nothing has matched. */
function lookUpMatch(scope: Scope, group: number): PuppetValue {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    if (at.match !== undefined) return at.match[group] ?? null;
  }
  return null;
}

/** The scope around all others. */
export function outermost(scope: Scope): Scope {
  let at = scope;
  while (at.outer !== undefined) at = at.outer;
  return at;
}
