import { type Files, joinPath } from '../../common/index.ts';
import { parse } from '../syntax/parser.ts';
import { calledByAlias } from './object-readers.ts';
import { type FindAlias, readType } from './read-type.ts';
import type { PuppetType } from './type.ts';
import { findInTypeSets, type TypeDefinition, typeDefinitions } from './type-definitions.ts';

/** A module as far as its types go. */
export interface TypeModule {
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}

/**
 * The files that may define a type, the surest first: its own, and those of the type sets that it may belong to. Empty
 * for a name without a name space.
 */
function pathsOf(modules: readonly TypeModule[], name: string): readonly string[] {
  const [module = '', ...rest] = name.split('::');
  const found = modules.find((each) => each.name === module);
  if (found === undefined || rest.length === 0) return [];
  const files = rest.map(
    (_, index) => `${joinPath(found.directory, 'types', ...rest.slice(0, rest.length - index))}.pp`,
  );
  return [...files, joinPath(found.directory, 'types', 'init_typeset.pp')];
}

/**
 * Reads the aliases that a set of type expressions needs from the modules' `types/*.pp`, and those that they need in
 * turn. A name whose file is missing or defines something else is not found.
 *
 * @returns the answer to {@link FindAlias} for all of them; recursive aliases resolve when looked at.
 */
export async function loadAliases(
  files: Files,
  modules: readonly TypeModule[],
  texts: readonly string[],
): Promise<FindAlias> {
  const definitions = new Map<string, TypeDefinition>();
  const asked = new Set<string>();
  const read = new Set<string>();
  let names = texts.flatMap(aliasNames);
  while (names.length > 0) {
    const fresh = [...new Set(names)].filter((name) => !asked.has(name));
    for (const name of fresh) asked.add(name);
    const sources = await Promise.all(fresh.map((name) => readFirst(files, pathsOf(modules, name))));
    names = [];
    for (const found of sources) {
      if (found === undefined || read.has(found.path)) continue;
      read.add(found.path);
      names.push(...aliasNames(found.source));
      for (const each of definitionsIn(found.source)) {
        definitions.set(each.name.toLowerCase(), each);
        names.push(...Object.values(each.references ?? {}).map((to) => `${to}::`.toLowerCase()));
      }
    }
  }
  return aliases(definitions);
}

/** Finds what was defined; recursive aliases resolve when looked at. */
function aliases(definitions: ReadonlyMap<string, TypeDefinition>): FindAlias {
  const types = new Map<TypeDefinition, PuppetType>();
  const findIn =
    (typeSet: string | undefined): FindAlias =>
    (name) => {
      const found = findInTypeSets((each) => definitions.get(each.toLowerCase()), name, typeSet);
      if (found === undefined) return undefined;
      const known = types.get(found) ?? alias(found);
      types.set(found, known);
      return known;
    };
  const alias = ({ name, type: expression, typeSet }: TypeDefinition): PuppetType => {
    let type: PuppetType | undefined;
    const resolve = (): PuppetType => {
      type ??= calledByAlias(readType(expression, findIn(typeSet), []), name);
      return type;
    };
    return { kind: 'Alias', name, resolve };
  };
  return findIn(undefined);
}

/** Names with a name space in a type expression, or in a whole file of them, in small letters: case does not count. */
function aliasNames(text: string): string[] {
  return [...text.matchAll(/[A-Z]\w*(?:::[A-Z]\w*)+/g)].map(([name]) => name.toLowerCase());
}

async function readFirst(
  files: Files,
  paths: readonly string[],
): Promise<{ readonly path: string; readonly source: string } | undefined> {
  for (const path of paths) {
    const source = await files.readText(path).catch(() => undefined);
    if (source !== undefined) return { path, source };
  }
  return undefined;
}

function definitionsIn(source: string): readonly TypeDefinition[] {
  return parse(source).program.statements.flatMap((each) => (each.kind === 'type-alias' ? typeDefinitions(each) : []));
}
