import type { ActionKind, CodeAction, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { puppetActions } from '../puppet/actions/actions.ts';
import { puppetFixes } from '../puppet/fixes/fixes.ts';
import { yamlKindOf } from '../yaml/kinds.ts';
import { diagnostics } from './diagnostics.ts';

/**
 * What can be done about the problems that touch the span, and what can be made of what stands there. `only` are the
 * kinds that are asked for, with all below them; undefined asks for all.
 */
export async function codeActions(
  workspace: Workspace,
  path: string,
  span: Span,
  only?: readonly string[],
): Promise<readonly CodeAction[]> {
  const isWanted = (kind: ActionKind) => only === undefined || only.some((each) => holds(each, kind));
  const actions: CodeAction[] = [];
  const document = await workspace.puppet(path);
  if (isWanted('quickfix')) {
    const found = await diagnostics(workspace, path);
    const touched = found.filter((problem) => problem.start <= span.end && span.start <= problem.end);
    for (const problem of touched) {
      const own = document === undefined ? [] : await puppetFixes(workspace, document, problem, found);
      for (const fix of [...(problem.fixes ?? []), ...own]) actions.push({ kind: 'quickfix', fix, problem });
    }
  }
  if ((await workspace.kindOf(path)) === 'puppet') {
    actions.push(...(await puppetActions(workspace, path, span)).filter(({ kind }) => isWanted(kind)));
  }
  const yaml = await yamlKindOf(workspace, path);
  const own = (await yaml?.actions?.(workspace, path, span)) ?? [];
  return [...actions, ...own.filter(({ kind }) => isWanted(kind))];
}

/** Whether a kind that the client asks for is `kind` or holds it; the empty kind holds all. */
function holds(asked: string, kind: ActionKind): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}
