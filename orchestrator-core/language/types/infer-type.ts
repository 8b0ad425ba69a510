import type { Json } from '../../common/index.ts';
import { isJsonObject } from '../../common/index.ts';
import { oneOf } from './normalize-type.ts';
import { allNumbers, literal, type PuppetType, stringType, unbounded, undefType } from './type.ts';

/** The narrowest type of a value: tuples and structs of exactly what is there, as Puppet's `infer_set`. */
export function inferType(value: Json): PuppetType {
  if (value === null) return undefType;
  if (typeof value === 'boolean') return { kind: 'Boolean', value };
  if (typeof value === 'string') {
    const length = [...value].length;
    return { kind: 'String', value, size: { min: length, max: length } };
  }
  if (typeof value === 'number') {
    return { kind: Number.isInteger(value) ? 'Integer' : 'Float', range: { min: value, max: value } };
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0)
      return { kind: 'Hash', key: { kind: 'Unit' }, value: { kind: 'Unit' }, size: { min: 0, max: 0 } };
    if (entries.some(([key]) => key === '')) {
      const key = oneOf(entries.map(([name]) => literal(name)));
      return { kind: 'Hash', key, value: oneOf(entries.map(([, each]) => inferType(each))), size: sized(entries) };
    }
    const fields = entries.map(([name, each]) => {
      const keyForm = each === null ? ('NotUndef' as const) : ('plain' as const);
      return { name, optional: false, keyForm, value: inferType(each) };
    });
    return { kind: 'Struct', entries: fields };
  }
  if (value.length === 0) return { kind: 'Array', element: { kind: 'Unit' }, size: { min: 0, max: 0 } };
  return { kind: 'Tuple', types: value.map(inferType) };
}

function sized(entries: readonly unknown[]): { min: number; max: number } {
  return { min: entries.length, max: entries.length };
}

/** The type without what is special about one value: no ranges, no literal values. */
export function generalize(type: PuppetType): PuppetType {
  switch (type.kind) {
    case 'String':
    case 'Enum':
      return stringType;
    case 'Integer':
    case 'Float':
      return { kind: type.kind, range: allNumbers };
    case 'Boolean':
      return { kind: 'Boolean' };
    case 'Collection':
      return { kind: 'Collection', size: unbounded };
    case 'Array':
      return { kind: 'Array', element: generalize(type.element), size: unbounded };
    case 'Hash':
      return { kind: 'Hash', key: generalize(type.key), value: generalize(type.value), size: unbounded };
    case 'Struct':
      return { kind: 'Struct', entries: type.entries.map((entry) => ({ ...entry, value: generalize(entry.value) })) };
    case 'Tuple':
      return { ...type, types: type.types.map(generalize) };
    case 'Variant':
      return { kind: 'Variant', types: type.types.map(generalize) };
    case 'Optional':
    case 'NotUndef':
    case 'Sensitive':
    case 'Type':
    case 'Iterable':
    case 'Iterator':
      return type.type === undefined ? type : { kind: type.kind, type: generalize(type.type) };
    default:
      return type;
  }
}
