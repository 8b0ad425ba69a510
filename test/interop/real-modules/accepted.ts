// A table of what was found in real modules and is right: each with the reason why it is their fault and not ours.

/** A finding that was looked at. All parts must match; `message` is a part of the finding's message. */
export interface Accepted {
  /** The end of the file's path, from the module's name on. */
  readonly file: string;
  readonly code: string;
  readonly message?: string;
  readonly reason: string;
}

export const accepted: readonly Accepted[] = [];
