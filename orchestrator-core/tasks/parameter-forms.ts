import type { FindAlias, PuppetType } from '../language/index.ts';
import { checkedType } from './parameter-types.ts';
import { acceptsUndef } from './parameters.ts';
import type { ParameterForm, Task } from './task.ts';

/** How a person is asked for each declared parameter: required ones first, else in the order of the metadata. */
export function parameterForms(task: Task, findAlias: FindAlias): readonly ParameterForm[] {
  const forms = Object.entries(task.metadata.parameters ?? {}).map(([name, parameter]): ParameterForm => {
    const { type, sensitive } = checkedType(parameter, findAlias);
    const choices = choicesOf(type, 0);
    return {
      name,
      type: parameter.type ?? 'Any',
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
      ...(parameter.default === undefined ? {} : { default: parameter.default }),
      required: parameter.default === undefined && !acceptsUndef(type),
      sensitive: sensitive || parameter.sensitive === true,
      ...(choices === undefined || choices.length === 0 ? {} : { choices: [...new Set(choices)] }),
    };
  });
  return [...forms.filter(({ required }) => required), ...forms.filter(({ required }) => !required)];
}

/** Aliases may go round in a circle. */
const deepest = 20;

/** Every text that the type accepts; undefined when they cannot be counted. */
function choicesOf(type: PuppetType, depth: number): readonly string[] | undefined {
  if (depth > deepest) return undefined;
  switch (type.kind) {
    case 'Undef':
      return [];
    case 'Boolean':
      return type.value === undefined ? ['true', 'false'] : [String(type.value)];
    case 'String':
      return type.value === undefined ? undefined : [type.value];
    case 'Enum':
      return type.values.length === 0 ? undefined : type.values;
    case 'Optional':
    case 'NotUndef':
      return type.type === undefined ? undefined : choicesOf(type.type, depth + 1);
    case 'Variant': {
      const all = type.types.map((each) => choicesOf(each, depth + 1));
      return all.some((each) => each === undefined) ? undefined : all.flatMap((each) => each ?? []);
    }
    case 'Alias':
      return choicesOf(type.resolve(), depth + 1);
    default:
      return undefined;
  }
}
