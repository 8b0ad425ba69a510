import { argumentFault } from '../analysis/calls/argument-faults.ts';
import type { Signature } from '../analysis/declaration.ts';
import { typeOfText } from '../analysis/expressions/find-alias.ts';
import type { Lambda } from '../syntax/ast.ts';
import { describeMismatch } from '../types/describe-mismatch.ts';
import { inferType } from '../types/infer-type.ts';
import { isInstance } from '../types/instance.ts';
import type { FindAlias } from '../types/read-type.ts';
import type { PuppetValue } from '../types/value.ts';

/** Why no signature takes what a function is called with, in Puppet's words; undefined where one does. */
export function argumentsFault(
  name: string,
  signatures: readonly Signature[],
  given: readonly PuppetValue[],
  lambda: Lambda | undefined,
  findAlias: FindAlias,
): string | undefined {
  const types = given.map(inferType);
  const fault = argumentFault(name, signatures, { types, isOpen: false, lambda }, { findAlias });
  if (fault !== undefined) return fault.message;
  const [only] = signatures;
  if (only === undefined || signatures.some((signature) => accepts(signature, given, findAlias))) return undefined;
  // What the types alone could not tell.
  for (const [index, value] of given.entries()) {
    const parameter = parameterAt(only, index);
    const type = typeOfText(parameter?.type, findAlias);
    const path = [{ kind: 'parameter', name: parameter?.name ?? '' }] as const;
    const [why] = type === undefined ? [] : describeMismatch(type, value, path);
    if (why !== undefined) return `'${name}' ${why}`;
  }
  return undefined;
}

/** Whether every value is one that its parameter takes; how many there are is not looked at. */
export function accepts(signature: Signature, given: readonly PuppetValue[], findAlias: FindAlias): boolean {
  return given.every((value, index) => {
    const type = typeOfText(parameterAt(signature, index)?.type, findAlias);
    return type === undefined || isInstance(type, value);
  });
}

function parameterAt({ parameters }: Signature, index: number): Signature['parameters'][number] | undefined {
  return parameters[Math.min(index, parameters.length - 1)];
}
