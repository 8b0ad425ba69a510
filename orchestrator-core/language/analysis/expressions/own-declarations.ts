import type { Parsed } from '../../syntax/parser.ts';
import type { Declaration, DeclarationKind } from '../declaration.ts';
import { declarationsOf } from '../declarations.ts';

/** Finds what a source itself declares: for a world that doesn't know the source, or not its newest text. */
export type FindOwn = (kind: DeclarationKind, name: string) => Declaration | undefined;

/** Reading declarations with what is said of them takes time, so they are read when a name may be among them. */
export function ownDeclarations(parsed: Parsed, path: string): FindOwn {
  let lastParts: ReadonlySet<string> | undefined;
  let declared: ReadonlyMap<string, Declaration> | undefined;
  return (kind, name) => {
    const lower = name.replace(/^::/, '').toLowerCase();
    lastParts ??= definedParts(parsed.source);
    if (!lastParts.has(lower.slice(lower.lastIndexOf(':') + 1))) return undefined;
    declared ??= new Map(declarationsOf(parsed, path).map((each) => [`${each.kind} ${each.name.toLowerCase()}`, each]));
    return declared.get(`${kind} ${lower}`);
  };
}

/** The last parts of all names that a text may define, in lower case. */
function definedParts(source: string): ReadonlySet<string> {
  const found = source.matchAll(/\b(?:class|define|function|plan|type)\s+(?:\w*::)*(\w+)/g);
  // A type set has its types as the keys of a hash.
  const inSets = source.includes('TypeSet') ? source.matchAll(/\b([A-Z]\w*)\s*=>/g) : [];
  return new Set([...found, ...inSets].map(([, name = '']) => name.toLowerCase()));
}
