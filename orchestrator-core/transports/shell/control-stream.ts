/** What a program on a target says to the transport, between the lines of its output. */
export type ControlMessage =
  /** It runs, as the user that was wanted; what it is to read may be written. */
  | { readonly kind: 'begun'; readonly pid: number }
  /** It could not do its own part: `code` says which. */
  | { readonly kind: 'failed'; readonly code: string; readonly text: string }
  /** Something that a person should know. */
  | { readonly kind: 'note'; readonly text: string };

/** What was found in a piece of a stream, in its order. */
export type ControlPart = { readonly bytes: Uint8Array } | { readonly message: ControlMessage };

/**
 * Parts the messages of a program from what it writes. A message stands between two occurrences of a token that nobody
 * else knows: `TOKEN begun 42 TOKEN` and a line's end.
 */
export class ControlStream {
  readonly #token: Buffer;
  #held: Buffer = Buffer.alloc(0);

  constructor(token: string) {
    this.#token = Buffer.from(token);
  }

  /** What is certain now; the beginning of a message is held back until its end comes. */
  take(bytes: Uint8Array): readonly ControlPart[] {
    let rest: Buffer = Buffer.concat([this.#held, bytes]);
    const parts: ControlPart[] = [];
    for (;;) {
      const start = rest.indexOf(this.#token);
      if (start < 0) break;
      const from = start + this.#token.length;
      const end = rest.indexOf(this.#token, from);
      const line = end < 0 ? -1 : rest.indexOf(0x0a, end);
      if (start > 0) parts.push({ bytes: rest.subarray(0, start) });
      rest = rest.subarray(start);
      if (line < 0) {
        this.#held = rest;
        return parts;
      }
      const message = parse(rest.toString('utf8', this.#token.length, end - start).trim());
      if (message !== undefined) parts.push({ message });
      rest = rest.subarray(line - start + 1);
    }
    const held = this.#unsure(rest);
    if (rest.length > held) parts.push({ bytes: rest.subarray(0, rest.length - held) });
    this.#held = rest.subarray(rest.length - held);
    return parts;
  }

  /** What was held back and did not become a message. */
  end(): Uint8Array {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }

  /** How many of the last bytes may be the beginning of the token. */
  #unsure(bytes: Buffer): number {
    for (let length = Math.min(this.#token.length - 1, bytes.length); length > 0; length -= 1) {
      if (bytes.subarray(bytes.length - length).equals(this.#token.subarray(0, length))) return length;
    }
    return 0;
  }
}

function parse(text: string): ControlMessage | undefined {
  const [, kind, rest = ''] = /^(\w+) ?(.*)$/s.exec(text) ?? [];
  if (kind === 'begun') return { kind, pid: Number(rest) };
  if (kind === 'note') return { kind, text: rest };
  if (kind !== 'failed') return undefined;
  const [, code = '', said = ''] = /^(\w+) ?(.*)$/s.exec(rest) ?? [];
  return { kind, code, text: said };
}
