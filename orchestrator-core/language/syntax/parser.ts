import type { Block, SyntaxNode } from './ast.ts';
import { children } from './children.ts';
import { lex } from './lexer.ts';
import type { LexOptions, SyntaxFault } from './lexer-state.ts';
import { parseParameters } from './parse-definition.ts';
import { parseAccessKeys, parseArguments, parseExpression } from './parse-expression.ts';
import { parsePrimary } from './parse-primary.ts';
import { parseAssignment, parseBlock, parseStatements } from './parse-statement.ts';
import { accept, at, fault, highest, lastEnd, type ParserState, type Rules, take, unexpected } from './parser-state.ts';
import type { Token } from './token.ts';

const rules: Rules = {
  assignment: parseAssignment,
  expression: parseExpression,
  primary: parsePrimary,
  block: parseBlock,
  accessKeys: parseAccessKeys,
  arguments: parseArguments,
};

/** A source that was read. Its tokens, comments and marks with the white space between them are the whole text. */
export interface Parsed {
  readonly source: string;
  readonly program: Block;
  readonly tokens: readonly Token[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  /** The lines that end heredocs, and the tags around a template's code. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  /** In the order of the source. */
  readonly faults: readonly SyntaxFault[];
}

/**
 * Reads Puppet source into a tree by the grammar of Puppet 7 (`egrammar.ra`). Never throws and never gives up: whatever
 * is wrong is a fault with its place, and what follows it is still in the tree. A source without faults is one that
 * Puppet's own parser accepts.
 */
export function parse(source: string, options: LexOptions = {}): Parsed {
  const lexed = lex(source, options);
  const state: ParserState = {
    rules,
    tokens: lexed.tokens,
    faults: [...lexed.errors],
    index: 0,
    faultIndex: -1,
    heredocIndex: -1,
    heredocEnd: 0,
    depth: 0,
    deepestSeen: 0,
    longestChain: 0,
  };
  const read = options.epp === true ? parseTemplate(state) : parseProgram(state);
  const program = withoutHeights(state, read);
  const faults = state.faults.sort((a, b) => a.start - b.start);
  const { tokens, comments, marks } = lexed;
  return { source, program, tokens, comments, marks, faults };
}

/** A tree too high to be walked is refused. Measuring it takes time, so it is done where it may be needed. */
function withoutHeights(state: ParserState, program: Block): Block {
  if (state.deepestSeen * (state.longestChain + 1) < highest / 4) return program;
  const todo: { node: SyntaxNode; height: number }[] = [{ node: program, height: 0 }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, height } = next;
    if (height > highest) {
      fault(state, `Syntax error, expected fewer than ${highest} levels of nesting`, {
        start: node.start,
        end: node.end,
      });
      return { ...program, statements: [] };
    }
    for (const child of children(node)) todo.push({ node: child, height: height + 1 });
  }
  return program;
}

function parseProgram(state: ParserState): Block {
  const statements = parseStatements(state);
  while (!at(state, 'end')) {
    unexpected(state, 'a statement');
    take(state);
    statements.push(...parseStatements(state));
  }
  return { kind: 'block', statements, start: 0, end: lastEnd(state) };
}

function parseTemplate(state: ParserState): Block {
  accept(state, 'epp-start');
  const parameters = at(state, '|') ? parseParameters(state, '|', '|') : undefined;
  const body = parseProgram(state);
  const span = { start: 0, end: body.end };
  const template = { kind: 'epp' as const, ...(parameters === undefined ? {} : { parameters }), body, ...span };
  return { kind: 'block', statements: [template], ...span };
}
