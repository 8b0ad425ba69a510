import { rubyMatcher, type TextMatcher } from '../../regex/index.ts';
import type { FactOperator, FactTest, NameTest } from './condition.ts';
import { SelectionFault, type WordPlace } from './place.ts';

/** A piece of a word. */
export interface Piece {
  readonly text: string;
  readonly place: WordPlace;
  /** Where each of its letters, and its end, stand in the word; without it they follow each other from the start. */
  readonly offsets?: readonly number[];
}

/** The part of a piece from one of its letters to another. */
export function part({ text, place, offsets }: Piece, start: number, end: number = text.length): Piece {
  const { word } = place;
  const piece = text.slice(start, end);
  if (offsets === undefined)
    return { text: piece, place: { word, start: place.start + start, end: place.start + end } };
  const from = offsets[start] ?? place.end;
  const to = end > start ? (offsets[end - 1] ?? place.end) + 1 : from;
  return { text: piece, place: { word, start: from, end: to }, offsets: offsets.slice(start, end + 1) };
}

interface FactForm {
  readonly pattern: RegExp;
  readonly operator: FactOperator | undefined;
}

/** The forms of MCollective's `Util.parse_fact_string`, in its order: the first that fits is meant. */
const factForms: readonly FactForm[] = [
  { pattern: /^([^ ]+?)( *)(=>)( *)(.+)/s, operator: '>=' },
  { pattern: /^([^ ]+?)( *)(=<)( *)(.+)/s, operator: '<=' },
  { pattern: /^([^ ]+?)( *)(<=|>=|<|>|!=|==|=~)( *)(.+)/s, operator: undefined },
  { pattern: /^(.+?)( *)(=)( *)(\/.+\/)$/s, operator: '=~' },
  { pattern: /^([^= ]+?)( *)(=)( *)(.+)/s, operator: '==' },
];

/** Reads `fact=value`, as MCollective does; undefined for what is none. @throws SelectionFault for a bad expression. */
export function readFact(piece: Piece): FactTest | undefined {
  for (const { pattern, operator } of factForms) {
    const found = pattern.exec(piece.text);
    if (found === null) continue;
    const [, fact = '', before = '', written = '', after = '', value = ''] = found;
    const kind = operator ?? (written as FactOperator);
    if (kind !== '=~') return { kind: 'fact', fact, operator: kind, value };
    const start = fact.length + before.length + written.length + after.length;
    const source = /^\/(.+)\/$/s.exec(value);
    const expression = source === null ? part(piece, start) : part(piece, start + 1, piece.text.length - 1);
    return { kind: 'fact', fact, operator: kind, value: expression.text, matcher: readExpression(expression) };
  }
  return undefined;
}

/** @throws SelectionFault for what is no fact. */
export function factOf(piece: Piece): FactTest {
  const found = readFact(piece);
  if (found !== undefined) return found;
  const shown = piece.text.trim() === '' ? 'os.family' : piece.text.replace(/[ =<>!~]+$/, '');
  throw new SelectionFault(
    `'${piece.text}' does not compare a fact. Write '${shown || 'os.family'}=VALUE', with =, !=, <, <=, >, >= or =~.`,
    piece.place,
  );
}

/** A regular expression of Ruby, unanchored. @throws SelectionFault */
function readExpression(piece: Piece): TextMatcher {
  const matcher = rubyMatcher(piece.text);
  if (typeof matcher === 'object') return matcher;
  if (matcher === 'unsupported') {
    throw new SelectionFault(
      `/${piece.text}/ refers to what it matched before, or repeats too often: Baton cannot match it.`,
      piece.place,
    );
  }
  throw new SelectionFault(
    `/${piece.text}/ is no regular expression. Put a backslash before letters that stand for themselves, such as \\( or \\[.`,
    piece.place,
  );
}

/** A name, or a regular expression between slashes. @throws SelectionFault */
export function readName(piece: Piece, what: string): NameTest {
  const { text } = piece;
  if (text.trim() === '') throw new SelectionFault(`Expected ${what}, or a /regular expression/.`, piece.place);
  if (!text.startsWith('/')) return { kind: 'literal', text };
  if (text.length > 2 && text.endsWith('/')) {
    const expression = part(piece, 1, text.length - 1);
    return { kind: 'regex', source: expression.text, matcher: readExpression(expression) };
  }
  const hint = /^\/.+\/[a-z]+$/.test(text) ? ' It takes no flags: write /[aA]b/ to match either case.' : '';
  throw new SelectionFault(`A regular expression stands between two slashes: /…/.${hint}`, piece.place);
}

/** The name of a class, in the lower case that Puppet gives them. @throws SelectionFault */
export function readClass(piece: Piece): NameTest {
  const name = readName(piece, 'the name of a class');
  if (name.kind === 'regex') return name;
  const text = name.text.toLowerCase().replace(/^::/, '');
  if (/^[a-z_]\w*(::[a-z_]\w*)*$/.test(text)) return { kind: 'literal', text };
  const hint = /[.*?]/.test(text) ? ` For a node's name use -I, for several classes /a regular expression/.` : '';
  throw new SelectionFault(`'${piece.text}' is not the name of a class, such as 'apache::ssl'.${hint}`, piece.place);
}
