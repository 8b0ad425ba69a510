import type { Access, Expression, KeyedEntry } from '../../syntax/ast.ts';
import { readType, type TypeFault } from '../../types/read-type.ts';
import { type PuppetType, resolved, stringType, tupleSize, undefType } from '../../types/type.ts';
import type { TypeContext } from './type-context.ts';
import { unionType } from './union-type.ts';

/** The type of `x[k]`. */
export function typeOfAccess(node: Access, context: TypeContext): PuppetType | undefined {
  if (node.left.kind === 'reference') return typeOfType(node, context);
  const [key, second] = node.keys;
  if (key === undefined || second !== undefined) return undefined;
  const left = context.typeOf(node.left);
  return left === undefined ? undefined : elementOf(resolved(left), key);
}

/** The type of a type expression that stands as a value: `Type[String]`. References to resources are something else. */
export function typeOfType(node: Expression, context: TypeContext): PuppetType | undefined {
  const faults: TypeFault[] = [];
  const type = readType(node, context.findAlias, faults);
  if (faults.length > 0 || type.kind === 'Any') return undefined;
  if (isCatalogEntry(type)) return undefined;
  return { kind: 'Type', type };
}

/** Whether a type is that of references to classes and resources, which have no values of their own. */
export function isCatalogEntry(type: PuppetType): boolean {
  return type.kind === 'Object' && ['Class', 'Resource', 'CatalogEntry'].includes(type.name);
}

function elementOf(left: PuppetType, key: Expression | KeyedEntry): PuppetType | undefined {
  const text = key.kind === 'string' ? key.value : undefined;
  const index = key.kind === 'number' && /^\d+$/.test(key.text) ? Number(key.text) : undefined;
  switch (left.kind) {
    case 'Struct': {
      if (text === undefined) return undefined;
      const entry = left.entries.find((each) => each.name === text);
      if (entry === undefined) return undefType;
      return entry.optional ? unionType([entry.value, undefType]) : entry.value;
    }
    case 'Hash':
      return left.value.kind === 'Any' ? undefined : unionType([left.value, undefType]);
    case 'Tuple':
      if (index === undefined || left.types.length === 0) return undefined;
      if (index >= tupleSize(left).max) return undefType;
      if (index >= tupleSize(left).min) return undefined;
      return left.types[Math.min(index, left.types.length - 1)];
    case 'Array':
      if (index === undefined || left.element.kind === 'Any') return undefined;
      return index < left.size.min ? left.element : unionType([left.element, undefType]);
    case 'String':
      return index === undefined ? undefined : stringType;
    default:
      return undefined;
  }
}
