import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isJsonObject, OrchestratorError } from '../common/index.ts';
import { makeTemporary } from '../node/index.ts';
import type { Module, Project } from '../project/index.ts';
import { dataTypes, reportProcessor } from './puppet-scripts.ts';

/** What of the project goes to a target. */
export interface BundleRequest {
  /** The modules by name, where somebody named them. */
  readonly modules?: readonly string[];
  /** Otherwise those that this text mentions; all of them without it. */
  readonly uses?: string;
  /** What of a module is needed: all that catalogs are compiled from, or what runs on targets. */
  readonly parts: 'catalog' | 'plugins';
}

const partsOf = {
  catalog: ['manifests', 'functions', 'types', 'lib', 'files', 'templates', 'scripts', 'data', 'facts.d'],
  plugins: ['lib', 'facts.d'],
} as const;

/** Files that lie in a module itself. */
const ownFiles: readonly string[] = ['metadata.json', 'hiera.yaml'];
const deepest = 30;

const run = promisify(execFile);

/**
 * Packs modules, Hiera's configuration with its data and what Puppet needs of us into a `.tar.gz`. The same files give the
 * same bytes, so that targets that have them need not be sent them again.
 * @param use is given its path; it is gone when that is done.
 * @throws OrchestratorError when it cannot be packed.
 */
export async function withBundle<T>(
  project: Project,
  request: BundleRequest,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const scratch = await makeTemporary(tmpdir(), 'baton-bundle');
  try {
    const files = await stage(project, request, join(scratch, 'stage'));
    const list = join(scratch, 'list');
    await writeFile(list, `${files.sort().join('\n')}\n`);
    const path = join(scratch, 'bundle.tgz');
    try {
      await run('tar', ['-chzf', path, '-C', join(scratch, 'stage'), '-T', list]);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new OrchestratorError('bolt/plugin-error', `Failed to pack module plugins: ${why}`, { cause });
    }
    return await use(path);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Lays out what is packed, by links; the paths of its files below the directory. */
async function stage(project: Project, request: BundleRequest, directory: string): Promise<string[]> {
  const files: string[] = [];
  await mkdir(join(directory, 'modules'), { recursive: true });
  const data = request.parts === 'catalog' ? await stageHiera(project, directory) : { files: [], text: '' };
  files.push(...data.files);
  const uses = request.uses === undefined ? undefined : request.uses + data.text;
  for (const { name, directory: from } of await modulesFor(project.modules, {
    ...request,
    ...(uses === undefined ? {} : { uses }),
  })) {
    await symlink(from, join(directory, 'modules', name));
    for (const file of await filesOf(from, request.parts)) files.push(`modules/${name}/${file}`);
  }
  for (const [path, text] of Object.entries(ownModule)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await utimes(file, 0, 0);
    files.push(path);
  }
  return files;
}

const ownModule: Readonly<Record<string, string>> = {
  'modules/baton_apply/lib/puppet/reports/baton_apply.rb': reportProcessor,
  ...Object.fromEntries(
    Object.entries(dataTypes).map(([name, text]) => [`modules/baton_apply/lib/puppet/datatypes/${name}.rb`, text]),
  ),
};

async function filesOf(directory: string, parts: BundleRequest['parts']): Promise<readonly string[]> {
  const found = await Promise.all(partsOf[parts].map((part) => filesBelow(directory, part, deepest)));
  const own = (await readdir(directory)).filter((name) => ownFiles.includes(name));
  return [...(parts === 'catalog' ? own : []), ...found.flat()];
}

/** Every file below a directory, by its path from `root`; nothing where there is no such directory. */
async function filesBelow(root: string, path: string, depth: number): Promise<readonly string[]> {
  if (depth === 0) return [];
  let entries: readonly Dirent[];
  try {
    entries = await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
  const lists = entries.map(async (entry) => {
    const below = `${path}/${entry.name}`;
    // A line of the list is a name, in which tar reads backslashes.
    if (/[\n\\]/.test(entry.name)) return [];
    if (entry.isFile()) return [below];
    if (entry.isDirectory()) return filesBelow(root, below, depth - 1);
    return entry.isSymbolicLink() ? linked(root, below, depth) : [];
  });
  return (await Promise.all(lists)).flat();
}

async function linked(root: string, path: string, depth: number): Promise<readonly string[]> {
  const inside = await filesBelow(root, path, depth - 1);
  if (inside.length > 0) return inside;
  // A link to a file; one to nothing is left out.
  const found = await stat(join(root, path)).catch(() => undefined);
  return found?.isFile() ? [path] : [];
}

/** Hiera's configuration of the project, and the directories of data that it names, below `hiera/`. */
async function stageHiera(project: Project, directory: string): Promise<{ files: readonly string[]; text: string }> {
  const text = await readFile(project.hieraPath, 'utf8').catch(() => undefined);
  if (text === undefined) return { files: [], text: '' };
  // Of a CommonJS package a bundle's chunk has the default alone.
  const { default: yaml } = await import('yaml');
  // What is wrong in it Puppet says itself.
  const document = yaml.parseDocument(text);
  const config: unknown = document.errors.length > 0 ? undefined : document.toJS();
  const from = dirname(project.hieraPath);
  await mkdir(join(directory, 'hiera'));
  await symlink(project.hieraPath, join(directory, 'hiera', 'hiera.yaml'));
  const files = ['hiera/hiera.yaml'];
  let all = '';
  for (const place of dataDirectories(config)) {
    if (place.startsWith('/') || place.split('/').includes('..')) continue;
    const below = await filesBelow(from, place, deepest);
    if (below.length === 0) continue;
    const target = join(directory, 'hiera', place);
    await mkdir(dirname(target), { recursive: true });
    await symlink(join(from, place), target).catch(() => {});
    files.push(...below.map((file) => `hiera/${file}`));
    for (const file of below) all += `${await readFile(join(from, file), 'utf8')}\n`;
  }
  return { files, text: all };
}

function dataDirectories(config: unknown): ReadonlySet<string> {
  if (!isJsonObject(config)) return new Set(['data']);
  const { defaults, hierarchy } = config;
  const of = (level: unknown): readonly string[] => {
    const place = isJsonObject(level) ? level['datadir'] : undefined;
    return typeof place === 'string' ? [place.replace(/^\.\//, '').replace(/\/+$/, '')] : [];
  };
  const levels: readonly unknown[] = Array.isArray(hierarchy) ? hierarchy : [];
  const places = new Set([...(of(defaults).length === 0 ? ['data'] : of(defaults)), ...levels.flatMap(of)]);
  const isInside = (place: string): boolean => [...places].some((other) => place.startsWith(`${other}/`));
  return new Set([...places].filter((place) => !isInside(place)));
}

/**
 * The modules that are needed. A module is in use when a text mentions its name, or the name of a type or function that it
 * brings along: rather one too many than one too few. With a module come those that its metadata and its manifests name.
 */
async function modulesFor(all: readonly Module[], { modules, uses, parts }: BundleRequest): Promise<readonly Module[]> {
  if (modules !== undefined) return all.filter(({ name }) => modules.includes(name));
  if (uses === undefined || parts === 'plugins') return all;
  const names = new Map<string, Module[]>();
  for (const module of all) {
    for (const name of await namesOf(module)) names.set(name, [...(names.get(name) ?? []), module]);
  }
  const taken = new Set<Module>();
  const texts = [uses];
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    for (const word of new Set(text.toLowerCase().match(/[a-z][a-z0-9_]*/g))) {
      for (const module of names.get(word) ?? []) {
        if (taken.has(module)) continue;
        taken.add(module);
        texts.push(await textsOf(module));
      }
    }
  }
  return all.filter((module) => taken.has(module));
}

/** What a module is known by: its name, and those of its resource types and functions that have no module's name. */
async function namesOf({ name, directory }: Module): Promise<readonly string[]> {
  const places = ['lib/puppet/type', 'lib/puppet/functions', 'lib/puppet/parser/functions', 'lib/puppet/datatypes'];
  const found = await Promise.all(places.map((place) => readdir(join(directory, place)).catch(() => [])));
  return [name, ...found.flat().flatMap((file) => /^(.*)\.rb$/.exec(file)?.[1] ?? [])];
}

/** What of a module can name others. */
async function textsOf({ directory }: Module): Promise<string> {
  const places = ['manifests', 'functions', 'types', 'templates', 'data'];
  const files = (await Promise.all(places.map((place) => filesBelow(directory, place, deepest)))).flat();
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
  return [...texts, ...(await dependencies(directory))].join('\n');
}

async function dependencies(directory: string): Promise<readonly string[]> {
  const text = await readFile(join(directory, 'metadata.json'), 'utf8').catch(() => '{}');
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    return [];
  }
  const list = isJsonObject(metadata) ? metadata['dependencies'] : [];
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.flatMap((each) => {
    const name = isJsonObject(each) ? each['name'] : undefined;
    return typeof name === 'string' ? [name.replace(/^[^/-]*[/-]/, '')] : [];
  });
}
