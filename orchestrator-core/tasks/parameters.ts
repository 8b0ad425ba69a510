import { type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import {
  dataType,
  describeMismatch,
  type FindAlias,
  isInstance,
  type PuppetType,
  parseType,
} from '../language/index.ts';
import type { ParameterForm, Task, TaskParameter } from './task.ts';

/** Values as they come in: already JSON, or the texts of a command line or an input box. */
export type GivenParameters =
  | { readonly kind: 'literal'; readonly values: JsonObject }
  | { readonly kind: 'text'; readonly values: Readonly<Record<string, string>> };

/** Parameters that the task accepts, in the order in which they are sent: defaults first. */
export interface CompleteParameters {
  readonly parameters: JsonObject;
  /** Names of those whose values must not be shown. */
  readonly sensitive: readonly string[];
}

const nameOf = (name: string): string => `parameter '${name}'`;
const legalName = /^[a-z][a-z0-9_]*$/;

/** The types that appear in a task's metadata, for loading the aliases they need. */
export function parameterTypes(task: Task): readonly string[] {
  return Object.values(task.metadata.parameters ?? {}).flatMap(({ type }) => (type === undefined ? [] : [type]));
}

/**
 * Lays the values given over the defaults and checks them all against their types.
 *
 * @throws OrchestratorError `bolt/pal-error`, `Task N:` and a line for each fault, in Puppet's words; values of
 * sensitive parameters are not in it. @throws OrchestratorError `bolt/pal-error` where noop is asked of a task that
 * does not support it.
 */
export function completeParameters(
  task: Task,
  given: GivenParameters,
  options: { readonly findAlias: FindAlias; readonly noop: boolean },
): CompleteParameters {
  if (options.noop && task.metadata.supports_noop !== true) {
    throw new OrchestratorError('bolt/pal-error', 'Task does not support noop');
  }
  const declared = task.metadata.parameters;
  const parameters: Record<string, Json> = {};
  for (const [name, parameter] of Object.entries(declared ?? {})) {
    if (parameter.default !== undefined) parameters[name] = parameter.default;
  }
  for (const [name, value] of Object.entries(given.values)) {
    const read = given.kind === 'literal' ? (value as Json) : fromText(task, name, String(value), options.findAlias);
    if (read !== null || declared?.[name]?.default === undefined) parameters[name] = read;
  }
  const faults = findFaults(task, parameters, options.findAlias);
  if (faults.length > 0) throw new OrchestratorError('bolt/pal-error', `Task ${task.name}:\n ${faults.join('\n ')}`);
  return { parameters, sensitive: Object.keys(parameters).filter((name) => isSensitive(declared?.[name])) };
}

/** A value as typed: JSON where the declared type accepts what it says, or where nothing is declared; else the text. */
function fromText(task: Task, name: string, text: string, findAlias: FindAlias): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  return isInstance(typeOf(task.metadata.parameters?.[name], findAlias), value) ? value : text;
}

function findFaults(task: Task, parameters: JsonObject, findAlias: FindAlias): readonly string[] {
  const declared = task.metadata.parameters;
  const names = Object.keys(parameters);
  if (declared === undefined) {
    return names.filter((name) => !legalName.test(name)).map((name) => `has no parameter named '${name}'`);
  }
  const unknown = names
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => `has no parameter named '${name}'`);
  const wrong = Object.entries(declared).flatMap(([name, parameter]) => {
    const value = parameters[name];
    const type = typeOf(parameter, findAlias);
    if (value === undefined) return isInstance(type, null) ? [] : [`expects a value for parameter '${name}'`];
    return describe(parameter, type, value).map((sentence) => `${nameOf(name)} ${sentence}`);
  });
  return [...unknown, ...wrong];
}

/** Sentences about a value, without quoting a sensitive one. */
function describe(parameter: TaskParameter, type: PuppetType, value: Json): readonly string[] {
  if (isInstance(type, value)) return [];
  if (isSensitive(parameter))
    return [`expects a value of type ${parameter.type ?? 'Data'}, got Sensitive [value redacted]`];
  return describeMismatch(type, value);
}

/** Whether the value must not be shown: the metadata says so, or its type does. */
export function isSensitive(parameter: TaskParameter | undefined): boolean {
  return parameter?.sensitive === true || /^\s*(?:Optional\[\s*)?Sensitive\b/.test(parameter?.type ?? '');
}

/** The type of a parameter. What comes from outside is not wrapped, so `Sensitive[T]` is checked as `T`. */
function typeOf(parameter: TaskParameter | undefined, findAlias: FindAlias): PuppetType {
  if (parameter?.type === undefined) return dataType;
  return bare(parseType(parameter.type, findAlias).type ?? dataType);
}

function bare(type: PuppetType): PuppetType {
  if (type.kind === 'Sensitive') return type.type ?? dataType;
  return type.kind === 'Optional' && type.type !== undefined ? { kind: 'Optional', type: bare(type.type) } : type;
}

/** What is wrong with one value as typed, in a sentence for a person; undefined when it can be used. */
export function checkParameter(task: Task, name: string, text: string, findAlias: FindAlias): string | undefined {
  const declared = task.metadata.parameters;
  const parameter = declared?.[name];
  if (declared !== undefined && parameter === undefined) return `Task ${task.name} has no parameter named '${name}'`;
  const type = typeOf(parameter, findAlias);
  const [sentence] = describe(parameter ?? {}, type, fromText(task, name, text, findAlias));
  return sentence === undefined ? undefined : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** How a person is asked for the task's parameters: required ones first, else in the order of the metadata. */
export function parameterForms(task: Task, findAlias: FindAlias): readonly ParameterForm[] {
  const forms = Object.entries(task.metadata.parameters ?? {}).map(([name, parameter]): ParameterForm => {
    const type = typeOf(parameter, findAlias);
    const choices = choicesOf(type);
    return {
      name,
      type: parameter.type ?? 'Any',
      required: parameter.default === undefined && !isInstance(type, null),
      sensitive: isSensitive(parameter),
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
      ...(parameter.default === undefined ? {} : { default: parameter.default }),
      ...(choices === undefined ? {} : { choices }),
    };
  });
  return [...forms.filter((form) => form.required), ...forms.filter((form) => !form.required)];
}

/** The texts that are all a type accepts besides undef; undefined when it accepts more than can be listed. */
function choicesOf(type: PuppetType, depth = 0): readonly string[] | undefined {
  switch (type.kind) {
    case 'Boolean':
      return type.value === undefined ? ['true', 'false'] : [String(type.value)];
    case 'Enum':
      return type.values.length === 0 ? undefined : type.values;
    case 'Optional':
      return type.type === undefined ? undefined : choicesOf(type.type, depth);
    case 'Alias':
      return depth > 20 ? undefined : choicesOf(type.resolve(), depth + 1);
    case 'Undef':
      return [];
    case 'Variant': {
      const each = type.types.map((inner) => choicesOf(inner, depth));
      return each.every((inner) => inner !== undefined) ? [...new Set(each.flat())] : undefined;
    }
    default:
      return undefined;
  }
}
