import type { CodeLens } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { queryLenses } from '../pql/features.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** What can be run from the lines of a document, in the order of the text. */
export async function codeLenses(workspace: Workspace, path: string): Promise<readonly CodeLens[]> {
  const yaml = await yamlKindOf(workspace, path);
  const own = (await yaml?.lenses?.(workspace, path)) ?? [];
  return [...own, ...(await queryLenses(workspace, path))].sort((a, b) => a.start - b.start);
}
