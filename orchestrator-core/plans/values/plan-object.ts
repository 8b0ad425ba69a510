import { type PuppetObject, type PuppetValue, type RichValue, rich } from '../../language/index.ts';

/** An instance of one of the data types that Bolt adds to the language. */
export type PlanObject = RichValue & { readonly [rich]: 'Object' };

/** The data types of Bolt whose values plans hold. */
export type PlanTypeName =
  | 'Target'
  | 'Result'
  | 'ApplyResult'
  | 'ResultSet'
  | 'ContainerResult'
  | 'ResourceInstance'
  | 'Future'
  | 'Error';

/** An object of one of Bolt's types. */
export function planObject(type: PlanTypeName, attributes: PuppetObject): PlanObject {
  return { [rich]: 'Object', type: { kind: 'Object', name: type, parameters: '' }, attributes };
}

/** Whether a value is an instance of one of the types. */
export function isPlanObject(value: PuppetValue | undefined, ...types: readonly PlanTypeName[]): value is PlanObject {
  if (typeof value !== 'object' || value === null || !(rich in value)) return false;
  return value[rich] === 'Object' && types.some((type) => type === value.type.name);
}

/** The elements of an attribute that is a list. */
export function heldAt({ attributes }: PlanObject, name: string): readonly PuppetValue[] {
  const list = attributes[name];
  return Array.isArray(list) ? list : [];
}
