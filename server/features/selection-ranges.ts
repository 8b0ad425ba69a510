import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { puppetSelections } from '../puppet/select.ts';

/** For each offset what a growing selection goes through, smallest first; each span holds the one before it. */
export async function selectionRanges(
  workspace: Workspace,
  path: string,
  offsets: readonly number[],
): Promise<readonly (readonly Span[])[]> {
  if ((await workspace.kindOf(path)) !== 'puppet') return [];
  const document = await workspace.puppet(path);
  return document === undefined ? [] : offsets.map((offset) => puppetSelections(document, offset));
}
