import type { Block, Expression, SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { CodeAction, Span } from '../../documents/words.ts';
import { nearestOf } from '../around.ts';
import { type ActionContext, rewrite, textOf } from './context.ts';
import { indentAt } from './lines.ts';
import { single } from './quotes.ts';

/** `if` chains on one variable as `case`, selectors as `case`, and `case` as a selector. */
export function branchActions(context: ActionContext): readonly CodeAction[] {
  return [...chainAction(context), ...selectorAction(context), ...caseAction(context)];
}

interface Branch {
  /** The values that lead here; undefined for what is left. */
  readonly values: readonly string[] | undefined;
  readonly body: Block;
}

/** Only from the word `if` itself, and for chains of two conditions and more. */
function chainAction(context: ActionContext): readonly CodeAction[] {
  const found = nearestOf(context.around, 'if');
  if (found === undefined || !isInHead(context, found.node.start, found.node.then.start)) return [];
  const { node, parent } = found;
  if (parent?.kind === 'if' && parent.else === node) return [];
  const subject = subjectOf(context, node.test);
  const branches = subject === undefined ? undefined : branchesOf(context, node, subject);
  if (subject === undefined || branches === undefined || branches.length < 2) return [];
  const bodies = branches.map(({ body }) => body);
  if (hasCommentOutside(context, node, bodies) || hasLongText(context, node)) return [];
  const indent = indentAt(context.document.source.text, node.start);
  const lines = branches.map(({ values, body }) => {
    const head = values === undefined ? 'default' : values.join(', ');
    return `${indent}  ${head}: ${deeper(textOf(context, body))}\n`;
  });
  const text = `case ${subject} {\n${lines.join('')}${indent}}`;
  return [rewrite(context, 'refactor.rewrite', 'Convert to case', { start: node.start, end: node.end, text })];
}

function branchesOf(
  context: ActionContext,
  first: SyntaxNode & { kind: 'if' },
  subject: string,
): readonly Branch[] | undefined {
  const branches: Branch[] = [];
  let node: typeof first | Block | undefined = first;
  while (node?.kind === 'if') {
    const values = valuesOf(context, node.test, subject);
    if (values === undefined) return undefined;
    branches.push({ values, body: node.then });
    node = node.else;
  }
  if (node !== undefined) branches.push({ values: undefined, body: node });
  return branches;
}

/** The variable that a comparison is about, as it is written. */
function subjectOf(context: ActionContext, test: Expression): string | undefined {
  if (test.kind === 'parenthesized') return subjectOf(context, test.expression);
  if (test.kind !== 'binary') return undefined;
  if (test.operator === 'or') return subjectOf(context, test.left);
  return isPlainAccess(test.left) ? textOf(context, test.left) : undefined;
}

/** The options of a `case` on `subject` that match when the test is true; undefined where there are none. */
function valuesOf(context: ActionContext, test: Expression, subject: string): readonly string[] | undefined {
  if (test.kind === 'parenthesized') return valuesOf(context, test.expression, subject);
  if (test.kind !== 'binary') return undefined;
  if (test.operator === 'or') {
    const [left, right] = [valuesOf(context, test.left, subject), valuesOf(context, test.right, subject)];
    return left === undefined || right === undefined ? undefined : [...left, ...right];
  }
  if (textOf(context, test.left) !== subject) return undefined;
  // A type or a regular expression as an option matches as `=~` does, every other value as `==` does.
  const isOption = test.operator === '==' ? isLiteral(test.right) : test.operator === '=~' && isPattern(test.right);
  return isOption ? [textOf(context, test.right)] : undefined;
}

function isLiteral(node: Expression): boolean {
  return ['string', 'name', 'number', 'true', 'false', 'undef'].includes(node.kind);
}

function isPattern(node: Expression): boolean {
  return node.kind === 'regex' || node.kind === 'reference' || (node.kind === 'access' && isPattern(node.left));
}

function isPlainAccess(node: Expression): boolean {
  if (node.kind === 'variable') return true;
  return node.kind === 'access' && isPlainAccess(node.left) && node.keys.every((key) => isLiteral(key as Expression));
}

function selectorAction(context: ActionContext): readonly CodeAction[] {
  const found = nearestOf(context.around, 'selector');
  if (found === undefined || !isInHead(context, found.node.start, found.node.left.end + 4)) return [];
  const { node } = found;
  const values = node.entries.flatMap(({ match, value }) => [match, value]);
  // A selector that matches nothing is an error, a `case` is not. Both know lists of options by `default` alone.
  if (!node.entries.some(({ match }) => match.kind === 'default') || node.entries.some(unfolds)) return [];
  if (hasCommentOutside(context, node, values) || hasLongText(context, node)) return [];
  const indent = indentAt(context.document.source.text, node.start);
  const lines = node.entries.map(
    ({ match, value }) => `${indent}  ${textOf(context, match)}: { ${textOf(context, value)} }\n`,
  );
  const text = `case ${textOf(context, node.left)} {\n${lines.join('')}${indent}}`;
  return [rewrite(context, 'refactor.rewrite', 'Convert to case', { start: node.start, end: node.end, text })];
}

function unfolds({ match }: { readonly match: Expression }): boolean {
  return match.kind === 'unfold' || match.kind === 'hash' || match.kind === 'list';
}

/** Where each branch is a single value and there is a default: what a selector can say, too. */
function caseAction(context: ActionContext): readonly CodeAction[] {
  const found = nearestOf(context.around, 'case');
  if (found === undefined || !isInHead(context, found.node.start, found.node.test.end)) return [];
  const { node, parent } = found;
  const isUsed = parent?.kind === 'assignment' || parent?.kind === 'attribute' || parent?.kind === 'entry';
  if (!isUsed || !isPlainAccess(node.test)) return [];
  const entries = node.options.flatMap(({ values, then }) => {
    const [value, ...others] = then.statements;
    if (value === undefined || others.length > 0 || !isSelectable(value)) return [];
    return values.map((match) => ({ match, value }));
  });
  const isWhole = entries.length === node.options.reduce((count, { values }) => count + values.length, 0);
  if (!isWhole || entries.some(unfolds) || !entries.some(({ match }) => match.kind === 'default')) return [];
  const kept = entries.flatMap(({ match, value }) => [match, value]);
  if (hasCommentOutside(context, node, kept) || hasLongText(context, node)) return [];
  const indent = indentAt(context.document.source.text, node.start);
  const lines = entries.map(({ match, value }) => {
    const option = match.kind === 'name' ? single(match.value) : textOf(context, match);
    return `${indent}  ${option} => ${textOf(context, value)},\n`;
  });
  const text = `${textOf(context, node.test)} ? {\n${lines.join('')}${indent}}`;
  return [rewrite(context, 'refactor.rewrite', 'Convert to a selector', { start: node.start, end: node.end, text })];
}

/** Values that need no parentheses in a selector. */
function isSelectable(node: Expression): boolean {
  return isLiteral(node) || isPlainAccess(node) || ['interpolation', 'list', 'hash'].includes(node.kind);
}

/** Whether what is asked about lies between the first word of a construct and its first body. */
function isInHead({ span }: ActionContext, start: number, end: number): boolean {
  return start <= span.start && span.end <= end;
}

/** Whether a comment would be lost: one that is in `whole` and in none of the parts that are kept. */
function hasCommentOutside({ document }: ActionContext, whole: Span, kept: readonly Span[]): boolean {
  return document.parsed.comments.some(
    (comment) => within(comment, whole) && !kept.some((part) => within(comment, part)),
  );
}

/** Whether a text goes over several lines in there, so that lines cannot be indented without changing it. */
export function hasLongText({ document }: ActionContext, whole: Span): boolean {
  return document
    .nodes()
    .some(
      (node) =>
        (node.kind === 'heredoc' ||
          ((node.kind === 'string' || node.kind === 'interpolation') &&
            document.source.text.slice(node.start, node.end).includes('\n'))) &&
        within(node, whole),
    );
}

function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** The lines behind the first, one step further in. */
function deeper(text: string): string {
  return text.replace(/\n(?=[^\n])/g, '\n  ');
}
