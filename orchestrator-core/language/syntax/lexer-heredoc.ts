import { lexInterpolated, resolveEscapes } from './lexer-quoted.ts';
import { type FaultCode, type LexerState, push, report } from './lexer-state.ts';

const header = /^@\(([^:/\r\n)]+)(?::[\p{Zs}\t]*([a-z][a-zA-Z0-9_+]+)[\p{Zs}\t]*)?(?:\/((?:\w|[$])*)[\p{Zs}\t]*)?\)$/u;

interface Header {
  readonly tag: string;
  readonly syntax: string;
  readonly interpolates: boolean;
  readonly escapes: ReadonlySet<string>;
}

/** `@(TAG)`: pushes the `heredoc` token and then the tokens of its text, which begins on the next line. */
export function lexHeredoc(state: LexerState): void {
  const { source, position } = state;
  const close = source.indexOf(')', position);
  const end = close < 0 ? position + 2 : close + 1;
  const parsed =
    close < 0
      ? fault(
          state,
          'heredoc-unclosed',
          "Unclosed parenthesis after '@(' followed by a heredoc's end tag",
          position,
          end,
        )
      : readHeader(state, source.slice(position, end));
  if (parsed === undefined) {
    push(state, 'string', position, end, '');
    state.position = end;
    return;
  }
  push(state, 'heredoc', position, end, parsed.syntax);
  const newline = state.lineJump === undefined ? source.indexOf('\n', end) : state.lineJump - 1;
  const textStart = newline < 0 ? source.length : newline + 1;
  const text = newline < 0 || state.endless.has(parsed.tag) ? undefined : findText(source, textStart, parsed.tag);
  if (text === undefined) {
    if (newline >= 0) state.endless.add(parsed.tag);
    const without = newline < 0 ? 'Heredoc without any following lines of text' : 'Heredoc without end-tagged line';
    fault(state, 'heredoc-unclosed', without, newline < 0 ? position : textStart, newline < 0 ? end : textStart);
    push(state, 'string', end, end, '');
    state.position = end;
    return;
  }
  lexText(state, parsed, text);
  state.marks.push({ start: text.endLine, end: text.next });
  state.lineJump = text.next;
  state.position = end;
}

function fault(state: LexerState, code: FaultCode, message: string, start: number, end: number): undefined {
  report(state, code, message, start, end);
  return undefined;
}

function readHeader(state: LexerState, text: string): Header | undefined {
  const end = state.position + text.length;
  const found = header.exec(text);
  if (found === null) {
    return fault(state, 'heredoc-syntax', 'Invalid syntax in heredoc expected @(endtag[:syntax][/escapes])', end, end);
  }
  const [, tagText = '', syntax = '', letters] = found;
  const quoted = /^"(.*)"$/.exec(tagText.trim());
  const tag = (quoted?.[1] ?? tagText).trim();
  if (tag === '') return fault(state, 'heredoc-syntax', 'Heredoc with an empty endtag', end, end);
  const escapes = new Set<string>();
  const chosen = letters === '' ? 'trnsuL$' : (letters ?? '');
  for (const letter of chosen) {
    if (!'trnsuL$'.includes(letter)) {
      const message = `Invalid heredoc escape char. Only t, r, n, s,  u, L, $ allowed. Got '${letter}'`;
      return fault(state, 'heredoc-escape', message, end, end);
    }
    if (escapes.has(letter)) {
      const message = `An escape char for @() may only appear once. Got '${[...chosen].join(', ')}'`;
      return fault(state, 'heredoc-escape', message, end, end);
    }
    escapes.add(letter);
  }
  if (escapes.delete('L')) escapes.add('\n').add('\r\n');
  if (letters !== undefined) escapes.add('\\');
  return { tag, syntax, interpolates: quoted !== null, escapes };
}

interface Text {
  readonly start: number;
  /** Exclusive; without the last line break where the end tag asks for that. */
  readonly end: number;
  /** What each line begins with that does not belong to the text. */
  readonly margin: string;
  /** Where the line begins that ends it. */
  readonly endLine: number;
  /** Where the line after the end tag begins. */
  readonly next: number;
}

function findText(source: string, start: number, tag: string): Text | undefined {
  const quoted = tag.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const closing = new RegExp(
    `([\\p{Zs}\\t]*)(?:([|])[\\p{Zs}\\t]*)?(?:(-)[\\p{Zs}\\t]*)?${quoted}[\\p{Zs}\\t]*\\r?(?:\\n|$)`,
    'u',
  );
  for (let line = start; line < source.length; ) {
    const newline = source.indexOf('\n', line);
    const next = newline < 0 ? source.length : newline + 1;
    const found = closing.exec(source.slice(line, next));
    if (found !== null) {
      const [, leading = '', bar, dash] = found;
      const lastBreak = dash === undefined ? '' : (/\r?\n$/.exec(source.slice(start, line))?.[0] ?? '');
      return { start, end: line - lastBreak.length, margin: bar === undefined ? '' : leading, endLine: line, next };
    }
    line = next;
  }
  return undefined;
}

function lexText(state: LexerState, head: Header, text: Text): void {
  const contents = (from: number, to: number): string =>
    resolveEscapes(withoutMargin(state.source, from, to, text), head.escapes);
  if (!head.interpolates) {
    push(state, 'string', text.start, text.end, contents(text.start, text.end));
    return;
  }
  const { braces, lineStart } = state;
  state.lineStart = text.start;
  state.lineJump = undefined;
  const rules = { quote: undefined, limit: text.end, escapes: head.escapes.has('$'), text: contents };
  if (!lexInterpolated(state, text.start, text.start, rules)) {
    report(state, 'unclosed-interpolation', 'Interpolation in heredoc is not closed: expected }', text.end, text.end);
    push(state, 'dqpost', text.end, text.end, '');
  }
  state.braces = braces;
  state.lineStart = lineStart;
}

function withoutMargin(source: string, from: number, to: number, text: Text): string {
  if (text.margin === '') return source.slice(from, to);
  let result = '';
  for (let line = from; line < to; ) {
    const newline = source.indexOf('\n', line);
    const next = newline < 0 || newline + 1 > to ? to : newline + 1;
    const begins = line === text.start || source[line - 1] === '\n';
    result += source.slice(
      begins && source.startsWith(text.margin, line) ? Math.min(to, line + text.margin.length) : line,
      next,
    );
    line = next;
  }
  return result;
}
