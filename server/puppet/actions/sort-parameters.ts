import type { SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { CodeAction } from '../../documents/words.ts';
import { hasLongText } from './branches.ts';
import { type ActionContext, rewrite, textOf } from './context.ts';

/**
 * Puts the parameters without a default first, each group in its order. Only for what is called by name: the parameters
 * of a function are told apart by their places. A default can name what stands before it, and still does.
 */
export function sortParameters(context: ActionContext): readonly CodeAction[] {
  const { document, span, around } = context;
  const node = around.findLast(
    (each): each is SyntaxNode & { kind: 'class' | 'define' | 'plan' } =>
      each.kind === 'class' || each.kind === 'define' || each.kind === 'plan',
  );
  const [first, last] = [node?.parameters[0], node?.parameters.at(-1)];
  if (node === undefined || first === undefined || last === undefined || span.end > node.body.start) return [];
  const sorted = [
    ...node.parameters.filter(({ value }) => value === undefined),
    ...node.parameters.filter(({ value }) => value !== undefined),
  ];
  // Comments may be about the parameter before or behind them.
  const hasComments = document.parsed.comments.some(({ start, end }) => first.start <= end && start <= node.body.start);
  const isSorted = sorted.every((parameter, index) => parameter === node.parameters[index]);
  if (isSorted || hasComments || hasLongText(context, { start: first.start, end: last.end })) return [];
  const changes = node.parameters.flatMap(({ start, end }, index) => {
    const moved = sorted[index];
    return moved === undefined || moved.start === start ? [] : [{ start, end, text: textOf(context, moved) }];
  });
  return [rewrite(context, 'refactor.rewrite', 'Sort parameters: required ones first', ...changes)];
}
