import type { SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { ActionKind, Change, CodeAction, Span } from '../../documents/words.ts';
import type { PuppetDocument } from '../document.ts';

/** Where a code action is asked for. */
export interface ActionContext {
  readonly document: PuppetDocument;
  /** What is selected; empty at a cursor. */
  readonly span: Span;
  /** The nodes around the span, the smallest last. */
  readonly around: readonly SyntaxNode[];
}

/** An action that changes nothing but its own document. */
export function rewrite(
  { document }: ActionContext,
  kind: ActionKind,
  title: string,
  ...changes: readonly Change[]
): CodeAction {
  return { kind, fix: { title, files: [{ path: document.source.path, changes }] } };
}

/** The text of a node as it is written. */
export function textOf({ document }: Pick<ActionContext, 'document'>, { start, end }: Span): string {
  return document.source.text.slice(start, end);
}
