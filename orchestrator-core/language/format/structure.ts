import type { Expression, If, Span, SyntaxNode } from '../syntax/ast.ts';
import { children } from '../syntax/children.ts';
import type { Parsed } from '../syntax/parser.ts';
import type { Whole } from './layout-piece.ts';

/** What the braces that open at some place hold, and where the statement begins that their contents are indented from. */
interface Brace {
  readonly role: 'block' | 'case' | 'resource' | 'attributes';
  readonly base: number;
}

/** What the tree says that tokens alone do not. Keys are offsets of tokens. */
export interface Structure {
  readonly braces: ReadonlyMap<number, Brace>;
  /** Braces that open behind the token that ends here: their own offset is not in the tree. */
  readonly bracesBehind: ReadonlyMap<number, Brace>;
  /** Where statements and the options of a `case` begin. */
  readonly statements: ReadonlySet<number>;
  /** The `|` that open the parameters of lambdas. */
  readonly bars: ReadonlySet<number>;
  /** What stands behind a `-`, `!` or `*` that has nothing else to join it with. */
  readonly prefixed: ReadonlySet<number>;
  readonly wholes: readonly Whole[];
  /** Stretches in which nothing may be changed: statements that do not parse. */
  readonly frozen: readonly Span[];
}

interface Draft {
  readonly braces: Map<number, Brace>;
  readonly bracesBehind: Map<number, Brace>;
  readonly statements: Set<number>;
  readonly bars: Set<number>;
  readonly prefixed: Set<number>;
  readonly wholes: Whole[];
  readonly frozen: Span[];
}

/** Reads from the tree what the layout needs. */
export function readStructure(parsed: Parsed): Structure {
  const draft: Draft = {
    braces: new Map(),
    bracesBehind: new Map(),
    statements: new Set(),
    bars: new Set(),
    prefixed: new Set(),
    wholes: [],
    frozen: [...brokenStatements(parsed)],
  };
  const { statements } = parsed.program;
  for (const [index, statement] of statements.entries()) {
    draft.statements.add(statement.start);
    const hasTextInText = walk(draft, parsed, statement);
    if (hasTextInText) draft.frozen.push({ start: statement.start, end: statements[index + 1]?.start ?? Infinity });
  }
  draft.wholes.sort((a, b) => a.start - b.start || b.end - a.end);
  return draft;
}

/** From the beginning of a statement with a fault to that of the next one: what is broken may be more than it seems. */
function brokenStatements({ program, faults }: Parsed): readonly Span[] {
  if (faults.length === 0) return [];
  const { statements } = program;
  if (statements.length === 0) return [{ start: 0, end: Infinity }];
  const parts = statements.map((statement, index) => ({
    start: index === 0 ? 0 : statement.start,
    end: statements[index + 1]?.start ?? Infinity,
  }));
  const broken: Span[] = [];
  let first = 0;
  for (const part of parts) {
    while ((faults[first]?.end ?? Infinity) < part.start) first += 1;
    for (let at = first; at < faults.length && (faults[at]?.start ?? 0) <= part.end; at += 1) {
      // What is never closed may reach to the end.
      if (faults[at]?.code.includes('unclosed') === true) return [...broken, { start: part.start, end: Infinity }];
      if (broken.at(-1)?.start !== part.start) broken.push(part);
    }
  }
  return broken;
}

/** @returns whether a heredoc begins inside of a string: its text may begin in there, too. */
function walk(draft: Draft, parsed: Parsed, root: SyntaxNode): boolean {
  let hasTextInText = false;
  const todo: SyntaxNode[] = [root];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.kind === 'interpolation') {
      draft.wholes.push({ kind: 'text', start: node.start, end: node.end });
      if (holdsHeredoc(node)) hasTextInText = true;
      continue;
    }
    if (node.kind === 'heredoc') {
      if (!addHeredoc(draft, parsed, node.text)) hasTextInText = true;
      continue;
    }
    note(draft, node);
    todo.push(...children(node));
  }
  return hasTextInText;
}

function holdsHeredoc(node: SyntaxNode): boolean {
  return children(node).some((child) => child.kind === 'heredoc' || holdsHeredoc(child));
}

/** @returns false where the line is missing that ends the text. */
function addHeredoc(draft: Draft, { marks }: Parsed, text: Span): boolean {
  let low = 0;
  for (let high = marks.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.start ?? 0) < text.end) low = middle + 1;
    else high = middle;
  }
  const mark = marks[low];
  if (mark === undefined) return false;
  draft.wholes.push({ kind: 'body', start: Math.min(text.start, mark.start), end: mark.end });
  return true;
}

function note(draft: Draft, node: SyntaxNode): void {
  switch (node.kind) {
    case 'block':
      for (const { start } of node.statements) draft.statements.add(start);
      break;
    case 'if':
      noteIf(draft, node);
      break;
    case 'unless':
      block(draft, node.then, node.start);
      if (node.else !== undefined) block(draft, node.else, node.start);
      break;
    case 'case':
      draft.bracesBehind.set(node.test.end, { role: 'case', base: node.start });
      for (const { start } of node.options) draft.statements.add(start);
      break;
    case 'case-option':
      block(draft, node.then, node.start);
      break;
    case 'call':
      if (node.lambda !== undefined) lambda(draft, node.lambda, node.start);
      break;
    case 'method-call':
      if (node.lambda !== undefined) lambda(draft, node.lambda, node.name.start);
      break;
    case 'resource':
      draft.bracesBehind.set(node.type.end, { role: 'resource', base: node.start });
      break;
    case 'resource-defaults':
      draft.bracesBehind.set(node.type.end, { role: 'attributes', base: node.start });
      break;
    case 'resource-override':
      draft.bracesBehind.set(node.resources.end, { role: 'attributes', base: node.start });
      break;
    case 'untitled-resource':
      draft.braces.set(node.hash.start, { role: 'attributes', base: node.start });
      break;
    case 'not':
    case 'minus':
    case 'unfold':
      draft.prefixed.add(node.expression.start);
      break;
    case 'parameter':
      if (node.captures) draft.prefixed.add(node.nameSpan.start);
      break;
    default:
      if ('body' in node && node.body.kind === 'block') block(draft, node.body, node.start);
  }
}

function block(draft: Draft, { start }: Span, base: number): void {
  draft.braces.set(start, { role: 'block', base });
}

function lambda(draft: Draft, node: Expression | SyntaxNode, base: number): void {
  if (node.kind !== 'lambda') return;
  draft.bars.add(node.start);
  block(draft, node.body, base);
}

/** All branches stand where the first one does. */
function noteIf(draft: Draft, node: If): void {
  const base = draft.braces.get(node.then.start)?.base ?? node.start;
  block(draft, node.then, base);
  if (node.else?.kind === 'block') block(draft, node.else, base);
  else if (node.else !== undefined) block(draft, node.else.then, base);
}
