import { nearest } from '../../common/index.ts';
import type { Condition, NameTest } from './condition.ts';
import { type SelectionOption, type SelectionOptionName, selectionSpellings } from './option-table.ts';
import { SelectionFault, type SelectionProblem, type WordPlace } from './place.ts';
import { readCompound } from './read-compound.ts';
import { factOf, type Piece, part, readClass, readFact, readName } from './read-test.ts';
import type { Amount, Batch, Limit, NamedWords, Rerun, Selection } from './selection.ts';
import { splitSelection } from './split-selection.ts';

/** A selection, or what is wrong with its words. */
export type ParsedSelection =
  | { readonly ok: true; readonly selection: Selection }
  | { readonly ok: false; readonly problem: SelectionProblem };

/** Reads the words of a selection; whatever is wrong with them is an answer. */
export function parseSelection(words: readonly string[]): ParsedSelection {
  try {
    return { ok: true, selection: read(wordsOf(words)) };
  } catch (error) {
    if (!(error instanceof SelectionFault)) throw error;
    return { ok: false, problem: { message: error.message, place: error.place } };
  }
}

/** An option with its value. */
interface Given {
  readonly option: SelectionOption;
  readonly spelled: Piece;
  readonly value: Piece;
}

function whole(text: string, word: number): Piece {
  return { text, place: { word, start: 0, end: text.length } };
}

/** Each word; those that are texts with options are split. Values of options are left alone. */
function wordsOf(words: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let isValue = false;
  words.forEach((text, word) => {
    const split = !isValue && isText(text) ? splitSelection(text) : undefined;
    if (split?.problem !== undefined) {
      const { message, start, end } = split.problem;
      throw new SelectionFault(message, { word, start, end });
    }
    const parts = split?.words.map(({ value, start, end, offsets }): Piece => {
      const piece = { text: value, place: { word, start, end }, offsets };
      // Without its quotes.
      return value === '' ? piece : part(piece, 0);
    });
    for (const piece of parts ?? [whole(text, word)]) {
      isValue = !isValue && wantsValue(piece.text);
      pieces.push(piece);
    }
  });
  return pieces;
}

/** Whether a word is a text with options: `web* -C apache`, `-F os.family=Debian`, but not `-Fcustomer=my -C`. */
function isText(word: string): boolean {
  return word.startsWith('-') ? /^-(\w|-[\w-]+)\s/.test(word) : /\s-/.test(word);
}

function wantsValue(text: string): boolean {
  return selectionSpellings.get(text)?.value !== undefined;
}

function read(pieces: readonly Piece[]): Selection {
  const words: NamedWords[] = [];
  const given: Given[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at];
    if (piece === undefined) break;
    if (!/^-./s.test(piece.text)) {
      // Blank ones, too: what is named by mistake as nothing must not mean all nodes.
      words.push(named(piece));
      continue;
    }
    const { option, spelled, attached } = recognize(piece);
    const needsNext = option.value !== undefined && attached === undefined;
    const next = needsNext ? pieces[at + 1] : undefined;
    if (needsNext && next === undefined) {
      throw new SelectionFault(`${spelled.text} needs a value: ${spelled.text} ${option.value}.`, spelled.place);
    }
    if (needsNext) at++;
    if (option.name === 'targets') {
      const value = attached ?? next;
      if (value !== undefined) words.push(named(value));
    } else given.push({ option, spelled, value: attached ?? next ?? part(spelled, spelled.text.length) });
  }
  return compose(words, given);
}

function named({ text, place }: Piece): NamedWords {
  return { text, place };
}

interface Recognized {
  readonly option: SelectionOption;
  readonly spelled: Piece;
  readonly attached?: Piece;
}

function recognize(piece: Piece): Recognized {
  const { text } = piece;
  const exact = selectionSpellings.get(text);
  if (exact !== undefined) return { option: exact, spelled: piece };
  const isLong = text.startsWith('--');
  const end = isLong ? (text.includes('=') ? text.indexOf('=') : text.length) : 2;
  const spelled = part(piece, 0, end);
  const option = selectionSpellings.get(spelled.text);
  if (option === undefined) {
    const meant = isLong ? nearest(spelled.text, selectionSpellings.keys()) : undefined;
    const hint =
      meant === undefined
        ? `Options of a selection are -F, -C, -I, -A, -W, -S, -q and others; see 'baton help targets'.`
        : `Did you mean ${meant}?`;
    throw new SelectionFault(`There is no option ${spelled.text}. ${hint}`, spelled.place);
  }
  if (option.value === undefined) throw new SelectionFault(`${spelled.text} takes no value.`, piece.place);
  const rest = part(piece, isLong ? end + 1 : end);
  return { option, spelled, attached: rest };
}

const targeting = new Set<SelectionOptionName>(['query', 'rerun']);

function compose(words: readonly NamedWords[], given: readonly Given[]): Selection {
  const of = (name: SelectionOptionName): readonly Given[] => given.filter(({ option }) => option.name === name);
  checkTargeting(words, given);
  for (const { option, spelled } of given) {
    if (option.many !== true && of(option.name).length > 1) {
      throw new SelectionFault(
        `${spelled.text} may be given once.`,
        of(option.name).at(-1)?.spelled.place ?? spelled.place,
      );
    }
  }
  const [query] = of('query');
  const [rerun] = of('rerun');
  const limit = readLimit(of);
  const batch = readBatch(of);
  return {
    words,
    ...(query === undefined ? {} : { query: { pql: readQuery(query), place: query.value.place } }),
    ...(rerun === undefined ? {} : { rerun: readRerun(rerun.value) }),
    saved: of('saved').map(({ value, spelled }) => {
      if (value.text.trim() === '') throw new SelectionFault('--saved needs the name of a selection.', spelled.place);
      return { name: value.text, place: value.place };
    }),
    excluded: of('exclude').map(({ value }) => named(value)),
    filters: given.flatMap((one) => filtersOf(one)).concat(identities(of('with-identity'))),
    ...(limit === undefined ? {} : { limit }),
    ...(batch === undefined ? {} : { batch }),
    choosesNobody: words.length === 0 && given.every(({ option }) => option.name.startsWith('batch')),
  };
}

/** Bolt takes one of the three, and says so in these words. */
function checkTargeting(words: readonly NamedWords[], given: readonly Given[]): void {
  const others = given.filter(({ option }) => targeting.has(option.name));
  const [first, second] = others;
  if (first === undefined || (words.length === 0 && second === undefined)) return;
  throw new SelectionFault(
    "Only one targeting option can be specified: '--targets', '--rerun', or '--query'",
    (second ?? first).spelled.place,
  );
}

function readQuery({ value, spelled }: Given): string {
  if (value.text.trim() !== '') return value.text;
  throw new SelectionFault(`${spelled.text} needs a query: nodes[certname] { … }.`, spelled.place);
}

function filtersOf({ option, value }: Given): readonly Condition[] {
  switch (option.name) {
    case 'with-fact':
      return [factOf(value)];
    case 'with-class':
      return [{ kind: 'class', name: readClass(value) }];
    case 'with-agent':
      return [{ kind: 'agent', name: readName(value, 'the name of an agent') }];
    case 'select':
      return [readCompound(value)];
    case 'with': {
      const tokens = [...value.text.matchAll(/\S+/g)].map((found) =>
        part(value, found.index, found.index + found[0].length),
      );
      if (tokens.length === 0) {
        throw new SelectionFault('Expected facts and classes, such as os.family=Debian apache.', value.place);
      }
      return tokens.map((token) => factOrClass(token));
    }
    default:
      return [];
  }
}

function factOrClass(token: Piece): Condition {
  return (token.text.startsWith('/') ? undefined : readFact(token)) ?? { kind: 'class', name: readClass(token) };
}

/** A node has one name: of several it must be one. */
function identities(given: readonly Given[]): readonly Condition[] {
  const names: readonly NameTest[] = given.map(({ value }) => readName(value, 'the name of a node'));
  return names.length === 0 ? [] : [{ kind: 'identity', names }];
}

function readRerun({ text, place }: Piece): Rerun {
  const found = /^(all|failure|success)(?::(\d+))?$/.exec(text);
  if (found !== null) {
    const [, which = 'all', job] = found;
    return { which: which as Rerun['which'], ...(job === undefined ? {} : { job }), place };
  }
  const meant = nearest(text.replace(/:.*$/s, ''), ['all', 'failure', 'success']);
  const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  throw new SelectionFault(
    `--rerun takes 'all', 'failure' or 'success', and the job with a colon where it is not the last run: 'failure:12'.${hint}`,
    place,
  );
}

type Options = (name: SelectionOptionName) => readonly Given[];

function readLimit(of: Options): Limit | undefined {
  const [limit] = of('limit');
  const [one] = of('one');
  const [method] = of('limit-method');
  const [seed] = of('limit-seed');
  if (limit !== undefined && one !== undefined) {
    throw new SelectionFault('--one is --limit 1: give one of them.', one.spelled.place);
  }
  const amount = limit === undefined ? one && ({ value: 1, unit: 'nodes' } as const) : readAmount(limit);
  const [needs] = [method, seed].filter((each) => each !== undefined);
  if (amount === undefined) {
    if (needs === undefined) return undefined;
    throw new SelectionFault(`${needs.spelled.text} needs --limit, which says how many nodes.`, needs.spelled.place);
  }
  const chosen = method?.value.text ?? (seed === undefined ? 'first' : 'random');
  if (chosen !== 'first' && chosen !== 'random') {
    throw new SelectionFault(`--limit-method is 'first' or 'random', not '${chosen}'.`, method?.value.place ?? place0);
  }
  if (seed === undefined) return { ...amount, method: chosen };
  if (!/^\d{1,15}$/.test(seed.value.text)) {
    throw new SelectionFault(`--limit-seed is a whole number, not '${seed.value.text}'.`, seed.value.place);
  }
  return { ...amount, method: chosen, seed: Number(seed.value.text) };
}

const place0: WordPlace = { word: 0, start: 0, end: 0 };

function readAmount({ spelled, value }: Given): Amount {
  const found = /^(\d{1,9})(%?)$/.exec(value.text);
  const number = Number(found?.[1] ?? 0);
  const unit = found?.[2] === '%' ? 'percent' : 'nodes';
  if (number >= 1 && (unit === 'nodes' || number <= 100)) return { value: number, unit };
  throw new SelectionFault(
    `${spelled.text} is a number of nodes from 1 on, such as 10, or a share of them up to 100%, not '${value.text}'.`,
    value.place,
  );
}

function readBatch(of: Options): Batch | undefined {
  const [size] = of('batch');
  const [sleep] = of('batch-sleep');
  if (size === undefined) {
    if (sleep === undefined) return undefined;
    throw new SelectionFault(
      `${sleep.spelled.text} needs --batch, which says how many nodes begin together.`,
      sleep.spelled.place,
    );
  }
  const seconds = sleep?.value.text ?? '0';
  if (!/^\d{1,7}(\.\d+)?$/.test(seconds) || Number(seconds) > longestPause) {
    throw new SelectionFault(
      `--batch-sleep is a number of seconds up to ${longestPause}, not '${seconds}'.`,
      sleep?.value.place ?? place0,
    );
  }
  return { ...readAmount(size), pause: Math.round(Number(seconds) * 1000) };
}

/** Seconds: a timer of Node waits no longer. */
const longestPause = Math.floor((2 ** 31 - 1) / 1000);
