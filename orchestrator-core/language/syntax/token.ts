/**
 * What the lexer can find in Puppet source. The names are those of Puppet's own lexer, so that its grammar can be read
 * beside ours.
 */
export type TokenKind =
  | 'name'
  | 'word'
  | 'classref'
  | 'variable'
  | 'number'
  | 'string'
  /** The text of a double-quoted string or heredoc up to its first, between two, and after its last interpolation. */
  | 'dqpre'
  | 'dqmid'
  | 'dqpost'
  | 'regex'
  /** `@(…)`; the tokens of its text follow, although that text stands on later lines. */
  | 'heredoc'
  | 'keyword'
  | Punctuation
  | 'epp-start'
  /** Text of a template between tags. */
  | 'render-string'
  /** `<%=` */
  | 'render-expr'
  | 'epp-end'
  | 'other'
  | 'end';

/** Signs, by their letters. */
export type Punctuation =
  /** `[` after white space: a list, never an access. */
  | 'list-start'
  | '['
  | ']'
  /** `(` first on its line: never a call. */
  | 'ws-('
  | '('
  | ')'
  /** `{` after `?`. */
  | 'sel-{'
  | '{'
  | '}'
  | ','
  | '.'
  | ';'
  | ':'
  | '?'
  | '|'
  | '|>'
  | '|>>'
  | '<|'
  | '<<|'
  | '@'
  | '@@'
  | '='
  | '=='
  | '=>'
  | '=~'
  | '+'
  | '+='
  | '+>'
  | '-'
  | '-='
  | '->'
  | '*'
  | '/'
  | '%'
  | '!'
  | '!='
  | '!~'
  | '~'
  | '~>'
  | '<'
  | '<='
  | '<<'
  | '<-'
  | '<~'
  | '>'
  | '>='
  | '>>';

/** A token. Offsets are UTF-16 units of the source; `end` is exclusive. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /**
   * What the token means: a string's contents with escapes resolved, a variable's name without `$`, a keyword's
   * letters, a heredoc's syntax, a regular expression without its slashes. For punctuation, its own text.
   */
  readonly value: string;
}

/** Words that are keywords everywhere. */
export const keywords: ReadonlySet<string> = new Set([
  'case',
  'class',
  'default',
  'define',
  'if',
  'elsif',
  'else',
  'inherits',
  'node',
  'and',
  'or',
  'undef',
  'false',
  'true',
  'in',
  'unless',
  'function',
  'type',
  'attr',
  'private',
]);

/** Words that are keywords where tasks are on, as in everything Bolt reads. */
export const taskKeywords: ReadonlySet<string> = new Set(['plan', 'apply']);

/** Words that are keywords where application orchestration is on (Puppet 5 and 6, `app_management`). */
export const applicationKeywords: ReadonlySet<string> = new Set(['application', 'site', 'produces', 'consumes']);
