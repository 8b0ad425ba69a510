/** A part of a regular expression that one character has to match. */
export type CharacterTest = (character: string) => boolean;

/** A regular expression as a tree. Groups are not kept: only whether it matches is asked for. */
export type RegexNode =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      /** `Infinity` where there is no end. */
      readonly max: number;
      readonly lazy: boolean;
    }
  /** A group that gives nothing back once it has matched. */
  | { readonly kind: 'atomic'; readonly node: RegexNode }
  | { readonly kind: 'look'; readonly node: RegexNode; readonly ahead: boolean; readonly negative: boolean }
  | { readonly kind: 'anchor'; readonly test: (text: readonly string[], at: number) => boolean };

/** What a regular expression is read with. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  /** Whether `.` matches a line end. */
  readonly multiline: boolean;
  /** Whether white space and comments are skipped. */
  readonly extended: boolean;
}

/** Thrown inside of this room for what is no regular expression of Ruby, or one that only Ruby can match. */
export class RegexError extends Error {
  readonly kind: 'syntax' | 'unsupported';

  constructor(kind: 'syntax' | 'unsupported', message: string) {
    super(message);
    this.kind = kind;
  }
}
