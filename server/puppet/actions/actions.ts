import type { CodeAction, Span } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import { nodesAround } from '../around.ts';
import type { PuppetDocument } from '../document.ts';
import { branchActions } from './branches.ts';
import { commentActions } from './comments.ts';
import type { ActionContext } from './context.ts';
import { extractPlan } from './extract-plan.ts';
import { variableActions } from './extract-variable.ts';
import { quoteActions } from './quotes.ts';
import { sortParameters } from './sort-parameters.ts';

/** What can be made of what stands in the span of a manifest, plan or template. */
export async function puppetActions(workspace: Workspace, path: string, span: Span): Promise<readonly CodeAction[]> {
  const document = await workspace.puppet(path);
  if (document === undefined) return [];
  return [...documentActions(document, span), ...(await extractPlan(workspace, contextOf(document, span)))];
}

function contextOf(document: PuppetDocument, span: Span): ActionContext {
  return { document, span, around: nodesAround(document.parsed.program, span) };
}

const makers: readonly ((context: ActionContext) => readonly CodeAction[])[] = [
  quoteActions,
  commentActions,
  branchActions,
  sortParameters,
  variableActions,
];

/** Those that need to know nothing but the document. */
export function documentActions(document: PuppetDocument, span: Span): readonly CodeAction[] {
  const context = contextOf(document, span);
  return makers.flatMap((make) => make(context));
}
