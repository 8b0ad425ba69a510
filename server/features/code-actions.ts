import type { ActionKind, Change, CodeAction, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { puppetActions } from '../puppet/actions/actions.ts';
import type { PuppetDocument } from '../puppet/document.ts';
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
  // Editors list actions on whole files in a menu of their own, for which they ask by the kind.
  if (only !== undefined && isWanted('source.fixAll') && document !== undefined) {
    actions.push(...(await fixAll(workspace, document)));
  }
  const yaml = await yamlKindOf(workspace, path);
  const own = (await yaml?.actions?.(workspace, path, span)) ?? [];
  return [...actions, ...own.filter(({ kind }) => isWanted(kind))];
}

/** Whether a kind that the client asks for is `kind` or holds it; the empty kind holds all. */
function holds(asked: string, kind: ActionKind): boolean {
  return asked === '' || kind === asked || kind.startsWith(`${asked}.`);
}

/** Findings that can be mended without anyone looking at it: what the source does stays the same. */
const safe: ReadonlySet<string> = new Set(['unused-parameter', 'unused-variable']);

/** All preferred fixes of safe findings in one edit; of two that touch the same text the first is made. */
async function fixAll(workspace: Workspace, document: PuppetDocument): Promise<readonly CodeAction[]> {
  const { path } = document.source;
  const problems = await diagnostics(workspace, path);
  const changes: Change[] = [];
  for (const problem of problems) {
    if (!safe.has(problem.code)) continue;
    const fix = (await puppetFixes(workspace, document, problem, problems)).find(({ isPreferred }) => isPreferred);
    const own = fix?.files.length === 1 && fix.files[0]?.path === path ? fix.files[0].changes : [];
    if (own.some((change) => changes.some((made) => change.start < made.end && made.start < change.end))) continue;
    changes.push(...own);
  }
  if (changes.length === 0) return [];
  return [{ kind: 'source.fixAll', fix: { title: 'Fix everything that is safe to fix', files: [{ path, changes }] } }];
}
