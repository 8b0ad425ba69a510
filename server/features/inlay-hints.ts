import type { InlayHint, WantedHints } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { codeOf } from '../puppet/code.ts';
import { puppetHints } from '../puppet/hints.ts';

/** The hints within a span of a document, in the order of the text. */
export async function inlayHints(
  workspace: Workspace,
  path: string,
  span: Span,
  wanted: WantedHints,
): Promise<readonly InlayHint[]> {
  if (!wanted.parameterNames && !wanted.types) return [];
  if ((await workspace.kindOf(path)) !== 'puppet') return [];
  const code = await codeOf(workspace, path);
  return code === undefined ? [] : puppetHints(code, span, wanted);
}
