import { type Files, isJsonObject, type Json, joinPath } from '../../orchestrator-core/common/index.ts';
import { type Module, readYaml } from '../../orchestrator-core/project/index.ts';

/** Puppet's own names of modules: `author-name` or `author/name`. */
const fullName = /^(?:\w+[-/])?(\w+)$/;
const puppetfileEntry = /^\s*mod\s*\(?\s*(['"])(?:\w+[-/])?(\w+)\1/gm;

/**
 * The modules that the Puppetfile of a home, its `bolt-project.yaml` or the `metadata.json` of its modules asks for, and
 * that are not among these modules: nobody knows what is in them.
 */
export async function missingModules(
  files: Files,
  directory: string,
  modules: readonly Module[],
): Promise<readonly string[]> {
  const puppetfile = await files.readText(joinPath(directory, 'Puppetfile')).catch(() => undefined);
  const deployed = [...(puppetfile ?? '').matchAll(puppetfileEntry)].map(([, , name = '']) => name);
  const project = await files.readText(joinPath(directory, 'bolt-project.yaml')).catch(() => undefined);
  const needed = await Promise.all(modules.map((module) => dependenciesOf(files, module)));
  const present = new Set(modules.map(({ name }) => name));
  return [...new Set([...deployed, ...modulesOf(project ?? ''), ...needed.flat()])].filter(
    (name) => !present.has(name),
  );
}

/** What `modules` of a project asks for: names, or maps with a name or the address of a repository. */
function modulesOf(project: string): readonly string[] {
  const { value } = readYaml(project);
  const modules = isJsonObject(value) ? value['modules'] : undefined;
  if (!Array.isArray(modules)) return [];
  return modules.flatMap((entry: Json) => {
    const { name = entry, git = '' } = isJsonObject(entry) ? entry : {};
    const [repository = ''] = /[^/]*$/.exec(String(git).replace(/\.git$/, '')) ?? [];
    const found = fullName.exec(typeof name === 'string' ? name : repository)?.[1];
    return found === undefined ? [] : [found];
  });
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
