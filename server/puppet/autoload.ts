import { baseName, extension, joinPath, parentPath, stem } from '../../orchestrator-core/common/index.ts';
import type { DeclarationKind } from '../../orchestrator-core/language/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';

/** The directory of a module in which each kind of thing is looked up, and what its files end with. */
const homes: readonly (readonly [DeclarationKind, directory: string, extension: string])[] = [
  ['plan', 'plans', '.pp'],
  ['plan', 'plans', '.yaml'],
  ['function', 'functions', '.pp'],
  ['function', 'lib/puppet/functions', '.rb'],
  ['class', 'manifests', '.pp'],
  ['define', 'manifests', '.pp'],
  ['type', 'types', '.pp'],
];

/** The module among `modules` that a file lies in: the deepest of them. */
export function moduleAround(modules: readonly Module[], path: string): Module | undefined {
  return modules
    .filter(({ directory }) => path.startsWith(`${directory}/`))
    .sort((a, b) => b.directory.length - a.directory.length)[0];
}

/** The name by which Puppet or Bolt looks into a file of a module for something of that kind; types in lower case. */
export function autoloadedName(module: Module, kind: DeclarationKind, path: string): string | undefined {
  const inside = path.slice(module.directory.length + 1);
  if (kind === 'task') {
    return parentPath(path) === joinPath(module.directory, 'tasks') ? join(module, [stem(path)]) : undefined;
  }
  for (const [of, directory, suffix] of homes) {
    if (of !== kind || !inside.startsWith(`${directory}/`) || extension(path) !== suffix) continue;
    const parts = inside.slice(directory.length + 1, -suffix.length).split('/');
    // Functions of Ruby have the module's name as a directory, or no name space at all.
    return suffix === '.rb' ? parts.join('::') : join(module, parts);
  }
  return undefined;
}

/** Where a thing of that name is looked up in its module; `like` is the file that it is in now. */
export function autoloadedPath(module: Module, kind: DeclarationKind, name: string, like: string): string | undefined {
  const parts = name.toLowerCase().split('::').slice(1);
  const suffix = extension(like);
  if (kind === 'task') {
    const [base = 'init', ...deeper] = parts;
    return deeper.length > 0 ? undefined : joinPath(module.directory, 'tasks', `${base}${suffix}`);
  }
  const home = homes.find(([of, , ending]) => of === kind && ending === suffix);
  if (home === undefined) return undefined;
  const [, directory] = home;
  const below = suffix === '.rb' ? name.toLowerCase().split('::') : parts.length === 0 ? ['init'] : parts;
  return `${joinPath(module.directory, directory, ...below)}${suffix}`;
}

function join({ name }: Module, parts: readonly string[]): string {
  return parts.length === 1 && parts[0] === 'init' ? name : [name, ...parts].join('::');
}

/** The files of a task by their common name: its metadata, and the scripts of the same name. */
export function isOfTask(path: string, task: string): boolean {
  return stem(baseName(path)) === task && !['.md', '.conf'].includes(extension(path));
}
