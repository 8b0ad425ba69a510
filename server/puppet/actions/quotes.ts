import { type Expression, parse, type SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { CodeAction } from '../../documents/words.ts';
import { type ActionContext, rewrite, textOf } from './context.ts';

/** Other ways to write the string, bare word or interpolation at the cursor; each means the same. */
export function quoteActions(context: ActionContext): readonly CodeAction[] {
  const { around } = context;
  const at = around.findLastIndex(({ kind }) => kind === 'string' || kind === 'interpolation' || kind === 'name');
  const node = around[at];
  const parent = around[at - 1];
  // Stretches of text between interpolations are no strings of their own.
  if (node?.kind === 'string' && parent?.kind === 'interpolation') {
    return interpolationActions(context, parent);
  }
  if (node?.kind === 'interpolation') return interpolationActions(context, node);
  if (node?.kind === 'name') return isValue(node, parent) ? [quoted(context, node, node.value)] : [];
  return node?.kind === 'string' && parent?.kind !== 'heredoc' ? stringActions(context, node, parent) : [];
}

function quoted(context: ActionContext, node: SyntaxNode, value: string): CodeAction {
  return rewrite(context, 'refactor.rewrite', 'Put the word in quotes', { ...spanOf(node), text: single(value) });
}

function stringActions(
  context: ActionContext,
  node: SyntaxNode & { kind: 'string' },
  parent: SyntaxNode | undefined,
): readonly CodeAction[] {
  const written = textOf(context, node);
  const actions: CodeAction[] = [];
  const change = (title: string, text: string) =>
    actions.push(rewrite(context, 'refactor.rewrite', title, { ...spanOf(node), text }));
  if (written.startsWith("'")) change('Use double quotes', double(node.value));
  // An escape such as \n would become a real line break.
  else if (written.startsWith('"') && !/\\[^"'\\$]/.test(written)) change('Use single quotes', single(node.value));
  else return [];
  if (isBareWord(node.value) && isValue(node, parent)) change('Remove the quotes', node.value);
  return actions;
}

/** `"${x}"` is the text of `$x`; where a text is there already, it is the same. */
function interpolationActions(
  context: ActionContext,
  node: SyntaxNode & { kind: 'interpolation' },
): readonly CodeAction[] {
  const [before, inner, after, ...others] = node.segments;
  if (inner === undefined || after === undefined || others.length > 0) return [];
  const isAlone = [before, after].every((each) => each?.kind === 'string' && each.value === '');
  if (!isAlone || baseOf(inner) === undefined || !textOf(context, node).startsWith('"')) return [];
  const written = textOf(context, inner);
  const text = written.startsWith('$') ? written : `$${written}`;
  return [rewrite(context, 'refactor.rewrite', `Use ${text} instead of its text`, { ...spanOf(node), text })];
}

/** The variable that an access such as `$x['a'][1]` begins with. */
function baseOf(node: Expression): Expression | undefined {
  if (node.kind === 'variable') return node;
  return node.kind === 'access' ? baseOf(node.left) : undefined;
}

/** Whether a bare word at this place is a value: nothing is called, declared or looked up by it. */
function isValue(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  switch (parent?.kind) {
    case 'attribute':
    case 'list':
    case 'entry':
    case 'parenthesized':
    case 'case-option':
    case 'selector-entry':
      return true;
    case 'assignment':
      return node === parent.right;
    case 'binary':
      return true;
    case 'parameter':
      return node === parent.value;
    case 'call':
      return node !== parent.functor && parent.parentheses;
    default:
      return false;
  }
}

function isBareWord(value: string): boolean {
  if (!/^[a-z][a-z0-9_]*$/.test(value)) return false;
  const [statement] = parse(`$x = [${value}]`, { tasks: true }).program.statements;
  const list = statement?.kind === 'assignment' && statement.right.kind === 'list' ? statement.right.values : [];
  return list[0]?.kind === 'name' && list[0].value === value;
}

/** A text in single quotes. */
export function single(value: string): string {
  return `'${value.replace(/['\\]/g, '\\$&')}'`;
}

function double(value: string): string {
  return `"${value.replace(/["\\$]/g, '\\$&')}"`;
}

function spanOf({ start, end }: SyntaxNode): { readonly start: number; readonly end: number } {
  return { start, end };
}
