import { type Files, joinPath } from '../../common/index.ts';
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
  const sources = new Map<string, string>();
  const asked = new Set<string>();
  let names = texts.flatMap(aliasNames);
  while (names.length > 0) {
    const fresh = [...new Set(names)].filter((name) => !asked.has(name));
    for (const name of fresh) asked.add(name);
    const found = await Promise.all(fresh.map((name) => readSource(files, modules, name)));
    for (const [index, source] of found.entries()) {
      const name = fresh[index];
      if (source !== undefined && name !== undefined) sources.set(name, source);
    }
    names = found.flatMap((source) => (source === undefined ? [] : aliasNames(source)));
  }
  const types = new Map<string, PuppetType>();
  const find: FindAlias = (name) => types.get(name);
  for (const [name, source] of sources) {
    let type: PuppetType | undefined;
    const resolve = (): PuppetType => {
      type ??= readAlias(source, name, find);
      return type;
    };
    types.set(name, { kind: 'Alias', name, resolve });
  }
  return find;
}

/** Names with a name space in a type expression, or in a whole file of them. */
function aliasNames(text: string): string[] {
  return [...text.matchAll(/[A-Z]\w*(?:::[A-Z]\w*)+/g)].map(([name]) => name);
}

async function readSource(files: Files, modules: readonly TypeModule[], name: string): Promise<string | undefined> {
  const path = pathOf(modules, name);
  if (path === undefined) return undefined;
  const source = await files.readText(path).catch(() => undefined);
  return source !== undefined && definition(source, name) !== undefined ? source : undefined;
}

function definition(source: string, name: string): { type: Parameters<typeof readType>[0] } | undefined {
  for (const statement of parse(source).program.statements) {
    if (statement.kind !== 'type-alias') continue;
    const left = statement.left.kind === 'access' ? statement.left.left : statement.left;
    if (left.kind === 'reference' && left.value === name) return statement;
  }
  return undefined;
}

function readAlias(source: string, name: string, find: FindAlias): PuppetType {
  const found = definition(source, name);
  return found === undefined ? { kind: 'Reference', text: name } : readType(found.type, find, []);
}
