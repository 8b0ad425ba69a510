import type { Highlight } from '../documents/answers.ts';
import { touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** Every place of the document that names what is named at `offset`: a variable of the same scope, a function, a plan. */
export async function documentHighlight(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<readonly Highlight[]> {
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return (await yaml.highlight?.(workspace, path, offset)) ?? [];
  if ((await workspace.kindOf(path)) !== 'puppet') return [];
  const names = (await workspace.puppet(path))?.names() ?? [];
  const found = names.filter((name) => touches(name, offset));
  // Between two names that touch, the one that begins here is meant.
  const meant = found.find((name) => name.start === offset) ?? found[0];
  if (meant === undefined) return [];
  return names.filter(({ key }) => key === meant.key).map(({ start, end, declares }) => ({ start, end, declares }));
}
