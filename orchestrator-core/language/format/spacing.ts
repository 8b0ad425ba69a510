import type { TokenKind } from '../syntax/token.ts';
import type { LayoutPiece } from './layout-piece.ts';

/** How many blanks belong between two tokens of a line; `keep` is none where there is none, else one. */
export type Spacing = 0 | 1 | 'keep';

/** What a token is where its kind leaves that open. */
export type Role =
  /** `-`, `!`, `*` in front of its operand. */
  | 'prefix'
  /** `|` in front of a lambda's parameters, and behind them. */
  | 'bar-open'
  | 'bar-close'
  | undefined;

const openers: ReadonlySet<string> = new Set(['(', 'ws-(', '[', 'list-start']);
const closers: ReadonlySet<string> = new Set([')', ']']);

const operators: ReadonlySet<string> = new Set<TokenKind>([
  ...(['=', '+=', '-=', '=>', '+>', '==', '!=', '=~', '!~', '<', '<=', '>', '>=', '<<', '>>'] as const),
  ...(['+', '-', '*', '/', '%', '->', '~>', '<-', '<~', '?'] as const),
]);
const operatorWords: ReadonlySet<string> = new Set(['and', 'or', 'in']);

/** What belongs between `left` and `right`, which stand on one line, by the Puppet style guide. */
export function spacing(left: LayoutPiece, leftRole: Role, right: LayoutPiece, rightRole: Role): Spacing {
  const a = left.kind;
  const b = right.kind;
  // A blank before it tells a list from an access.
  if (b === '[' || b === 'list-start') return openers.has(a) && a !== 'ws-(' ? 0 : 'keep';
  if (b === ',' || b === ';') return 0;
  if (a === ',' || a === ';') return closers.has(b) ? 0 : 1;
  if (leftRole === 'bar-open') return rightRole === 'bar-close' ? 'keep' : 0;
  if (rightRole === 'bar-close') return 0;
  if (openers.has(a)) return 0;
  if (closers.has(b)) return 0;
  if (a === '{' || a === 'sel-{') return b === '}' ? 'keep' : 1;
  if (b === '}' || b === '{' || b === 'sel-{') return 1;
  if (leftRole === 'prefix' || a === '.' || b === '.') return 'keep';
  if (a === '@' || a === '@@') return 0;
  if (b === ':') return 0;
  if (a === ':') return 1;
  if (isJoining(left, leftRole) || isJoining(right, rightRole)) return 1;
  if (a === '<|' || a === '<<|') return b === '|>' || b === '|>>' ? 'keep' : 1;
  if (isCollecting(a) || isCollecting(b) || leftRole === 'bar-close' || rightRole === 'bar-open') return 1;
  if (a === '}') return 1;
  return 'keep';
}

function isJoining({ kind, value }: LayoutPiece, role: Role): boolean {
  if (kind === 'keyword') return operatorWords.has(value) || value === 'if' || value === 'elsif' || value === 'unless';
  return role === undefined && operators.has(kind);
}

function isCollecting(kind: string): boolean {
  return kind === '<|' || kind === '<<|' || kind === '|>' || kind === '|>>';
}
