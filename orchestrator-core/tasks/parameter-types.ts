import { dataType, type FindAlias, type PuppetType, parseType } from '../language/index.ts';
import type { Task, TaskParameter } from './task.ts';

/** The type expressions of the task's parameters, for loading the aliases that they need. */
export function parameterTypes(task: Task): readonly string[] {
  return Object.values(task.metadata.parameters ?? {}).flatMap(({ type }) => (type === undefined ? [] : [type]));
}

/** A parameter's type as its values are checked: `Data` where none is declared, and nothing `Sensitive`. */
export interface CheckedType {
  readonly type: PuppetType;
  /** Whether the type says that its values must not be shown. */
  readonly sensitive: boolean;
}

/**
 * The type that values of a parameter must have. Values come as JSON, which cannot be `Sensitive`: `Sensitive[T]` takes
 * a T, and what it takes is treated as sensitive. (Bolt refuses every value of such a parameter.)
 */
export function checkedType(parameter: TaskParameter, aliases: FindAlias): CheckedType {
  if (parameter.type === undefined) return { type: dataType, sensitive: false };
  const { type } = parseType(parameter.type, aliases);
  return type === undefined ? { type: { kind: 'Reference', text: parameter.type }, sensitive: false } : laidOpen(type);
}

function laidOpen(type: PuppetType): CheckedType {
  switch (type.kind) {
    case 'Sensitive':
      return { type: type.type === undefined ? dataType : laidOpen(type.type).type, sensitive: true };
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
