import { isJsonObject, type JsonObject, OrchestratorError } from '../common/index.ts';
import { describeMismatch, type PuppetType, parseType } from '../language/index.ts';
import type { TaskMetadata, TaskProblem } from './task.ts';

/** The keys of a task's metadata, the type of each in Puppet's own words. */
const keys: Readonly<Record<string, string>> = {
  description: 'Optional[String]',
  parameters: 'Optional[Hash[Pattern[/\\A[a-z][a-z0-9_]*\\z/], Hash]]',
  input_method: "Optional[Enum['stdin', 'environment', 'both', 'powershell']]",
  supports_noop: 'Boolean',
  implementations:
    'Optional[Array[Struct[{name => String[1], Optional[requirements] => Array[String], Optional[files] => Array[String], Optional[input_method] => String, Optional[remote] => Boolean, Optional[path] => String}]]]',
  files: 'Optional[Array[String]]',
  remote: 'Boolean',
  private: 'Boolean',
  puppet_task_version: 'Integer',
  extensions: 'Optional[Hash]',
};

const parameterKeys: Readonly<Record<string, string>> = {
  type: 'String',
  description: 'Optional[String]',
  sensitive: 'Boolean',
};

/** Names of the keys that Bolt knows; any other is a warning. */
export const metadataKeys: readonly string[] = Object.keys(keys);

const types = new Map<string, PuppetType>();

function typeOf(text: string): PuppetType {
  const known = types.get(text);
  if (known !== undefined) return known;
  const { type } = parseType(text);
  if (type === undefined) throw new Error(`Bug: ${text} is no data type`);
  types.set(text, type);
  return type;
}

/** Metadata that was understood, with what is odd about it but does no harm. */
export interface ReadMetadata {
  readonly metadata: TaskMetadata;
  readonly warnings: readonly TaskProblem[];
}

/**
 * Reads the text of a task's metadata file; an empty one means no metadata.
 *
 * @throws OrchestratorError `puppet.tasks/unparseable-metadata` or `puppet.tasks/invalid-metadata`, with the path, and
 * line and column where they are known.
 */
export function readMetadata(task: string, path: string, text: string): ReadMetadata {
  const value = text.trim() === '' ? {} : parseObject(task, path, text);
  checkKeys(value, keys, [], path);
  const parameters = value['parameters'];
  for (const [name, parameter] of Object.entries(isJsonObject(parameters) ? parameters : {})) {
    if (!isJsonObject(parameter)) continue;
    checkKeys(parameter, parameterKeys, ['parameters', name], path);
    checkType(task, path, name, parameter['type']);
  }
  const unknown = Object.keys(value).filter((key) => !(key in keys));
  const message =
    `Metadata for task '${task}' contains unknown keys: ${unknown.join(', ')}. ` +
    'This could be a typo in the task metadata or might result in incorrect behavior. [ID: unknown_task_metadata_keys]';
  const warnings = unknown.length === 0 ? [] : [{ kind: 'unknown_task_metadata_keys', message, path }];
  return { metadata: value as TaskMetadata, warnings };
}

function parseObject(task: string, path: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('﻿') ? text.slice(1) : text);
  } catch (cause) {
    throw unparseable(task, path, cause);
  }
  if (isJsonObject(value)) return value;
  const message = `The metadata of task ${task} must be a JSON object, as in {"description": "…"} (file: ${path})`;
  throw new OrchestratorError('puppet.tasks/unparseable-metadata', message);
}

function unparseable(task: string, path: string, cause: unknown): OrchestratorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(reason) ?? [];
  const place = line === undefined ? `file: ${path}` : `file: ${path}, line: ${line}, column: ${column}`;
  const why = reason.replace(/ at position \d+.*| in JSON$|, ".*/s, '').replace(/ in JSON$/, '');
  const message = `The metadata of task ${task} is not valid JSON: ${why} (${place})`;
  return new OrchestratorError('puppet.tasks/unparseable-metadata', message, { cause });
}

function checkKeys(
  value: JsonObject,
  known: Readonly<Record<string, string>>,
  path: readonly string[],
  file: string,
): void {
  for (const [key, type] of Object.entries(known)) {
    const given = value[key];
    if (given === undefined) continue;
    const elements = [...path, key].map((name) => ({ kind: 'entry' as const, name }));
    const [sentence] = describeMismatch(typeOf(type), given, elements);
    if (sentence === undefined) continue;
    const message = `Task initializer has wrong type, ${sentence} (file: ${file})`;
    throw new OrchestratorError('puppet.tasks/invalid-metadata', message);
  }
}

/** A type expression that can't be read makes the task unusable; an unknown name in it does not. */
function checkType(task: string, path: string, parameter: string, type: unknown): void {
  if (typeof type !== 'string') return;
  const fault = parseType(type).faults.find(({ code }) => code !== 'unknown-type');
  if (fault === undefined) return;
  const message = `Task ${task}: parameter '${parameter}' has the type '${type}', which can't be read: ${fault.message} (file: ${path})`;
  throw new OrchestratorError('puppet.tasks/invalid-metadata', message);
}
