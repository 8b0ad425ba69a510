import { joinPath, parentPath } from '../../orchestrator-core/common/index.ts';
import { modulepathEntries, parseProject } from '../bolt-project/bolt-project.ts';
import type { DocumentLink } from '../documents/answers.ts';
import { taskAt } from '../documents/task-view.ts';
import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { asString, innerSpan, valueAt } from '../json/tree.ts';
import { namedFiles } from '../puppet/links.ts';
import { locateFile } from '../task-metadata/check-files.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** Links to implementations and `files`, to the modulepath and other paths of a project, or to the files that Puppet source names. */
export async function documentLinks(workspace: Workspace, path: string): Promise<readonly DocumentLink[]> {
  const kind = await workspace.kindOf(path);
  const candidates =
    kind === 'task-metadata'
      ? await metadataPaths(workspace, path)
      : kind === 'bolt-project'
        ? await projectPaths(workspace, path)
        : kind === 'puppet'
          ? await puppetPaths(workspace, path)
          : ((await (await yamlKindOf(workspace, path))?.links?.(workspace, path)) ?? []);
  const links = await Promise.all(
    candidates.map(async ({ span, target }): Promise<readonly DocumentLink[]> => {
      const stat = await workspace.files.stat(target);
      return stat === undefined ? [] : [{ ...span, target, isDirectory: stat.kind === 'directory' }];
    }),
  );
  return links.flat();
}

interface Candidate {
  readonly span: Span;
  readonly target: string;
}

async function metadataPaths(workspace: Workspace, path: string): Promise<readonly Candidate[]> {
  const view = await taskAt(workspace, path);
  const metadata = view?.metadata;
  if (view === undefined || metadata === undefined) return [];
  const modules = await workspace.modules(view.folder);
  const { text } = metadata.source;
  const implementations = metadata.implementations.flatMap(({ name }) =>
    name === undefined || name.value.includes('/')
      ? []
      : [{ span: innerSpan(name, text), target: joinPath(view.folder.directory, name.value) }],
  );
  const files = [...metadata.files, ...metadata.implementations.flatMap((one) => one.files)].flatMap((entry) => {
    const target = locateFile(modules, entry.value);
    return target === undefined ? [] : [{ span: innerSpan(entry, text), target }];
  });
  return [...implementations, ...files];
}

async function puppetPaths(workspace: Workspace, path: string): Promise<readonly Candidate[]> {
  const document = await workspace.puppet(path);
  if (document === undefined) return [];
  const files = namedFiles(document, await workspace.modulesAround(path));
  const candidates = files.map(async ({ span, targets }): Promise<readonly Candidate[]> => {
    for (const target of targets) if ((await workspace.files.stat(target)) !== undefined) return [{ span, target }];
    return [];
  });
  return (await Promise.all(candidates)).flat();
}

async function projectPaths(workspace: Workspace, path: string): Promise<readonly Candidate[]> {
  const source = await workspace.files.source(path);
  if (source === undefined) return [];
  const document = parseProject(source);
  const directory = parentPath(path);
  const single = ['hiera-config', 'rerunfile', 'trusted-external-command'].flatMap((key) => {
    const value = asString(valueAt(document.root, key));
    return value === undefined ? [] : [{ value: value.value, span: innerSpan(value, source.text) }];
  });
  return [...modulepathEntries(document), ...single].map(({ value, span }) => ({
    span,
    target: joinPath(directory, value),
  }));
}
