import { baseName } from '../../orchestrator-core/common/index.ts';

/** Directories of a module with Puppet source in them. */
const homes: ReadonlySet<string> = new Set(['manifests', 'plans', 'functions', 'types', 'templates']);

/** Directories whose sub-directories are modules. */
export const moduleHomes: ReadonlySet<string> = new Set(['modules', 'site-modules', 'site', '.modules']);

/** The directory of the module that a source lies in, by the name of the directories above it. */
export function moduleDirectory(path: string): string | undefined {
  const parts = path.split('/');
  const isHome = (part: string, index: number) => index < parts.length - 1 && homes.has(part);
  const modules = parts.findLastIndex((part) => moduleHomes.has(part));
  // Where modules are known to lie the first of them counts: `manifests/types/x.pp` is a manifest.
  const home =
    modules < 0
      ? parts.findLastIndex(isHome)
      : parts.findIndex((part, index) => index > modules + 1 && isHome(part, index));
  const directory = parts.slice(0, home).join('/');
  return home > 0 && directory !== '' ? directory : undefined;
}

/** Names that a module can have. */
export const modulePattern: RegExp = /^[a-z][a-z0-9_]*$/;

/** A module's name by its directory; a checkout called `author-module` is taken for `module`. */
export function moduleNameOf(directory: string): string {
  const name = baseName(directory);
  return modulePattern.test(name) ? name : (/[a-z][a-z0-9_]*$/.exec(name)?.[0] ?? name);
}
