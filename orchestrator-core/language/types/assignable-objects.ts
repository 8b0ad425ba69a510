import type { Inner } from './assignable.ts';
import { anyType, type CallableType, type InitType, type PuppetType, resolved, undefType } from './type.ts';

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

/** Whether an object type takes another: by its name and parameters, or by what that inherits. */
export function assignsObject(expected: ObjectType, actual: PuppetType, inner: Inner, depth = 0): boolean {
  const name = plainName(expected);
  if (expected.init !== undefined) return assignsInit(expected.init, actual, inner);
  if (actual.kind !== 'Object') return false;
  const other = plainName(actual);
  if (name === 'CatalogEntry') return other === name || other === 'Class' || other === 'Resource';
  if (name === 'Object' && expected.parameters === '') return !notObjects.has(other);
  if (name !== other) return inherits(expected, actual, inner, depth);
  const wanted = expected.arguments;
  if (wanted === undefined || name === 'Object')
    return (
      expected.parameters === '' ||
      expected.parameters === actual.parameters ||
      inherits(expected, actual, inner, depth)
    );
  return wanted.every((each, index) => each === actual.arguments?.[index]);
}

/** Whether the type that a type has its attributes from is the one that is expected. */
function inherits(expected: ObjectType, { definition }: ObjectType, inner: Inner, depth: number): boolean {
  const parent = definition?.parent === undefined ? undefined : resolved(definition.parent);
  return parent?.kind === 'Object' && depth < 100 && assignsObject(expected, parent, inner, depth + 1);
}

function assignsInit({ type, takes }: InitType, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Object' && actual.init !== undefined) {
    return type === undefined || (actual.init.type !== undefined && inner(type, actual.init.type));
  }
  const taken = takes();
  if (taken === undefined || inner(taken.whole, actual)) return true;
  if (taken.list === undefined) return false;
  return inner(taken.list, actual) || (taken.hasOptional && inner(taken.list, { kind: 'Tuple', types: [actual] }));
}

function plainName({ name }: ObjectType): string {
  return name === 'Boltlib::Target' ? 'Target' : name;
}
