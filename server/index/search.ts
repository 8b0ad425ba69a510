import type { Declaration, DeclarationKind } from '../../orchestrator-core/language/index.ts';
import type { ModuleStore } from './module-store.ts';

const kinds: readonly DeclarationKind[] = ['plan', 'task', 'class', 'define', 'function', 'type', 'resource-type'];

/** Declarations whose names contain the letters of `query` in their order, best first; an empty query finds all. */
export function search(stores: Iterable<ModuleStore>, query: string, limit: number): readonly Declaration[] {
  const wanted = query.toLowerCase().replace(/[\s$]/g, '');
  const found: { readonly declaration: Declaration; readonly score: number }[] = [];
  for (const store of stores) {
    for (const kind of kinds) {
      for (const declaration of store.all(kind)) {
        const score = match(declaration.name.toLowerCase(), wanted);
        if (score !== undefined) found.push({ declaration, score });
      }
    }
  }
  found.sort((a, b) => a.score - b.score || compare(a.declaration.name, b.declaration.name));
  return found.slice(0, limit).map(({ declaration }) => declaration);
}

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** How badly a name fits, 0 at best; undefined when letters are missing. */
function match(name: string, query: string): number | undefined {
  if (query === '') return 5;
  if (name === query) return 0;
  const last = name.slice(name.lastIndexOf(':') + 1);
  if (last === query) return 1;
  if (last.startsWith(query) || name.startsWith(query)) return 2;
  if (name.includes(query)) return 3;
  let at = 0;
  for (const letter of query) {
    const next = name.indexOf(letter, at);
    if (next < 0) return undefined;
    at = next + 1;
  }
  return 4;
}
