import { joinPath } from '../../orchestrator-core/common/index.ts';
import type { Declaration } from '../../orchestrator-core/language/index.ts';
import type { Place } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

/** Where a module or environment keeps the data that Hiera looks up, unless its `hiera.yaml` says otherwise. */
const homes: readonly string[] = ['data', 'hieradata'];
/** Directories deeper than this are links that go round in a circle. */
const deepest = 8;

/**
 * Where data gives a class its parameters: `a::b::name` as a key of a YAML file, or in `%{lookup('a::b::name')}`. The
 * spans are those of the class's name and of the parameter's.
 */
export async function hieraKeys(
  workspace: Workspace,
  { kind, name, origin }: Declaration,
): Promise<
  readonly { readonly path: string; readonly owner: Place; readonly parameter: Place; readonly name: string }[]
> {
  if (kind !== 'class' || origin.kind !== 'file') return [];
  const modules = await workspace.modulesAround(origin.path);
  const roots = new Set([...modules.map(({ directory }) => directory), ...workspace.index.folders()]);
  const files = await Promise.all(
    [...roots].flatMap((root) => homes.map((home) => yamlFiles(workspace, joinPath(root, home), 0))),
  );
  const key = new RegExp(`(?<=^[ \\t]*(?:- )?|['"(])(?:::)?${name}::(\\w+)(?=['"]?[ \\t]*(?::|\\)))`, 'gm');
  const found = [];
  for (const path of new Set(files.flat())) {
    const text = (await workspace.files.source(path))?.text ?? '';
    if (!text.includes(`${name}::`)) continue;
    for (const match of text.matchAll(key)) {
      const end = match.index + match[0].length;
      const parameter = match[1] ?? '';
      const start = end - parameter.length;
      found.push({
        path,
        name: parameter,
        owner: { path, span: { start: start - 2 - name.length, end: start - 2 } },
        parameter: { path, span: { start, end } },
      });
    }
  }
  return found;
}

async function yamlFiles(workspace: Workspace, directory: string, depth: number): Promise<readonly string[]> {
  if (depth > deepest) return [];
  const entries = await workspace.files.list(directory).catch(() => []);
  const found = await Promise.all(
    entries.map(async ({ name, kind }): Promise<readonly string[]> => {
      const path = joinPath(directory, name);
      if (kind === 'directory') return yamlFiles(workspace, path, depth + 1);
      return kind === 'file' && /\.ya?ml$/.test(name) ? [path] : [];
    }),
  );
  return found.flat();
}
