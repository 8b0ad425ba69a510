import type { Inner } from './assignable.ts';
import { anyType, type CallableType, type PuppetType, undefType } from './type.ts';

/** A callable fits where it takes at least the arguments that are given there, and gives what is expected. */
export function assignsCallable(expected: CallableType, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind !== 'Callable') return false;
  if (expected.returns !== undefined && !inner(expected.returns, actual.returns ?? anyType)) return false;
  if (expected.parameters === undefined) return true;
  if (actual.parameters === undefined) return false;
  if (!inner({ kind: 'Tuple', ...actual.parameters }, { kind: 'Tuple', ...expected.parameters })) return false;
  return inner(actual.block ?? undefType, expected.block ?? undefType);
}

type ObjectType = PuppetType & { kind: 'Object' };

/** Types of Puppet that are no `Object` although their values are made by Puppet. */
const notObjects: ReadonlySet<string> = new Set(['Class', 'Resource', 'CatalogEntry', 'Runtime', 'Init', 'TypeSet']);

export function assignsObject(expected: ObjectType, actual: PuppetType): boolean {
  const name = plainName(expected);
  // What a constructor takes is more than its type; Init[T] is not known well enough to refuse anything.
  if (name === 'Init') return true;
  if (actual.kind !== 'Object') return false;
  const other = plainName(actual);
  if (name === 'CatalogEntry') return other === name || other === 'Class' || other === 'Resource';
  if (name === 'Object' && expected.parameters === '') return !notObjects.has(other);
  if (name !== other) return false;
  const wanted = expected.arguments;
  if (wanted === undefined || name === 'Object')
    return expected.parameters === '' || expected.parameters === actual.parameters;
  return wanted.every((each, index) => each === actual.arguments?.[index]);
}

function plainName({ name }: ObjectType): string {
  return name === 'Boltlib::Target' ? 'Target' : name;
}
