import { type Files, joinPath } from '../../common/index.ts';
import type { Expression } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { type FindAlias, readType } from './read-type.ts';
import type { PuppetType } from './type.ts';

/** A module as far as its types go. */
export interface TypeModule {
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}

const pathOf = (modules: readonly TypeModule[], name: string): string | undefined => {
  const [module = '', ...rest] = name.toLowerCase().split('::');
  const found = modules.find((each) => each.name === module);
  return found === undefined || rest.length === 0 ? undefined : `${joinPath(found.directory, 'types', ...rest)}.pp`;
};

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
  const definitions = new Map<string, Definition>();
  const asked = new Set<string>();
  let names = texts.flatMap(aliasNames);
  while (names.length > 0) {
    const fresh = [...new Set(names)].filter((name) => !asked.has(name));
    for (const name of fresh) asked.add(name);
    const found = await Promise.all(fresh.map((name) => readDefinition(files, modules, name)));
    names = [];
    for (const [index, definition] of found.entries()) {
      const name = fresh[index];
      if (definition === undefined || name === undefined) continue;
      definitions.set(name, definition);
      names.push(...aliasNames(definition.source));
    }
  }
  const types = new Map<string, PuppetType>();
  const find: FindAlias = (name) => types.get(name.toLowerCase());
  for (const [key, { name, type: expression }] of definitions) {
    let type: PuppetType | undefined;
    const resolve = (): PuppetType => {
      type ??= readType(expression, find, []);
      return type;
    };
    types.set(key, { kind: 'Alias', name, resolve });
  }
  return find;
}

/** Names with a name space in a type expression, or in a whole file of them, in small letters: case does not count. */
function aliasNames(text: string): string[] {
  return [...text.matchAll(/[A-Z]\w*(?:::[A-Z]\w*)+/g)].map(([name]) => name.toLowerCase());
}

/** An alias as its file defines it. */
interface Definition {
  /** With its letters as they are written there. */
  readonly name: string;
  readonly type: Expression;
  readonly source: string;
}

async function readDefinition(
  files: Files,
  modules: readonly TypeModule[],
  name: string,
): Promise<Definition | undefined> {
  const path = pathOf(modules, name);
  if (path === undefined) return undefined;
  const source = await files.readText(path).catch(() => undefined);
  if (source === undefined) return undefined;
  for (const statement of parse(source).program.statements) {
    if (statement.kind !== 'type-alias') continue;
    const left = statement.left.kind === 'access' ? statement.left.left : statement.left;
    if (left.kind !== 'reference' || left.value.toLowerCase() !== name) continue;
    return { name: left.value, type: statement.type, source };
  }
  return undefined;
}
