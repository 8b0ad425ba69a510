import { type Files, joinPath } from '../../orchestrator-core/common/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';

/** Puppet's own names of modules: `author-name` or `author/name`. */
const fullName = /^(?:\w+[-/])?(\w+)$/;
const puppetfileEntry = /^\s*mod\s*\(?\s*(['"])(?:\w+[-/])?(\w+)\1/gm;

/**
 * The modules that the Puppetfile of a home or the `metadata.json` of its modules asks for, and that are not among
 * these modules: nobody knows what is in them.
 */
export async function missingModules(
  files: Files,
  directory: string,
  modules: readonly Module[],
): Promise<readonly string[]> {
  const puppetfile = await files.readText(joinPath(directory, 'Puppetfile')).catch(() => undefined);
  const deployed = [...(puppetfile ?? '').matchAll(puppetfileEntry)].map(([, , name = '']) => name);
  const needed = await Promise.all(modules.map((module) => dependenciesOf(files, module)));
  const present = new Set(modules.map(({ name }) => name));
  return [...new Set([...deployed, ...needed.flat()])].filter((name) => !present.has(name));
}

async function dependenciesOf(files: Files, module: Module): Promise<readonly string[]> {
  const text = await files.readText(joinPath(module.directory, 'metadata.json')).catch(() => undefined);
  if (text === undefined) return [];
  try {
    const { dependencies } = JSON.parse(text) as { readonly dependencies?: unknown };
    if (!Array.isArray(dependencies)) return [];
    return dependencies.flatMap(({ name }: { readonly name?: unknown }) => {
      const found = typeof name === 'string' ? fullName.exec(name)?.[1] : undefined;
      return found === undefined ? [] : [found];
    });
  } catch {
    // What is wrong with the file is told where it is open.
    return [];
  }
}
