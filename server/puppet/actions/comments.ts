import type { SyntaxNode } from '../../../orchestrator-core/language/index.ts';
import type { CodeAction, Span } from '../../documents/words.ts';
import { type ActionContext, rewrite, textOf } from './context.ts';
import { indentAt } from './lines.ts';

type Documented = SyntaxNode & { readonly kind: 'class' | 'define' | 'plan' | 'function' };

/** Writes the Puppet Strings comment of the definition whose head holds the cursor, or what is missing of it. */
export function commentActions(context: ActionContext): readonly CodeAction[] {
  const node = context.around.findLast((each): each is Documented => isDocumented(each));
  if (node === undefined || context.span.end > node.body.start || node.name === '') return [];
  const comment = commentAbove(context, node.start);
  const missing = missingTags(node, comment?.lines ?? [], (returns) => textOf(context, returns));
  if (missing.parameters.length + missing.others.length === 0) return [];
  const indent = indentAt(context.document.source.text, node.start);
  const title = comment === undefined ? 'Document it for Puppet Strings' : 'Add what its documentation lacks';
  const lines = missing.parameters.map((name) => `# @param ${name}`);
  if (comment === undefined) {
    const text = ['# @summary', '#', ...lines, ...missing.others].map((line) => `${line}\n${indent}`).join('');
    return [rewrite(context, 'refactor.rewrite', title, { start: node.start, end: node.start, text })];
  }
  const changes = [
    { at: comment.afterParameters, lines },
    { at: comment.end, lines: missing.others },
  ].flatMap(({ at, lines: added }) =>
    added.length === 0 ? [] : [{ start: at, end: at, text: added.map((line) => `\n${indent}${line}`).join('') }],
  );
  return [rewrite(context, 'refactor.rewrite', title, ...merged(changes))];
}

function isDocumented(node: SyntaxNode): node is Documented {
  return node.kind === 'class' || node.kind === 'define' || node.kind === 'plan' || node.kind === 'function';
}

interface Comment extends Span {
  readonly lines: readonly string[];
  /** Behind the last `@param` with all that is said of it; the end of the comment when there is none. */
  readonly afterParameters: number;
}

/** The lines of comment directly above an offset, which is the first of its own line. */
function commentAbove({ document }: ActionContext, offset: number): Comment | undefined {
  const { text } = document.source;
  const found: { readonly start: number; readonly text: string }[] = [];
  let lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (text.slice(lineStart, offset).trim() !== '') return undefined;
  while (lineStart > 0) {
    const start = text.lastIndexOf('\n', lineStart - 2) + 1;
    const line = text.slice(start, lineStart - 1);
    if (!/^\s*#/.test(line)) break;
    found.unshift({ start, text: line });
    lineStart = start;
  }
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const endOf = (index: number) => (found[index]?.start ?? 0) + (found[index]?.text.length ?? 0);
  const lines = found.map((line) => line.text.trim());
  const lastParameter = lines.findLastIndex((line) => /^#\s*@param\b/.test(line));
  let after = lastParameter < 0 ? lines.length - 1 : lastParameter;
  // What is indented under a tag belongs to it.
  while (/^#\s{2,}\S/.test(lines[after + 1] ?? '')) after += 1;
  return { start: first.start, end: endOf(found.length - 1), lines, afterParameters: endOf(after) };
}

function missingTags(
  node: Documented,
  lines: readonly string[],
  written: (node: SyntaxNode) => string,
): { readonly parameters: readonly string[]; readonly others: readonly string[] } {
  const said = new Set(lines.flatMap((line) => /^#\s*@param\s+(?:\[[^\]]*\]\s*)?[*&]*(\w+)/.exec(line)?.[1] ?? []));
  const parameters = node.parameters.map(({ name }) => name).filter((name) => name !== '' && !said.has(name));
  const hasReturn = lines.some((line) => /^#\s*@return\b/.test(line));
  const others = node.returns === undefined || hasReturn ? [] : [`# @return [${written(node.returns)}]`];
  return { parameters, others: others.filter((line) => !line.includes('\n')) };
}

/** Two insertions at one place as one. */
function merged(changes: readonly (Span & { readonly text: string })[]): readonly (Span & { readonly text: string })[] {
  const [first, second] = changes;
  if (first === undefined || second === undefined || first.start !== second.start) return changes;
  return [{ ...first, text: first.text + second.text }];
}
