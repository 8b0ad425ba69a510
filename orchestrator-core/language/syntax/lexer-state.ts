import { applicationKeywords, type Token, type TokenKind, taskKeywords } from './token.ts';

/** What can be wrong with the letters of a source, and `syntax-error` for all that its grammar refuses. Stable. */
export type FaultCode =
  | 'epp-unbalanced'
  | 'heredoc-escape'
  | 'heredoc-syntax'
  | 'heredoc-unclosed'
  | 'illegal-bom'
  | 'illegal-class-reference'
  | 'illegal-name'
  | 'illegal-number'
  | 'syntax-error'
  | 'unclosed-comment'
  | 'unclosed-interpolation'
  | 'unclosed-quote';

/** Something wrong in the source. Offsets are UTF-16 units; `end` is exclusive. */
export interface SyntaxFault {
  readonly code: FaultCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The bracket that was to be closed here. */
  readonly opened?: { readonly start: number; readonly end: number };
}

/** Which dialect of the language is read. */
export interface LexOptions {
  /** `plan` and `apply` are keywords; on unless said otherwise, as in everything Bolt reads. */
  readonly tasks?: boolean;
  /** `application`, `site`, `produces`, `consumes` are keywords; off unless said otherwise. */
  readonly applications?: boolean;
  /** The source is a template: text with `<% … %>`. */
  readonly epp?: boolean;
}

/** What the lexer knows while it reads. */
export interface LexerState {
  readonly source: string;
  /** Reads one token; handed in because interpolations need the whole lexer. */
  readonly lexToken: (state: LexerState) => void;
  readonly keywords: ReadonlySet<string>;
  readonly tokens: Token[];
  readonly comments: { start: number; end: number }[];
  readonly marks: { start: number; end: number }[];
  readonly errors: SyntaxFault[];
  /** Where double-quoted strings begin that do not end: they are not read twice. */
  readonly unclosed: Set<number>;
  /** The tags of heredocs that no line ends: no line further down does. */
  readonly endless: Set<string>;
  position: number;
  /** Where the line began on which the lexer is; strings and comments begin no line. */
  lineStart: number;
  /** Where to go on at the next line end, past the heredoc texts that begin there. */
  lineJump: number | undefined;
  braces: number;
  /** How deep interpolations are nested. */
  nesting: number;
  /** The last token that counts for telling a regular expression from a division. */
  after: TokenKind;
  afterValue: string;
  /** In a template: inside which kind of tag. */
  epp: 'code' | 'expression' | undefined;
}

/** A lexer at the beginning of a source. */
export function lexerState(source: string, options: LexOptions, lexToken: LexerState['lexToken']): LexerState {
  const words = new Set(options.tasks === false ? [] : taskKeywords);
  if (options.applications === true) for (const word of applicationKeywords) words.add(word);
  return {
    source,
    lexToken,
    keywords: words,
    tokens: [],
    comments: [],
    marks: [],
    errors: [],
    unclosed: new Set(),
    endless: new Set(),
    position: 0,
    lineStart: 0,
    lineJump: undefined,
    braces: 0,
    nesting: 0,
    after: ';',
    afterValue: '',
    epp: undefined,
  };
}

/** Adds a token. */
export function push(state: LexerState, kind: TokenKind, start: number, end: number, value: string): void {
  state.tokens.push({ kind, start, end, value });
  state.after = kind;
  state.afterValue = value;
}

/** Notes what is wrong with a stretch of the source. */
export function report(state: LexerState, code: FaultCode, message: string, start: number, end: number): void {
  state.errors.push({ code, message, start, end });
}
