import type { Json } from '../common/index.ts';
import { dataType, type FindAlias, isInstance, type PuppetType, parseType, valueOfJson } from '../language/index.ts';
import type { Task, TaskParameter } from './task.ts';

/** The type expressions of the task's parameters, for loading the aliases that they need. */
export function parameterTypes(task: Task): readonly string[] {
  return Object.values(task.metadata.parameters ?? {}).flatMap(({ type }) => (type === undefined ? [] : [type]));
}

/** A parameter's type as its values are checked: `Data` where none is declared, and nothing `Sensitive`. */
export interface CheckedType {
  /** What messages are about. */
  readonly type: PuppetType;
  /** What is taken: the type, with whole numbers for every `Float`, since not all who write JSON tell `2.0` from `2`. */
  readonly accepted: PuppetType;
  /** Whether the type says that its values must not be shown. */
  readonly sensitive: boolean;
}

/**
 * The type that values of a parameter must have. Values come as JSON, which cannot be `Sensitive`: `Sensitive[T]` takes
 * a T, and what it takes is treated as sensitive. (Bolt refuses every value of such a parameter.)
 */
export function checkedType(parameter: TaskParameter, findAlias: FindAlias): CheckedType {
  const declared = parameter.type === undefined ? dataType : parseType(parameter.type, findAlias).type;
  const { type, sensitive } = laidOpen(declared ?? { kind: 'Reference', text: parameter.type ?? '' });
  return { type, accepted: withWholeFloats(type), sensitive };
}

/** Whether a parameter takes the value; one of a type that nobody knows takes none. */
export function takesValue(parameter: TaskParameter, value: Json, findAlias: FindAlias): boolean {
  return isInstance(checkedType(parameter, findAlias).accepted, valueOfJson(value));
}

function withWholeFloats(type: PuppetType): PuppetType {
  switch (type.kind) {
    case 'Float':
      return { kind: 'Variant', types: [type, { kind: 'Integer', range: type.range }] };
    case 'Array':
      return { ...type, element: withWholeFloats(type.element) };
    case 'Hash':
      return { ...type, key: withWholeFloats(type.key), value: withWholeFloats(type.value) };
    case 'Struct':
      return { ...type, entries: type.entries.map((entry) => ({ ...entry, value: withWholeFloats(entry.value) })) };
    case 'Tuple':
    case 'Variant':
      return { ...type, types: type.types.map(withWholeFloats) };
    case 'Optional':
    case 'NotUndef':
    case 'Iterable':
      return type.type === undefined ? type : { ...type, type: withWholeFloats(type.type) };
    case 'Alias':
      return { ...type, resolve: () => withWholeFloats(type.resolve()) };
    default:
      return type;
  }
}

interface LaidOpen {
  readonly type: PuppetType;
  readonly sensitive: boolean;
}

function laidOpen(type: PuppetType): LaidOpen {
  switch (type.kind) {
    case 'Sensitive': {
      const held = type.written ?? type.type;
      return { type: held === undefined ? dataType : laidOpen(held).type, sensitive: true };
    }
    case 'Optional':
    case 'NotUndef': {
      if (type.type === undefined) return { type, sensitive: false };
      const inner = laidOpen(type.type);
      return inner.sensitive ? { type: { ...type, type: inner.type }, sensitive: true } : { type, sensitive: false };
    }
    case 'Variant': {
      const inner = type.types.map(laidOpen);
      const sensitive = inner.some((each) => each.sensitive);
      return sensitive ? { type: { ...type, types: inner.map((each) => each.type) }, sensitive } : { type, sensitive };
    }
    default:
      return { type, sensitive: false };
  }
}
