import { type Json, type JsonObject, OrchestratorError, parseExact } from '../common/index.ts';
import {
  dataType,
  describeMismatch,
  type FindAlias,
  isAssignable,
  isInstance,
  type PuppetType,
  printType,
  valueOfJson,
  valuesOfJson,
} from '../language/index.ts';
import { type CheckedType, checkedType } from './parameter-types.ts';
import type { Task } from './task.ts';

/**
 * How a run's parameters were given: `literal` values are taken as they are. `text` values come from a command line or
 * an input box: JSON where the declared type accepts what it parses to, else the string itself. To complete values nothing
 * is added: the task's defaults are not for them.
 */
export type GivenParameters =
  | { readonly kind: 'literal'; readonly values: JsonObject; readonly isComplete?: boolean }
  | { readonly kind: 'text'; readonly values: Readonly<Record<string, string>> };

/** Parameters that were found right. */
export interface CompleteParameters {
  /** Defaults, then what was given, in the order in which they are sent. */
  readonly parameters: JsonObject;
  /** Names of those that must not be shown. */
  readonly sensitive: readonly string[];
}

/**
 * Checks what was given against the task's metadata and fills in defaults, for what is missing and what is null.
 *
 * @throws OrchestratorError `bolt/pal-error` with Bolt's message: a value is missing, unknown or not of the declared
 * type, or noop is asked of a task that does not support it.
 */
export function completeParameters(
  task: Task,
  given: GivenParameters,
  options: { readonly findAlias: FindAlias; readonly noop: boolean },
): CompleteParameters {
  const declared = declaredTypes(task, options.findAlias);
  const values = valuesOf(given, declared);
  const isComplete = given.kind === 'literal' && given.isComplete === true;
  const parameters = isComplete ? values : withDefaults(task, values);
  const faults = declared === undefined ? freeFaults(parameters) : declaredFaults(declared, parameters);
  if (faults.length > 0) throw new OrchestratorError('bolt/pal-error', `Task ${task.name}:\n${faults.join('\n')}`);
  if (options.noop && task.metadata.supports_noop !== true) {
    throw new OrchestratorError('bolt/pal-error', 'Task does not support noop');
  }
  return { parameters, sensitive: Object.keys(parameters).filter((name) => declared?.get(name)?.sensitive === true) };
}

/** The values that were given, as the task's types read them; nothing is checked and no default filled in. */
export function givenValues(task: Task, given: GivenParameters, findAlias: FindAlias): JsonObject {
  return valuesOf(given, declaredTypes(task, findAlias));
}

function valuesOf(given: GivenParameters, declared: ReadonlyMap<string, CheckedType> | undefined): JsonObject {
  return given.kind === 'literal' ? given.values : readValues(given.values, declared);
}

/**
 * Why one value, as typed, cannot be given for a parameter; undefined when it can. Whoever types `6` for an
 * `Integer[1, 5]` means the number, so that is what the sentence is about.
 */
export function checkParameter(task: Task, name: string, text: string, findAlias: FindAlias): string | undefined {
  const declared = declaredTypes(task, findAlias);
  const type = declared?.get(name)?.accepted;
  const faults = (value: Json): readonly string[] =>
    declared === undefined ? freeFaults({ [name]: value }) : declaredFaults(declared, { [name]: value }, [name]);
  if (faults(readValue(text, type)).length === 0) return undefined;
  return faults(parseOr(text))[0]?.trimStart();
}

/** A text as a value: JSON where it is JSON that the type accepts, else the text itself. */
function readValue(text: string, type: PuppetType | undefined): Json {
  const parsed = parseOr(text);
  return type === undefined || isInstance(type, valueOfJson(parsed)) ? parsed : text;
}

/** What the text says as JSON, else the text. */
function parseOr(text: string): Json {
  try {
    return parseExact(text);
  } catch {
    return text;
  }
}

function readValues(
  texts: Readonly<Record<string, string>>,
  declared: ReadonlyMap<string, CheckedType> | undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, readValue(text, declared?.get(name)?.accepted)]),
  );
}

/** The declared parameters in their order; undefined for a task that declares nothing and takes anything. */
function declaredTypes(task: Task, findAlias: FindAlias): ReadonlyMap<string, CheckedType> | undefined {
  const { parameters } = task.metadata;
  if (parameters === undefined) return undefined;
  const types = Object.entries(parameters).map(([name, parameter]): [string, CheckedType] => {
    const checked = checkedType(parameter, findAlias);
    return [name, { ...checked, sensitive: checked.sensitive || parameter.sensitive === true }];
  });
  return new Map(types);
}

function withDefaults(task: Task, given: JsonObject): JsonObject {
  const defaults = Object.entries(task.metadata.parameters ?? {}).flatMap(([name, parameter]) =>
    parameter.default === undefined ? [] : [[name, parameter.default] as const],
  );
  const names = new Set(defaults.map(([name]) => name));
  const set = Object.entries(given).filter(([name, value]) => value !== null || !names.has(name));
  return Object.fromEntries([...defaults, ...set]);
}

/** Bolt's sentences, each with the space that it puts before them. */
function declaredFaults(
  declared: ReadonlyMap<string, CheckedType>,
  values: JsonObject,
  asked: Iterable<string> = declared.keys(),
): readonly string[] {
  const unknown = Object.keys(values).filter((name) => !declared.has(name));
  const faults = unknown.map((name) => ` has no parameter named '${name}'`);
  for (const name of asked) {
    const checked = declared.get(name);
    if (checked === undefined) continue;
    const { type } = checked;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) {
      faults.push(...mismatches(checked, name, value).map((sentence) => ` ${sentence}`));
    } else if (!acceptsUndef(type)) {
      faults.push(` expects a value for parameter '${name}'`);
    }
  }
  return faults;
}

/** A sentence may quote what was given, which for a sensitive parameter it must not. */
function mismatches({ type, accepted, sensitive }: CheckedType, name: string, value: Json): readonly string[] {
  if (isInstance(accepted, valueOfJson(value))) return [];
  if (!sensitive) return describeMismatch(type, valueOfJson(value), [{ kind: 'parameter', name }]);
  return [`parameter '${name}' expects a value of type ${printType(type)}, got Sensitive [value redacted]`];
}

/** Whether a parameter of this type may be left out. */
export function acceptsUndef(type: PuppetType): boolean {
  return isAssignable(type, { kind: 'Undef' });
}

/** What Puppet holds the values of a task without declared parameters against. */
const anyParameters: PuppetType = {
  kind: 'Hash',
  key: { kind: 'Pattern', patterns: [{ source: '\\A[a-z][a-z0-9_]*\\z', regex: /^[a-z][a-z0-9_]*$/ }] },
  value: dataType,
  size: { min: 0, max: Number.POSITIVE_INFINITY },
};

function freeFaults(values: JsonObject): readonly string[] {
  return describeMismatch(anyParameters, valuesOfJson(values)).map((sentence) => ` ${sentence}`);
}
