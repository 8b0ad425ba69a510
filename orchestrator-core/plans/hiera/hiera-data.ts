import { baseName, type Files, joinPath, parentPath, wildcardMatcher } from '../../common/index.ts';
import { entry, isHash, type PuppetValue, textOf } from '../../language/index.ts';
import type { HieraLevel } from './hiera-config.ts';
import { HieraError } from './hiera-error.ts';
import { type Interpolation, interpolate, scoped } from './interpolate.ts';
import { readJsonData, readYaml } from './read-data.ts';

/** The data files of one `hiera.yaml`. */
export interface HieraData {
  /** The values that levels have under a key, the highest priority first; only that one where `first`. @throws HieraError */
  values(levels: readonly HieraLevel[], key: string, from: Interpolation, first: boolean): Promise<PuppetValue[]>;
}

type Read = (text: string, path: string) => PuppetValue;

/** What Puppet brings along for reading data, of what needs nothing else installed. */
const readers: Readonly<Record<string, Read>> = {
  yaml_data: readYaml,
  json_data: readJsonData,
};

/** Reads the data below the directory of a `hiera.yaml`, each file once. */
export function createHieraData(files: Files, root: string): HieraData {
  const read = new Map<string, Promise<PuppetValue | undefined>>();
  const dataOf = (path: string, reader: Read): Promise<PuppetValue | undefined> => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const reading = readData(files, path, reader);
    read.set(path, reading);
    return reading;
  };
  return {
    values: async (levels, key, from, first) => {
      const found: PuppetValue[] = [];
      for (const level of levels) {
        const reader = readerOf(level);
        for (const path of await pathsOf(files, root, level, from)) {
          const data = await dataOf(path, reader);
          const value = data === undefined ? undefined : entry(data, key);
          if (value === undefined) continue;
          found.push(await interpolate(value, from));
          if (first) return found;
        }
      }
      return found;
    },
  };
}

function readerOf({ name, provider }: HieraLevel): Read {
  const reader = provider.kind === 'data_hash' ? readers[provider.function] : undefined;
  if (reader !== undefined) return reader;
  throw new HieraError(
    `Unable to find '${provider.kind}' function named '${provider.function}' (hierarchy '${name}'): Baton reads yaml_data and json_data`,
  );
}

async function readData(files: Files, path: string, reader: Read): Promise<PuppetValue | undefined> {
  const text = await files.readText(path);
  if (text === undefined) return undefined;
  const value = reader(text, path);
  // Puppet warns of such a file and reads it as an empty one.
  return isHash(value) ? value : {};
}

/** A level's files, in the order in which they are asked. Those that do not exist are among them. */
async function pathsOf(files: Files, root: string, level: HieraLevel, from: Interpolation): Promise<readonly string[]> {
  const plain: Interpolation = { variable: from.variable };
  const fill = async (text: string, more: Interpolation = plain): Promise<string> =>
    textOf(await interpolate(text, more));
  const datadir = joinPath(root, await fill(level.datadir));
  const { location } = level;
  switch (location.kind) {
    case 'paths':
      return Promise.all(location.texts.map(async (text) => joinPath(datadir, await fill(text))));
    case 'globs': {
      const found = await Promise.all(location.texts.map(async (text) => expand(files, datadir, await fill(text))));
      return found.flat();
    }
    case 'mapped': {
      const mapped = scoped(location.variable, 'mapped_path[0]', plain) ?? null;
      const values = Array.isArray(mapped) ? (mapped as readonly PuppetValue[]) : mapped === null ? [] : [mapped];
      const one = (value: PuppetValue): Interpolation => ({
        variable: (name) => (name === location.name ? value : from.variable(name)),
      });
      return Promise.all(values.map(async (value) => joinPath(datadir, await fill(location.template, one(value)))));
    }
    case 'uris':
      throw new HieraError(`Hierarchy '${level.name}' has URIs, which no data that Baton reads come from`);
    case 'none':
      throw new HieraError(`Hierarchy '${level.name}' names no path, as its data need`);
  }
}

/** The files that a glob below a directory means, in the order of their names. */
async function expand(files: Files, datadir: string, glob: string): Promise<readonly string[]> {
  const path = joinPath(datadir, glob);
  let directories = ['/'];
  for (const part of parentPath(path).split('/')) {
    if (part === '') continue;
    const below = await Promise.all(directories.map((directory) => descend(files, directory, part)));
    directories = below.flat();
  }
  const matches = wildcardMatcher(baseName(path), true, true);
  const found = await Promise.all(
    directories.map(async (directory) =>
      (await files.list(directory))
        .filter(({ name, kind }) => kind !== 'directory' && matches(name))
        .map(({ name }) => joinPath(directory, name)),
    ),
  );
  return found.flat();
}

async function descend(files: Files, directory: string, part: string): Promise<string[]> {
  if (!/[*?[\]{}]/.test(part)) return [joinPath(directory, part)];
  const inside = (await files.list(directory)).filter(
    ({ kind, name }) => kind === 'directory' && !name.startsWith('.'),
  );
  if (part === '**') {
    const deeper = await Promise.all(inside.map(({ name }) => descend(files, joinPath(directory, name), part)));
    return [directory, ...deeper.flat()];
  }
  const matches = wildcardMatcher(part, true, true);
  return inside.filter(({ name }) => matches(name)).map(({ name }) => joinPath(directory, name));
}
