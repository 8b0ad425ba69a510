import type { Node } from 'web-tree-sitter';
import { named } from '../../task-script/nodes.ts';

export { named } from '../../task-script/nodes.ts';

/** Ruby source that was parsed. */
export interface RubySource {
  readonly root: Node;
  readonly lines: readonly string[];
  /** The text that the beginning of a heredoc stands for. */
  heredoc(beginning: Node): string | undefined;
}

/** A parsed text of Ruby. */
export function rubySource(root: Node, text: string): RubySource {
  let bodies: ReadonlyMap<number, string> | undefined;
  return {
    root,
    lines: text.split('\n'),
    heredoc: (beginning) => {
      bodies ??= heredocs(root);
      return bodies.get(beginning.id);
    },
  };
}

/** Bodies come in the order of their beginnings. */
function heredocs(root: Node): ReadonlyMap<number, string> {
  const beginnings = root.descendantsOfType('heredoc_beginning').filter((node) => node !== null);
  const bodies = root.descendantsOfType('heredoc_body').filter((node) => node !== null);
  return new Map(
    beginnings.map((beginning, index) => {
      const body = bodies[index];
      const end = named(body).at(-1);
      const text = body === undefined ? '' : body.text.slice(0, (end?.startIndex ?? body.endIndex) - body.startIndex);
      return [beginning.id, dedent(text.replace(/^\n/, ''))];
    }),
  );
}

/** Without the white space that all lines begin with. */
function dedent(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const depths = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const depth = Math.min(...depths);
  return lines
    .map((line) => line.slice(depth))
    .join('\n')
    .trim();
}

/** What a symbol or string says; undefined for everything that Ruby would have to work out. */
export function textOf(source: RubySource, node: Node | null | undefined): string | undefined {
  switch (node?.type) {
    case 'simple_symbol':
      return node.text.slice(1);
    case 'hash_key_symbol':
      return node.text;
    case 'string':
    case 'delimited_symbol':
      return partsOf(node);
    case 'chained_string':
    case 'binary': {
      if (node.type === 'binary' && node.childForFieldName('operator')?.text !== '+') return undefined;
      const parts = named(node).map((part) => textOf(source, part));
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    case 'heredoc_beginning':
      return source.heredoc(node);
    case 'parenthesized_statements':
      return named(node).length === 1 ? textOf(source, named(node)[0]) : undefined;
    case 'call': {
      // `_('…')` translates; `<<-X.strip` and the like change white space only.
      const receiver = node.childForFieldName('receiver');
      if (receiver?.type === 'heredoc_beginning') return textOf(source, receiver);
      return methodOf(node) === '_' && receiver === null ? textOf(source, argumentsOf(node)[0]) : undefined;
    }
    default:
      return undefined;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', s: ' ' };

function partsOf(node: Node): string | undefined {
  let text = '';
  for (const part of named(node)) {
    if (part.type === 'string_content') text += part.text;
    else if (part.type === 'escape_sequence') text += escapes[part.text[1] ?? ''] ?? part.text.slice(1);
    else return undefined;
  }
  return text;
}

/** The name of the method that a call or a bare word calls. */
export function methodOf(node: Node): string {
  return node.type === 'identifier' ? node.text : (node.childForFieldName('method')?.text ?? '');
}

/** What stands between the parentheses of a call, without the texts of heredocs. */
export function argumentsOf(call: Node): readonly Node[] {
  return named(call.childForFieldName('arguments')).filter(isCode);
}

/** The value of `key: value` or `:key => value` among the arguments of a call or the entries of a hash. */
export function option(source: RubySource, entries: readonly Node[], key: string): Node | undefined {
  const pair = entries.find((each) => each.type === 'pair' && textOf(source, each.childForFieldName('key')) === key);
  return pair?.childForFieldName('value') ?? undefined;
}

/** The statements of a call's block; undefined where it has none. */
export function blockOf(call: Node): readonly Node[] | undefined {
  const block = call.childForFieldName('block');
  if (block === null) return undefined;
  return named(block.childForFieldName('body')).filter(isCode);
}

function isCode({ type }: Node): boolean {
  return type !== 'comment' && type !== 'heredoc_body' && type !== 'block_parameters';
}

/** Calls of a method of that name, wherever they stand. */
export function callsOf(root: Node, method: string): readonly Node[] {
  return root.descendantsOfType('call').filter((call) => call !== null && methodOf(call) === method) as Node[];
}

/** Comments that tools read. */
const forTools = /^#\s*(?:frozen_string_literal|encoding|coding|rubocop|-\*-|vim)\b/;

/** The text of the comment lines right above a node, without their marks. */
export function commentAbove({ lines }: RubySource, node: Node): string | undefined {
  const found: string[] = [];
  for (let row = node.startPosition.row - 1; row >= 0; row -= 1) {
    const line = lines[row]?.trim() ?? '';
    if (!line.startsWith('#')) break;
    if (!forTools.test(line)) found.unshift(line.replace(/^#+ ?/, ''));
  }
  return found.every((line) => line === '') ? undefined : found.join('\n');
}

/** Where the letters of a symbol or a string are: without `:` and quotes. */
export function nameSpan({ text, startIndex, endIndex }: Node): { readonly start: number; readonly end: number } {
  const before = /^:?['"]?/.exec(text)?.[0].length ?? 0;
  const after = /['"]$/.test(text) ? 1 : 0;
  return { start: startIndex + before, end: Math.max(startIndex + before, endIndex - after) };
}
