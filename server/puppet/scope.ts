/** Where variables live: the file's top, a definition's body, or a lambda in one of them. */
export interface Scope {
  readonly id: number;
  /** Where names are looked up that this scope does not have; undefined for the top. */
  readonly outer: Scope | undefined;
  /** Whether what is found nowhere may still be this scope's: its class inherits from one in another file. */
  readonly inherits: boolean;
  /** The variables that are set here. */
  readonly declared: Map<string, 'parameter' | 'variable'>;
}

/** A variable that was found: the scope that has it, and how it came to be there. */
export interface Resolved {
  readonly scope: Scope;
  readonly name: string;
  readonly kind: 'parameter' | 'variable';
}

/** Finds the scope that a variable belongs to; what is set nowhere in the file is taken for a variable of the top. */
export function resolveVariable(from: Scope, name: string, classes: ReadonlyMap<string, Scope>): Resolved {
  const plain = name.startsWith('::') ? name.slice(2) : name;
  const split = plain.lastIndexOf('::');
  if (split >= 0) {
    const scope = classes.get(plain.slice(0, split));
    const kind = scope?.declared.get(plain.slice(split + 2));
    if (scope !== undefined && kind !== undefined) return { scope, name: plain.slice(split + 2), kind };
    return { scope: topOf(from), name: plain, kind: 'variable' };
  }
  if (plain !== name) return { scope: topOf(from), name: plain, kind: 'variable' };
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.outer) {
    const kind = scope.declared.get(name);
    if (kind !== undefined) return { scope, name, kind };
    if (scope.inherits || scope.outer === undefined) return { scope, name, kind: 'variable' };
  }
  return { scope: topOf(from), name, kind: 'variable' };
}

function topOf(from: Scope): Scope {
  let scope = from;
  while (scope.outer !== undefined) scope = scope.outer;
  return scope;
}
