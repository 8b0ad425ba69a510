import type { CodeLens } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** What can be run from the lines of a document, in the order of the text. */
export async function codeLenses(workspace: Workspace, path: string): Promise<readonly CodeLens[]> {
  const yaml = await yamlKindOf(workspace, path);
  return (await yaml?.lenses?.(workspace, path)) ?? [];
}
