import { grammar, type Part, partNumber } from './grammar.ts';

/** Whoever waits for a part that begins somewhere is told where one can end. */
type Listener = (end: number) => void;

/** What is known of a part at a place. */
interface State {
  readonly listeners: Listener[];
  /** Those who want it only where it goes to the end of the text. */
  readonly finalListeners: Listener[];
  readonly ends: Set<number>;
}

/** What was missing at the furthest place. `final` where it would have had to go to the end of the text. */
interface Miss {
  readonly shown: string;
  readonly final: boolean;
}

/** What is missing where a text stops being a query. */
export interface Expected {
  readonly offset: number;
  /** What could stand there, as PuppetDB's messages name it. */
  readonly words: readonly string[];
  /** The end of PuppetDB's message. */
  readonly lines: string;
}

interface Search {
  readonly text: string;
  readonly states: Map<number, Map<number, State>>;
  /** What is left to do; the newest first. */
  readonly tasks: (() => void)[];
  /** What is done when nothing else is left, by place, the furthest place first. */
  readonly lastResorts: Map<number, (() => void)[]>;
  furthest: number;
  misses: Miss[];
}

/** How much is done to find out what was expected before the message goes without it. */
const limit = 100_000;

/**
 * What PuppetDB says it expected where a text stops being a query, its lines in its order; nothing where the text is too long
 * to find out. PuppetDB explores all readings of a text at once, the newest first, and lists what it missed in the order in
 * which it looked for it: this does the same, without making a tree.
 *
 * @see Scott and Johnstone, "GLL Parsing" (2010), the method of the parser that PuppetDB uses.
 */
export function expectedAt(text: string): Expected | undefined {
  const search: Search = {
    text,
    states: new Map(),
    tasks: [],
    lastResorts: new Map(),
    furthest: 0,
    misses: [],
  };
  listenFinally(search, rulePart('query'), 0, () => {});
  for (let done = 0; ; done += 1) {
    if (done > limit) return undefined;
    const task = search.tasks.pop() ?? lastResort(search);
    if (task === undefined) break;
    task();
  }
  return {
    offset: search.furthest,
    words: [...new Set(search.misses.map((miss) => miss.shown))],
    lines: shown(search.misses),
  };
}

function shown(misses: readonly Miss[]): string {
  const of = (final: boolean) => [...new Set(misses.filter((miss) => miss.final === final).map((miss) => miss.shown))];
  const [final, other] = [of(true), of(false)];
  const heading = final.length + other.length === 1 ? 'Expected:\n' : 'Expected one of:\n\n';
  return (
    heading +
    [...final.map((line) => `${line} (followed by end-of-string)`), ...other.map((line) => `${line}\n`)].join('')
  );
}

function rulePart(name: string): Part {
  const part = grammar[name];
  if (part === undefined) throw new Error(`no rule is named ${name}`);
  return part;
}

function lastResort(search: Search): (() => void) | undefined {
  const place = Math.max(...search.lastResorts.keys());
  const tasks = search.lastResorts.get(place);
  const task = tasks?.pop();
  if (tasks?.length === 0) search.lastResorts.delete(place);
  return task;
}

function stateOf(search: Search, part: Part, at: number): State {
  const here = search.states.get(at) ?? new Map<number, State>();
  search.states.set(at, here);
  const number = partNumber(part);
  const state = here.get(number) ?? { listeners: [], finalListeners: [], ends: new Set<number>() };
  here.set(number, state);
  return state;
}

function listen(search: Search, part: Part, at: number, listener: Listener): void {
  const state = stateOf(search, part, at);
  const first = state.listeners.length === 0;
  state.listeners.push(listener);
  for (const end of state.ends) search.tasks.push(() => listener(end));
  if (first) search.tasks.push(() => look(search, part, at, false));
}

function listenFinally(search: Search, part: Part, at: number, listener: Listener): void {
  const state = stateOf(search, part, at);
  const first = state.listeners.length + state.finalListeners.length === 0;
  state.finalListeners.push(listener);
  const end = search.text.length;
  if (state.ends.has(end)) search.tasks.push(() => listener(end));
  if (first) search.tasks.push(() => look(search, part, at, true));
}

function found(search: Search, part: Part, at: number, end: number): void {
  const { ends, listeners, finalListeners } = stateOf(search, part, at);
  if (ends.has(end)) return;
  ends.add(end);
  for (const listener of listeners) search.tasks.push(() => listener(end));
  if (end < search.text.length) return;
  for (const listener of finalListeners) search.tasks.push(() => listener(end));
}

function missed(search: Search, at: number, line: string, final: boolean): void {
  if (at < search.furthest) return;
  if (at > search.furthest) search.misses = [];
  search.furthest = at;
  search.misses.push({ shown: line, final });
}

/** Looks for a part at a place. With `final` it has to go to the end of the text. */
function look(search: Search, part: Part, at: number, final: boolean): void {
  const succeed: Listener = (end) => found(search, part, at, end);
  const wait = final ? listenFinally : listen;
  const { length } = search.text;
  switch (part.kind) {
    case 'text':
    case 'pattern': {
      const end = endOf(search.text, part, at);
      if (end !== undefined && (!final || end === length)) succeed(end);
      else missed(search, at, part.kind === 'text' ? part.text : part.shown, final);
      return;
    }
    case 'rule':
      wait(search, rulePart(part.name), at, succeed);
      return;
    case 'choice':
      for (const one of part.parts) wait(search, one, at, succeed);
      return;
    case 'sequence':
      follow(search, part.parts, 0, at, final, succeed);
      return;
    case 'optional':
      wait(search, part.part, at, succeed);
      if (!final || at === length) succeed(at);
      else missed(search, at, ':end-of-string', false);
      return;
    case 'any':
      if (!final || at < length) repeat(search, part.part, at, final, succeed);
      if (!final || at === length) succeed(at);
      return;
    case 'some':
      repeat(search, part.part, at, final, succeed);
      return;
    case 'not': {
      const { ends } = stateOf(search, part.part, at);
      let missing = false;
      listen(search, part.part, at, () => {
        if (!missing) missed(search, at, `NOT ${part.shown}`, false);
        missing = true;
      });
      const later = search.lastResorts.get(at) ?? [];
      search.lastResorts.set(at, later);
      later.push(() => {
        if (ends.size === 0) succeed(at);
      });
    }
  }
}

function endOf(text: string, part: Part & { kind: 'text' | 'pattern' }, at: number): number | undefined {
  if (part.kind === 'text') return text.startsWith(part.text, at) ? at + part.text.length : undefined;
  part.pattern.lastIndex = at;
  const match = part.pattern.exec(text)?.[0];
  return match === undefined ? undefined : at + match.length;
}

function follow(
  search: Search,
  parts: readonly Part[],
  index: number,
  at: number,
  final: boolean,
  succeed: Listener,
): void {
  const part = parts[index];
  if (part === undefined) {
    succeed(at);
    return;
  }
  const wait = final && index === parts.length - 1 && index > 0 ? listenFinally : listen;
  wait(search, part, at, (end) => follow(search, parts, index + 1, end, final, succeed));
}

/** `passed` holds where the repetition came by already: the language can be read in ever so many ways as it is. */
function repeat(
  search: Search,
  part: Part,
  at: number,
  final: boolean,
  succeed: Listener,
  passed: Set<number> = new Set(),
): void {
  listen(search, part, at, (end) => {
    if (end === at || passed.has(end)) return;
    passed.add(end);
    const done = final && end === search.text.length;
    if (!done) repeat(search, part, end, final, succeed, passed);
    if (done || !final) succeed(end);
  });
}
