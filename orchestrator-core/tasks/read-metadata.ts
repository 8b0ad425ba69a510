import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import { parseType, type TypeFault } from '../language/index.ts';
import { type JsonText, readJson, type TextPlace } from './json-text.ts';
import type { InputMethod, TaskMetadata } from './task.ts';
import type { TaskFault } from './task-fault.ts';

/** The contents of a metadata file, or why there are none; and what is odd about it. */
export interface ReadMetadata {
  readonly metadata: TaskMetadata | undefined;
  /** Keeps the task from being used. */
  readonly fault?: TaskFault;
  /** Does not. `kind` is the id of Bolt's warning where it has one. */
  readonly warnings: readonly TaskFault[];
}

/** A wrong shape that was met while reading; caught where the reading began. */
class Wrong extends Error {
  readonly fault: TaskFault;

  constructor(message: string, place?: TextPlace, kind = 'puppet.tasks/invalid-metadata') {
    super(message);
    this.fault = { kind, message, place };
  }
}

/** Finds what makes a type expression unusable; a name that nothing defines does not, it matches no value. */
export type CheckType = (type: string) => TypeFault | undefined;

/** A check that looks at each expression once: in a thousand tasks there are a dozen of them. */
export function createTypeCheck(): CheckType {
  const known = new Map<string, TypeFault | undefined>();
  return (type) => {
    if (!known.has(type)) {
      const fault = parseType(type).faults.find(({ code }) => code !== 'unknown-type');
      known.set(type, fault);
    }
    return known.get(type);
  };
}

interface Reading {
  readonly task: string;
  readonly text: JsonText;
  readonly checkType: CheckType;
  readonly warnings: TaskFault[];
}

const inputMethods: readonly InputMethod[] = ['stdin', 'environment', 'both', 'powershell'];
/** A parameter's name; Bolt quotes this rule in its message. */
const parameterName = /^[a-z][a-z0-9_]*$/;

/**
 * Reads a task's metadata file. An empty file is `{}`. Never throws: what Puppet refuses is a fault in Puppet's words,
 * what it overlooks is a warning, and the metadata holds what remains.
 */
export function readMetadata(task: string, source: string, checkType: CheckType = createTypeCheck()): ReadMetadata {
  if (source === '') return { metadata: {}, warnings: [] };
  const text = readJson(source);
  const warnings: TaskFault[] = [];
  if (text.fault !== undefined) {
    const { message, place } = text.fault;
    const sentence = `The metadata of task ${task} is not JSON: ${message}`;
    return {
      metadata: undefined,
      fault: { kind: 'puppet.tasks/unparseable-metadata', message: sentence, place },
      warnings,
    };
  }
  try {
    return { metadata: toMetadata({ task, text, checkType, warnings }), warnings };
  } catch (error) {
    if (error instanceof Wrong) return { metadata: undefined, fault: error.fault, warnings };
    throw error;
  }
}

type Path = readonly (string | number)[];
/** What a value means; undefined when it means nothing and is left out. */
type Reader = (reading: Reading, value: Json, path: Path) => Json | undefined;

const metadataReaders: Readonly<Record<string, Reader>> = {
  description: readString,
  extensions: readObject,
  files: readFiles,
  implementations: readImplementations,
  input_method: readInputMethod,
  parameters: readParameters,
  private: readFlag,
  puppet_task_version: readNumber,
  remote: readFlag,
  supports_noop: readFlag,
};

function toMetadata(reading: Reading): TaskMetadata {
  const { task, text } = reading;
  const { value } = text;
  if (value === undefined || !isJsonObject(value)) {
    throw new Wrong(`The metadata of task ${task} must be a JSON object`, text.locate([]));
  }
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(metadataReaders, key));
  if (unknown.length > 0) {
    reading.warnings.push({
      kind: 'unknown_task_metadata_keys',
      message: `Metadata for task '${task}' contains unknown keys: ${unknown.join(', ')}. This could be a typo in the task metadata or might result in incorrect behavior.`,
      place: text.locateName([unknown[0] ?? '']),
    });
  }
  // The readers have seen to it that every known key holds what the interface says.
  return readKeys(reading, value, [], metadataReaders) as TaskMetadata;
}

/** The object in the order of the file; unknown keys stay as they are, null counts as absent. */
function readKeys(
  reading: Reading,
  value: JsonObject,
  path: Path,
  readers: Readonly<Record<string, Reader>>,
): JsonObject {
  const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (read === undefined) return [[key, item]];
    const found = item === null ? undefined : read(reading, item, [...path, key]);
    return found === undefined ? [] : [[key, found]];
  });
  return Object.fromEntries(entries);
}

function odd(reading: Reading, path: Path, expected: string): undefined {
  reading.warnings.push({
    kind: 'invalid_task_metadata_value',
    message: `Metadata for task '${reading.task}': '${path.join('.')}' must be ${expected}.`,
    place: reading.text.locate(path),
  });
}

function readString(reading: Reading, value: Json, path: Path): string | undefined {
  return typeof value === 'string' ? value : odd(reading, path, 'a string');
}

function readNumber(reading: Reading, value: Json, path: Path): number | undefined {
  return typeof value === 'number' ? value : odd(reading, path, 'a number');
}

function readObject(reading: Reading, value: Json, path: Path): JsonObject | undefined {
  return isJsonObject(value) ? value : odd(reading, path, 'an object');
}

/** What is neither false nor null counts as true, as it does in Ruby: a flag misspelt must not lay a secret open. */
function readFlag(reading: Reading, value: Json, path: Path): boolean {
  if (typeof value !== 'boolean') odd(reading, path, 'true or false');
  return value !== false && value !== null;
}

function readInputMethod(reading: Reading, value: Json, path: Path): InputMethod | undefined {
  return (
    inputMethods.find((method) => method === value) ??
    odd(reading, path, "'stdin', 'environment', 'both' or 'powershell'")
  );
}

function readFiles(reading: Reading, value: Json, path: Path): readonly string[] {
  if (!Array.isArray(value)) {
    const message = `The 'files' task metadata expects an array, got ${JSON.stringify(value)}.`;
    throw new Wrong(message, reading.text.locate(path));
  }
  return value.map((item: Json, index) => {
    if (typeof item === 'string') return item;
    const message = `The 'files' task metadata expects an array of strings, got ${JSON.stringify(item)}.`;
    throw new Wrong(message, reading.text.locate([...path, index]));
  });
}

function readImplementations(reading: Reading, value: Json, path: Path): readonly JsonObject[] {
  const { task, text } = reading;
  if (!Array.isArray(value)) {
    throw new Wrong(`Task metadata for task ${task} does not specify implementations as an array`, text.locate(path));
  }
  return value.map((item: Json, index) => {
    if (isJsonObject(item) && typeof item['name'] === 'string') {
      return readKeys(reading, item, [...path, index], implementationReaders);
    }
    const message = `Task metadata for task ${task} has an implementation without the name of a file`;
    throw new Wrong(message, text.locate([...path, index]));
  });
}

const implementationReaders: Readonly<Record<string, Reader>> = {
  files: readFiles,
  input_method: readInputMethod,
  remote: readFlag,
  requirements: readRequirements,
};

function readRequirements(reading: Reading, value: Json, path: Path): readonly string[] {
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  const message = `Task metadata for task ${reading.task} does not specify requirements as an array`;
  throw new Wrong(Array.isArray(value) ? `${message} of strings` : message, reading.text.locate(path));
}

function readParameters(reading: Reading, value: Json, path: Path): JsonObject {
  const { text } = reading;
  if (!isJsonObject(value)) throw new Wrong(unloadable(reading, "'parameters' must be a hash"), text.locate(path));
  const parameters = Object.entries(value).map(([name, item]): [string, Json] => {
    const inner = [...path, name];
    if (isJsonObject(item)) return [name, readKeys(reading, item, inner, parameterReaders)];
    throw new Wrong(unloadable(reading, `parameter '${name}' must be a hash`), text.locate(inner));
  });
  const bad = parameters.find(([name]) => !parameterName.test(name));
  if (bad !== undefined) {
    const [name] = bad;
    const reason = `Task initializer has wrong type, entry 'parameters' key of entry '${name}' expects a match for Pattern[/\\A[a-z][a-z0-9_]*\\z/], got '${name}'`;
    throw new Wrong(unloadable(reading, reason), text.locateName([...path, name]));
  }
  return Object.fromEntries(parameters);
}

const parameterReaders: Readonly<Record<string, Reader>> = {
  description: readString,
  sensitive: readFlag,
  type: readTypeText,
};

function readTypeText(reading: Reading, value: Json, path: Path): string {
  const lead = `the type of parameter '${path.at(-2)}'`;
  if (typeof value !== 'string') {
    throw new Wrong(unloadable(reading, `${lead} must be a string`), reading.text.locate(path));
  }
  const fault = reading.checkType(value);
  if (fault === undefined) return value;
  throw new Wrong(unloadable(reading, `${lead}: ${fault.message}`), reading.text.locate(path, fault.start));
}

function unloadable(reading: Reading, reason: string): string {
  return `Failed to load metadata for task ${reading.task}: ${reason}`;
}
