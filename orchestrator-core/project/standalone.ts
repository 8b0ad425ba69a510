import { baseName, type Files, isJsonObject, joinPath } from '../common/index.ts';
import type { Module } from './project.ts';

const forgeName = /^[A-Za-z0-9_]+[-/]([a-z][a-z0-9_]*)$/;
const moduleName = /^[a-z][a-z0-9_]*$/;
/** What tells a module from any other directory with a `metadata.json`. */
const moduleDirectories = ['tasks', 'plans', 'manifests'];
/** Tasks of Ansible, and what Bolt does not take for a task. */
const notTask = /\.(ya?ml|md|conf)$/;

/**
 * The module that a directory without `bolt-project.yaml` is: named by its `metadata.json` (`author-module`), else by
 * the directory when that holds tasks, a checkout called `author-module` being `module`. Undefined for anything else.
 */
export async function moduleAt(files: Files, directory: string): Promise<Module | undefined> {
  const declared = await declaredModule(files, directory);
  if (declared !== undefined) return declared;
  const folder = baseName(directory);
  const name = moduleName.test(folder) ? folder : forgeName.exec(folder)?.[1];
  if (name === undefined || (await isControlRepository(files, directory))) return undefined;
  const tasks = await files.list(joinPath(directory, 'tasks'));
  const holdsTask = tasks.some(
    (entry) => entry.kind === 'file' && /^[a-z]/.test(entry.name) && !notTask.test(entry.name),
  );
  return holdsTask ? { name, directory } : undefined;
}

/** The module that a directory's `metadata.json` says it is. */
export async function declaredModule(files: Files, directory: string): Promise<Module | undefined> {
  const text = await files.readText(joinPath(directory, 'metadata.json'));
  const name = text === undefined ? undefined : forgeName.exec(nameIn(text))?.[1];
  if (name === undefined) return undefined;
  const kinds = await Promise.all(moduleDirectories.map((entry) => files.stat(joinPath(directory, entry))));
  return kinds.some((found) => found?.kind === 'directory') ? { name, directory } : undefined;
}

/** Whether a directory is what r10k deploys: a `Puppetfile` or an `environment.conf` with modules beside it. */
export async function isControlRepository(files: Files, directory: string): Promise<boolean> {
  const is = async (name: string, kind: 'file' | 'directory') =>
    (await files.stat(joinPath(directory, name)))?.kind === kind;
  const [puppetfile, environment, ...homes] = await Promise.all([
    is('Puppetfile', 'file'),
    is('environment.conf', 'file'),
    ...['site-modules', 'site', 'modules'].map((name) => is(name, 'directory')),
  ]);
  return (puppetfile || environment) && homes.includes(true);
}

/**
 * The directories of a control repository that hold modules: those that `environment.conf` names inside of it, as
 * Puppet reads it, else none.
 */
export async function environmentModulepath(files: Files, directory: string): Promise<readonly string[]> {
  const text = (await files.readText(joinPath(directory, 'environment.conf'))) ?? '';
  const setting = /^[ \t]*modulepath[ \t]*=[ \t]*(.*?)[ \t]*$/m.exec(text)?.[1] ?? '';
  return setting.split(':').filter((entry) => entry !== '' && !/^[$/]/.test(entry) && !entry.split('/').includes('..'));
}

function nameIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && typeof value['name'] === 'string' ? value['name'] : '';
  } catch {
    return '';
  }
}
