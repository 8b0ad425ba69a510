import { children, type SyntaxNode, variablesOf } from '../../../orchestrator-core/language/index.ts';
import type { CodeAction, Span } from '../../documents/words.ts';
import { badVariableName } from '../rename/rename-variable.ts';
import { type ActionContext, rewrite, textOf } from './context.ts';
import { isWithoutEffect } from './effects.ts';
import { indentAt, removal } from './lines.ts';

/** Gives the selected expression a name, or puts a variable's value in the place of its name. */
export function variableActions(context: ActionContext): readonly CodeAction[] {
  const { dialect, parsed } = context.document;
  // What does not parse is not what it seems to be.
  if (dialect === 'template' || parsed.faults.length > 0) return [];
  return [...extractVariable(context), ...inlineVariable(context)];
}

/** What has a value that a variable can hold; names and statements have none. */
const values: ReadonlySet<SyntaxNode['kind']> = new Set([
  'access',
  'binary',
  'call',
  'hash',
  'interpolation',
  'list',
  'method-call',
  'minus',
  'not',
  'number',
  'parenthesized',
  'selector',
  'string',
]);

/** Where a value stands that is evaluated whenever the statement around it is, and no sooner than it begins. */
function isValuePlace(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  switch (parent?.kind) {
    case 'assignment':
      return node === parent.right;
    case 'call':
      return node !== parent.functor;
    case 'method-call':
      return node !== parent.name;
    case 'binary':
      return node === parent.left || (parent.operator !== 'and' && parent.operator !== 'or');
    case 'selector':
      return node === parent.left;
    case 'if':
    case 'unless':
    case 'case':
      return node === parent.test;
    case 'resource-body':
      return node === parent.title;
    case 'access':
      // What is in the brackets of a type is no value.
      return parent.left.kind !== 'reference';
    case 'attribute':
    case 'entry':
    case 'list':
    case 'parenthesized':
    case 'not':
    case 'minus':
      return true;
    default:
      return false;
  }
}

/** Kinds through which an expression may be reached from its statement without a condition in between. */
const passed: ReadonlySet<SyntaxNode['kind']> = new Set([
  'access',
  'assignment',
  'attribute',
  'binary',
  'call',
  'case',
  'entry',
  'hash',
  'if',
  'list',
  'method-call',
  'minus',
  'not',
  'parenthesized',
  'resource',
  'resource-body',
  'selector',
  'unless',
]);

function extractVariable(context: ActionContext): readonly CodeAction[] {
  const { document, span } = context;
  const { text } = document.source;
  const selected = trimmed(text, span);
  if (selected.start >= selected.end) return [];
  const { around } = context;
  const at = around.findLastIndex(({ start, end }) => start === selected.start && end === selected.end);
  const block = around.findLastIndex(({ kind }, index) => kind === 'block' && index < at);
  const [node, statement] = [around[at], around[block + 1]];
  if (node === undefined || statement === undefined || at <= block + 1 || !values.has(node.kind)) return [];
  const path = around.slice(block + 1, at + 1);
  const isReached = path.every(
    (each, index) =>
      index === 0 || (passed.has(path[index - 1]?.kind ?? 'missing') && isValuePlaceOrPart(each, path[index - 1])),
  );
  // In the test of `elsif` a value would be looked up although the condition before it holds.
  const isElse = path.some((each, index) => index > 0 && each.kind === 'if');
  if (!isReached || isElse || /^[-*[({]/.test(text.slice(statement.start))) return [];
  const name = freeName(context, nameFor(node));
  const indent = indentAt(text, statement.start);
  const assignment = `$${name} = ${textOf(context, node)}\n${indent}`;
  const use = { ...selected, text: `$${name}` };
  // Two changes at one place would have an order that editors need not keep.
  const changes =
    selected.start === statement.start
      ? [{ ...use, text: `${assignment}${use.text}` }]
      : [{ start: statement.start, end: statement.start, text: assignment }, use];
  return [rewrite(context, 'refactor.extract', `Extract into the variable '$${name}'`, ...changes)];
}

/** Parts of a resource, a hash and such are no values themselves; what is in them may be. */
function isValuePlaceOrPart(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (node.kind === 'resource-body' || node.kind === 'attribute' || node.kind === 'entry') return true;
  return isValuePlace(node, parent);
}

function trimmed(text: string, { start, end }: Span): Span {
  const selected = text.slice(start, end);
  return {
    start: start + (selected.length - selected.trimStart().length),
    end: end - (selected.length - selected.trimEnd().length),
  };
}

/** What the value is called after: the function that makes it. */
function nameFor(node: SyntaxNode): string {
  const called = node.kind === 'call' && node.functor.kind === 'name' ? node.functor.value : undefined;
  const name = node.kind === 'method-call' ? node.name.value : called;
  if (name === undefined) return 'value';
  if (/^run_|^apply$/.test(name)) return 'result';
  const last = name.replace(/^get_/, '').split('::').at(-1) ?? '';
  return badVariableName(last) === undefined ? last : 'value';
}

/** The name, with a number where the file has it already. */
function freeName({ document }: ActionContext, wanted: string): string {
  const taken = new Set(variablesOf(document.parsed).occurrences.map(({ written }) => written));
  if (!taken.has(wanted)) return wanted;
  let count = 2;
  while (taken.has(`${wanted}${count}`)) count += 1;
  return `${wanted}${count}`;
}

/** What needs no parentheses wherever a variable can stand. */
const tight: ReadonlySet<SyntaxNode['kind']> = new Set(['variable', 'access', 'parenthesized']);
const simple: ReadonlySet<SyntaxNode['kind']> = new Set([
  'string',
  'interpolation',
  'number',
  'true',
  'false',
  'undef',
  'list',
]);

/** Only what is set once, without an effect, and means the same at every place where it is read. */
function inlineVariable(context: ActionContext): readonly CodeAction[] {
  const { document, span } = context;
  const { text } = document.source;
  const variable = variablesOf(document.parsed).at(span.start)?.variable;
  const writes = variable?.occurrences.filter(({ writes: isWrite }) => isWrite) ?? [];
  const reads = variable?.occurrences.filter(({ writes: isWrite }) => !isWrite) ?? [];
  const set = writes[0]?.setBy;
  if (variable?.kind !== 'variable' || writes.length !== 1 || reads.length === 0 || set?.kind !== 'assignment')
    return [];
  const isPlain = set.left.kind === 'variable' && isWithoutEffect(set.right) && !holdsHeredoc(set.right);
  const kind = variable.scope.node.kind;
  // Other files can read what a class sets.
  if (!isPlain || kind === 'class' || kind === 'define' || variable.scope.kind === 'top') return [];
  const isStatement = document
    .nodes()
    .some((node) => node.kind === 'block' && node.statements.some((each) => each === set));
  const names = namesIn(set.right);
  const isSame = reads.every(({ scope }) => {
    for (let each = scope; each !== variable.scope; ) {
      if (names.some((name) => each.variables.has(name)) || each.outer === undefined) return false;
      each = each.outer;
    }
    return true;
  });
  // In a text the name has no sign of its own, and a value is written in another way.
  const isSigned = reads.every(({ start, node }) => text[start - 1] === '$' && !isInText(document.nodes(), node));
  if (!isStatement || !isSame || !isSigned || reads.some(({ isEarly }) => isEarly)) return [];
  const value = textOf(context, set.right);
  const changes = reads.map(({ start, end, node }) => {
    const parent = document.nodes().find((each) => 'left' in each && each.left === node);
    const isLeft = parent?.kind === 'access' || parent?.kind === 'method-call';
    const isTight = tight.has(set.right.kind) || (!isLeft && simple.has(set.right.kind));
    return { start: start - 1, end, text: isTight ? value : `(${value})` };
  });
  return [
    rewrite(
      context,
      'refactor.inline',
      `Put the value in the place of '$${variable.name}'`,
      removal(text, set),
      ...changes,
    ),
  ];
}

function holdsHeredoc(node: SyntaxNode): boolean {
  return node.kind === 'heredoc' || namesAndParts(node).some((each) => each.kind === 'heredoc');
}

function namesIn(node: SyntaxNode): readonly string[] {
  return namesAndParts(node).flatMap((each) => (each.kind === 'variable' ? [each.name] : []));
}

function namesAndParts(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [node];
  for (const each of found) found.push(...children(each));
  return found;
}

function isInText(nodes: readonly SyntaxNode[], node: SyntaxNode): boolean {
  return nodes.some((each) => each.kind === 'interpolation' && each.start <= node.start && node.end <= each.end);
}
