import type { Token } from '../../orchestrator-core/language/index.ts';

/** What a bracket that is open at a place belongs to. */
type FrameKind =
  /** `f(`, `x.f(`, `Type(`, `apply(` */
  | 'call'
  | 'method'
  /** `plan x(` and the like. */
  | 'parameters'
  /** `|` of a lambda or template. */
  | 'lambda'
  | 'group'
  /** `x[` */
  | 'access'
  | 'list'
  | 'hash'
  /** `type {` with its titles and attributes. */
  | 'resource'
  /** `Type {`, `Type['x'] {`, `Type <| |> {`: attributes without titles. */
  | 'attributes'
  | 'block'
  | 'case'
  | 'selector'
  /** `<|` */
  | 'query'
  /** `${` */
  | 'interpolation';

/** A bracket that is open at a place. Numbers are indices of tokens. */
export interface Frame {
  readonly kind: FrameKind;
  /** The opening token. */
  readonly open: number;
  /** The function, type or variable before the bracket. For a block: the keyword that it belongs to, or the bar of a lambda. */
  readonly word: number | undefined;
  /** How many commas stand between the bracket and the place. */
  readonly index: number;
  /** Where the item begins that the place is in: behind the bracket or the last comma. */
  readonly item: number;
  /** Where the resource body begins that the place is in: behind the bracket or the last `;`. */
  readonly body: number;
}

const definitions: ReadonlySet<string> = new Set(['plan', 'class', 'define', 'function', 'application']);
const conditions: ReadonlySet<string> = new Set(['if', 'unless', 'elsif', 'else', 'case', 'node', 'apply', 'site']);
const openers: ReadonlySet<string> = new Set(['(', 'ws-(', '[', 'list-start', '{', 'sel-{', '<|', '<<|', 'dqpre']);
const closers: Readonly<Record<string, readonly string[]>> = {
  ')': ['(', 'ws-('],
  ']': ['[', 'list-start'],
  '}': ['{', 'sel-{'],
  '|>': ['<|'],
  '|>>': ['<<|'],
  dqpost: ['dqpre'],
};

/**
 * The brackets that are open behind the token `last`, innermost first. It looks backwards, so that what is broken
 * further up does little harm: a bracket that was never closed is ignored when a line of its own assigns a variable
 * behind it, or when the brace around it was closed.
 */
export function openFrames(tokens: readonly Token[], last: number, source: string): readonly Frame[] {
  const frames: Frame[] = [];
  let commas = 0;
  let item: number | undefined;
  let body: number | undefined;
  let isStatement = false;
  const add = (found: Pick<Frame, 'kind' | 'open' | 'word'>) => {
    frames.push({ ...found, index: commas, item: item ?? found.open + 1, body: body ?? found.open + 1 });
    commas = 0;
    item = undefined;
    body = undefined;
    isStatement = false;
  };
  for (let at = last; at >= 0; at -= 1) {
    const kind = tokens[at]?.kind ?? 'end';
    if (closers[kind] !== undefined) at = skipBack(tokens, at);
    else if (kind === ',') {
      commas += 1;
      item ??= at + 1;
    } else if (kind === ';') body ??= at + 1;
    else if (kind === '=') isStatement ||= startsLine(tokens[at - 1], 'variable', source);
    else if (kind === 'keyword') isStatement ||= isConditionLine(tokens[at], source);
    else if (kind === '|') {
      if (isOpeningBar(tokens, at)) add({ kind: 'lambda', open: at, word: calleeOf(tokens, at) });
      else at = openingBar(tokens, at);
    } else if (kind === 'dqmid') {
      add({ kind: 'interpolation', open: at, word: undefined });
      at = startOfString(tokens, at);
    } else if (openers.has(kind)) {
      const found = frameOf(tokens, at);
      // What nobody closed before a new statement began is over.
      const isOver = isStatement && kind !== '{' && kind !== 'dqpre' && found.kind !== 'parameters';
      if (isOver) continue;
      add(found);
      if (found.kind === 'block' && tokens[at - 1]?.kind === '|') at = openingBar(tokens, at - 1);
    }
  }
  return frames;
}

function startsLine(token: Token | undefined, kind: Token['kind'], source: string): boolean {
  if (token?.kind !== kind) return false;
  const line = source.lastIndexOf('\n', token.start - 1) + 1;
  return source.slice(line, token.start).trim() === '';
}

function isConditionLine(token: Token | undefined, source: string): boolean {
  return token !== undefined && ['if', 'unless', 'case'].includes(token.value) && startsLine(token, 'keyword', source);
}

/** From a closing token to the one that opens it; brackets in between that do not match are passed over. */
function skipBack(tokens: readonly Token[], close: number): number {
  const wanted: (readonly string[])[] = [];
  for (let at = close; at >= 0; at -= 1) {
    const kind = tokens[at]?.kind ?? 'end';
    const opens = closers[kind];
    if (opens !== undefined) wanted.push(opens);
    else if (openers.has(kind)) {
      const matching = wanted.findLastIndex((each) => each.includes(kind));
      // A brace is opened by its own kind only; a parenthesis inside of it that nobody closed is no end.
      if (matching >= 0 && (matching === wanted.length - 1 || kind === '{')) wanted.length = matching;
      if (wanted.length === 0) {
        return kind === '{' && tokens[at - 1]?.kind === '|' ? openingBar(tokens, at - 1) : at;
      }
    }
  }
  return 0;
}

/** The first token of the string that a `dqmid` belongs to. */
function startOfString(tokens: readonly Token[], middle: number): number {
  for (let at = middle - 1; at >= 0; at -= 1) {
    const kind = tokens[at]?.kind ?? 'end';
    if (closers[kind] !== undefined) at = skipBack(tokens, at);
    else if (kind === 'dqpre') return at;
  }
  return 0;
}

function isOpeningBar(tokens: readonly Token[], bar: number): boolean {
  const before = tokens[bar - 1]?.kind;
  if (before === 'name') return tokens[bar - 2]?.kind !== '=';
  return before === undefined || before === ')' || before === 'epp-start';
}

/** The bar that opens what the bar at `close` closes. */
function openingBar(tokens: readonly Token[], close: number): number {
  for (let at = close - 1; at >= 0; at -= 1) {
    const kind = tokens[at]?.kind ?? 'end';
    if (kind === '|') return at;
    if (kind === '{') return close;
    if (closers[kind] !== undefined) at = skipBack(tokens, at);
  }
  return close;
}

/** The name of the function that a lambda's opening bar stands behind. */
function calleeOf(tokens: readonly Token[], bar: number): number | undefined {
  const before = tokens[bar - 1]?.kind;
  const name = before === ')' ? skipBack(tokens, bar - 1) - 1 : bar - 1;
  return tokens[name]?.kind === 'name' ? name : undefined;
}

function frameOf(tokens: readonly Token[], open: number): Pick<Frame, 'kind' | 'open' | 'word'> {
  const kind = tokens[open]?.kind;
  const found = (frame: FrameKind, word?: number) => ({ kind: frame, open, word });
  if (kind === '(' || kind === 'ws-(') return found(...parenthesis(tokens, open));
  if (kind === '[') return endsValue(tokens[open - 1]) ? found('access', wordBefore(tokens, open)) : found('list');
  if (kind === 'list-start') return found('list');
  if (kind === 'sel-{') return found('selector');
  if (kind === 'dqpre') return found('interpolation');
  if (kind === '<|' || kind === '<<|') return found('query', wordBefore(tokens, open));
  return found(...brace(tokens, open));
}

const valueEnds: ReadonlySet<string> = new Set(['name', 'classref', 'variable', 'string', 'dqpost', ')', ']', '}']);

/** Whether an operand ends with this token, so that an operator or the end of a statement is next. */
export function endsValue(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === 'keyword') return ['true', 'false', 'undef', 'default'].includes(token.value);
  return valueEnds.has(token.kind) || token.kind === 'number' || token.kind === 'word' || token.kind === 'regex';
}

function wordBefore(tokens: readonly Token[], open: number): number | undefined {
  return ['name', 'classref', 'variable'].includes(tokens[open - 1]?.kind ?? 'end') ? open - 1 : undefined;
}

function parenthesis(tokens: readonly Token[], open: number): [FrameKind, (number | undefined)?] {
  const word = tokens[open - 1];
  const before = tokens[open - 2];
  if (word?.kind === 'name') {
    if (before?.kind === '.') return ['method', open - 1];
    if (before?.kind === 'keyword' && definitions.has(before.value)) return ['parameters', open - 2];
    return [tokens[open]?.kind === '(' ? 'call' : 'group', open - 1];
  }
  if (word?.kind === 'classref') return before?.kind === '.' ? ['method', open - 1] : ['call', open - 1];
  if (word?.kind === 'keyword' && (word.value === 'apply' || word.value === 'type')) return ['call', open - 1];
  return ['group'];
}

const hashAfter: ReadonlySet<string> = new Set(['=', ',', '(', 'ws-(', '[', 'list-start', '=>', '+>', '+', '-', '<<']);

function brace(tokens: readonly Token[], open: number): [FrameKind, (number | undefined)?] {
  const before = tokens[open - 1];
  if (before === undefined || before.kind === '|' || before.kind === ':') return ['block', open - 1];
  if (hashAfter.has(before.kind)) return ['hash'];
  if (before.kind === '|>' || before.kind === '|>>')
    return ['attributes', wordBefore(tokens, skipBack(tokens, open - 1))];
  if (before.kind === 'keyword' && before.value === 'class') return ['resource', open - 1];
  const owner = ownerOf(tokens, open);
  if (owner !== undefined) return [tokens[owner]?.value === 'case' ? 'case' : 'block', owner];
  if (before.kind === 'name') return ['resource', open - 1];
  if (before.kind === 'classref') return ['attributes', open - 1];
  if (before.kind === ']') {
    const word = wordBefore(tokens, skipBack(tokens, open - 1));
    if (word !== undefined && tokens[word]?.kind === 'classref') return ['attributes', word];
  }
  return ['hash'];
}

/** The keyword whose condition, head or parameters end where this brace begins. */
function ownerOf(tokens: readonly Token[], open: number): number | undefined {
  for (let at = open - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token === undefined) return undefined;
    if (token.kind === 'keyword' && (conditions.has(token.value) || definitions.has(token.value))) return at;
    if (token.kind === '{' || token.kind === ';' || token.kind === '=' || token.kind === '=>') return undefined;
    if (token.kind === '}') {
      const opening = skipBack(tokens, at);
      const isValue = tokens[opening]?.kind === 'sel-{' || tokens[opening]?.kind === '|';
      if (!isValue) return undefined;
      at = opening;
    } else if (closers[token.kind] !== undefined) at = skipBack(tokens, at);
    else if (openers.has(token.kind)) return undefined;
  }
  return undefined;
}
