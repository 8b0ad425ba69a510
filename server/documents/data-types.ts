import { type Files, type Json, joinPath } from '../../orchestrator-core/common/index.ts';
import {
  describeMismatch,
  loadAliases,
  parseType,
  type ReadType,
  valueOfJson,
} from '../../orchestrator-core/language/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';

/** The data types that can be named in a place: Puppet's own and the aliases of its modules. */
export interface DataTypes {
  /** Reads a type expression; what it answered once it answers again. */
  read(text: string): ReadType;
  hasModule(name: string): boolean;
}

/** Puppet's types and the aliases that `texts` name. */
export async function loadDataTypes(
  files: Files,
  modules: readonly Module[],
  texts: readonly string[],
): Promise<DataTypes> {
  const findAlias = await loadAliases(files, modules, texts);
  const known = new Map<string, ReadType>();
  return {
    read: (text) => {
      const read = known.get(text) ?? parseType(text, findAlias);
      known.set(text, read);
      return read;
    },
    hasModule: (name) => modules.some((module) => module.name === name),
  };
}

/** Why a value is not of a type, in Puppet's words; undefined when it is, or when the type cannot be judged. */
export function mismatchOf(read: ReadType, value: Json): string | undefined {
  if (read.type === undefined || read.faults.length > 0) return undefined;
  const [first] = describeMismatch(read.type, valueOfJson(value));
  return first;
}

/** A module's own type. */
export interface AliasFile {
  /** As it is defined, such as `Stdlib::Absolutepath`. */
  readonly name: string;
  readonly path: string;
}

/** Every type alias of the modules; their names are in the files, whose own names do not tell the case. */
export async function listAliases(files: Files, modules: readonly Module[]): Promise<readonly AliasFile[]> {
  const found = await Promise.all(modules.map((module) => aliasesIn(files, joinPath(module.directory, 'types'))));
  return found.flat();
}

async function aliasesIn(files: Files, directory: string): Promise<readonly AliasFile[]> {
  const found = await Promise.all(
    (await files.list(directory)).map(async (entry): Promise<readonly AliasFile[]> => {
      const path = joinPath(directory, entry.name);
      if (entry.kind === 'directory') return aliasesIn(files, path);
      if (!entry.name.endsWith('.pp')) return [];
      const text = await files.readText(path).catch(() => undefined);
      const name = /^\s*type\s+([A-Z][\w:]*)\s*=/m.exec(text ?? '')?.[1];
      return name === undefined ? [] : [{ name, path }];
    }),
  );
  return found.flat();
}
