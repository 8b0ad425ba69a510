import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { puppetSelections } from '../puppet/select.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { yamlSelections } from '../yaml/nodes.ts';

/** For each offset what a growing selection goes through, smallest first; each span holds the one before it. */
export async function selectionRanges(
  workspace: Workspace,
  path: string,
  offsets: readonly number[],
): Promise<readonly (readonly Span[])[]> {
  const kind = await workspace.kindOf(path);
  if (kind === 'bolt-project' || (await yamlKindOf(workspace, path)) !== undefined) {
    const yaml = await workspace.yaml(path);
    return yaml === undefined ? [] : offsets.map((offset) => yamlSelections(yaml.root, yaml.source.text, offset));
  }
  if (kind !== 'puppet') return [];
  const document = await workspace.puppet(path);
  return document === undefined ? [] : offsets.map((offset) => puppetSelections(document, offset));
}
