import type { Place } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { declarations, parameterAt, readsOf, related } from './parameter-at.ts';

/** Every place that names the parameter at `offset`, in metadata and scripts. */
export async function references(
  workspace: Workspace,
  path: string,
  offset: number,
  withDeclaration: boolean,
): Promise<readonly Place[]> {
  const use = await parameterAt(workspace, path, offset);
  if (use === undefined) return [];
  const shared = { name: use.name, views: await related(workspace, use.views) };
  const reads = readsOf(shared);
  // A script that no metadata speaks of still has its own reads.
  const own = reads.length > 0 || use.isDeclaration ? reads : await readsIn(workspace, path, use.name);
  return withDeclaration ? [...declarations(shared), ...own] : own;
}

async function readsIn(workspace: Workspace, path: string, name: string): Promise<readonly Place[]> {
  const reads = (await workspace.reads(path))?.reads ?? [];
  return reads.filter((read) => read.name === name).map((read) => ({ path, span: read.span }));
}
