/** What is known of an entity's part of a query while it is being read: where a text ends that is being written. */
export interface Frame {
  readonly entity: string;
  clause: 'projection' | 'filter' | 'group by' | 'order by' | 'none';
  /** The field of the condition that is being read, or was read last. */
  field?: string;
  operator?: string;
  /** What conditions say already: the values that fields are equal to. */
  readonly equal: Map<string, string>;
  /** The strings of the list that is being read. */
  listed?: string[];
}

/** A place in a text that is being parsed, and how far anything that was looked for there could be missing. */
export interface Cursor {
  /** The entities around the place, the innermost last. */
  readonly frames: Frame[];
  /** Where the string begins that is being read. */
  openString?: number;
  readonly text: string;
  at: number;
  /** The furthest offset at which something expected was not there. */
  furthest: number;
  /** How deep the expression that is being read is nested. */
  depth: number;
}

/** Thrown where the text cannot be read on; no message: the place is {@link Cursor.furthest}. */
export class ParseStop extends Error {
  override readonly name: string = 'ParseStop';
  /** Whether the text is refused for its depth, and not for what stands there. */
  readonly tooDeep: boolean;

  constructor(tooDeep = false) {
    super();
    this.tooDeep = tooDeep;
  }
}

/** White space as Java's `\s`: six characters, no others of Unicode's. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Passes over white space. Returns whether there was any. */
export function skipSpace(cursor: Cursor): boolean {
  const before = cursor.at;
  while (isSpace(cursor.text.charCodeAt(cursor.at))) cursor.at += 1;
  if (cursor.at === before) miss(cursor);
  return cursor.at > before;
}

/** Passes over `word` when it stands here. */
export function accept(cursor: Cursor, word: string): boolean {
  if (!cursor.text.startsWith(word, cursor.at)) {
    miss(cursor);
    return false;
  }
  cursor.at += word.length;
  return true;
}

/** Passes over the first of `words` that stands here. */
export function acceptOneOf<T extends string>(cursor: Cursor, words: readonly T[]): T | undefined {
  return words.find((word) => accept(cursor, word));
}

export function expect(cursor: Cursor, word: string): void {
  if (!accept(cursor, word)) throw new ParseStop();
}

export function expectSpace(cursor: Cursor): void {
  if (!skipSpace(cursor)) throw new ParseStop();
}

/** What `pattern` (sticky) matches here. */
export function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined) miss(cursor);
  else cursor.at += found.length;
  return found;
}

/** Notes that something was looked for here and was not there. */
export function miss(cursor: Cursor): void {
  cursor.furthest = Math.max(cursor.furthest, cursor.at);
}

/** Says that nothing of what could stand here does. */
export function stop(cursor: Cursor): never {
  miss(cursor);
  throw new ParseStop();
}

/** Says of the innermost entity what is being read. */
export function note(cursor: Cursor, what: Partial<Pick<Frame, 'clause' | 'field' | 'operator' | 'listed'>>): void {
  const frame = cursor.frames.at(-1);
  if (frame !== undefined) Object.assign(frame, what);
}
