import { isAssignable } from '../../types/assignable.ts';
import type { PuppetType } from '../../types/type.ts';

/** The type of what never gives a value: `fail()`, `return()`. No value is an instance of it. */
export const neverType: PuppetType = { kind: 'Variant', types: [] };

/** A union of more types than these says nothing that would help a reader. */
const mostTypes = 12;

/** Whether no value is an instance: control never comes out of the expression. */
export function isNever(type: PuppetType): boolean {
  return type.kind === 'Variant' && type.types.length === 0;
}

/** The type of what is one of these; undefined where one of them isn't known. */
export function unionType(types: readonly (PuppetType | undefined)[]): PuppetType | undefined {
  const kept: PuppetType[] = [];
  for (const type of types) {
    if (type === undefined) return undefined;
    for (const each of type.kind === 'Variant' ? type.types : [type]) {
      if (kept.some((other) => isAssignable(other, each))) continue;
      kept.push(each);
    }
  }
  if (kept.length > mostTypes) return undefined;
  const [only] = kept;
  return kept.length === 1 && only !== undefined ? only : { kind: 'Variant', types: kept };
}
