import { type Span, touches } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

/** The letters that a heredoc's tag may have, as a regular expression. */
export const linkedPattern = '[^:/"()\\r\\n]+';

/** The two tags of the heredoc that `offset` touches a tag of: what is typed in one belongs in the other. */
export async function linkedEditing(workspace: Workspace, path: string, offset: number): Promise<readonly Span[]> {
  if ((await workspace.kindOf(path)) !== 'puppet') return [];
  const tags = (await workspace.puppet(path))?.heredocs() ?? [];
  const found = tags.find(({ opening, closing }) => touches(opening, offset) || touches(closing, offset));
  return found === undefined ? [] : [found.opening, found.closing];
}
