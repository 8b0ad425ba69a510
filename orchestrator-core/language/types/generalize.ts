import { oneOf } from './normalize-type.ts';
import { allNumbers, type PuppetType, stringType, unbounded } from './type.ts';

/** The type without what is special about one value: no ranges, no literal values. */
export function generalize(type: PuppetType): PuppetType {
  switch (type.kind) {
    case 'String':
      return stringType;
    case 'Enum': {
      const lengths = type.values.map((value) => [...value].length);
      if (lengths.length === 0) return stringType;
      return { kind: 'String', size: { min: Math.min(...lengths), max: Math.max(...lengths) } };
    }
    case 'Timestamp':
    case 'Timespan':
    case 'URI':
      return { kind: type.kind };
    case 'Callable':
      return {
        kind: 'Callable',
        ...(type.parameters && { parameters: { ...type.parameters, types: type.parameters.types.map(generalize) } }),
        ...(type.block && { block: generalize(type.block) }),
        ...(type.returns && { returns: generalize(type.returns) }),
      };
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
      if (type.size.max === 0) return type;
      return { kind: 'Hash', key: generalize(type.key), value: generalize(type.value), size: unbounded };
    case 'Struct':
      return { kind: 'Struct', entries: type.entries.map((entry) => ({ ...entry, value: generalize(entry.value) })) };
    case 'Tuple':
      return { ...type, types: type.types.map(generalize) };
    case 'Variant':
      return oneOf(type.types.map(generalize));
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
