import type { Fix, Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { diagnostics } from './diagnostics.ts';

/** A fix with the problem that it ends. */
export interface CodeAction {
  readonly fix: Fix;
  readonly problem: Problem;
}

/** What can be done about the problems that touch the span. */
export async function codeActions(workspace: Workspace, path: string, span: Span): Promise<readonly CodeAction[]> {
  const found = await diagnostics(workspace, path);
  return found
    .filter((problem) => problem.start <= span.end && span.start <= problem.end)
    .flatMap((problem) => (problem.fixes ?? []).map((fix) => ({ fix, problem })));
}
