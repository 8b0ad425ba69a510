import { redactedText } from '../common/index.ts';
import type { OutputChunk } from './event.ts';
import type { MaskStream } from './mask.ts';

/** The key of a task's result whose value nobody may see. */
const key = '"_sensitive"';

/**
 * What a task writes to its standard output, passed on to `next` as it comes. Where it writes an object, nothing is passed
 * on from the key `_sensitive` on: its value is known to be secret only when the whole has come.
 *
 * @param begun whether a part of the stream was passed on by an earlier life: how it began nobody knows now
 */
export function taskOutput(next: MaskStream, begun: boolean): MaskStream {
  const guard = new KeyGuard(begun);
  return {
    push: (chunk) => {
      const open = guard.push(chunk);
      return open === undefined ? undefined : next.push(open);
    },
    flush: () => {
      const held = guard.flush();
      const first = held === undefined ? undefined : next.push(held);
      const last = next.flush();
      if (first === undefined || last === undefined) return first ?? last;
      return { ...first, length: last.offset + last.length - first.offset, text: first.text + last.text };
    },
  };
}

class KeyGuard {
  #state: 'beginning' | 'object' | 'text' | 'closed';
  /** The end of what came, which may be the beginning of the key; when it is closed, everything since. */
  #held: OutputChunk | undefined;

  constructor(begun: boolean) {
    this.#state = begun ? 'object' : 'beginning';
  }

  push(chunk: OutputChunk): OutputChunk | undefined {
    if (this.#state === 'text') return chunk;
    const held = this.#held;
    const offset = held?.offset ?? chunk.offset;
    const length = chunk.offset + chunk.length - offset;
    if (this.#state === 'closed') {
      this.#held = { ...chunk, offset, length, text: '' };
      return undefined;
    }
    const whole = { ...chunk, offset, length, text: (held?.text ?? '') + chunk.text };
    if (this.#state === 'beginning') {
      const first = whole.text.trimStart()[0];
      if (first === undefined) return whole;
      this.#state = first === '{' ? 'object' : 'text';
      if (this.#state === 'text') return whole;
    }
    return this.#split(whole);
  }

  #split(whole: OutputChunk): OutputChunk | undefined {
    const { text, offset, length } = whole;
    const found = text.indexOf(key);
    if (found >= 0) this.#state = 'closed';
    const at = found >= 0 ? found : text.length - keyBegun(text);
    if (at === text.length) {
      this.#held = undefined;
      return whole;
    }
    // Where bytes were not UTF-8 the text is longer than they; the held part then stands for what is left of them.
    const passed = Math.min(length, Buffer.byteLength(text.slice(0, at)));
    const rest = { ...whole, offset: offset + passed, length: length - passed };
    this.#held = { ...rest, text: found >= 0 ? '' : text.slice(at) };
    return at === 0 ? undefined : { ...whole, length: passed, text: text.slice(0, at) };
  }

  flush(): OutputChunk | undefined {
    const held = this.#held;
    this.#held = undefined;
    return held !== undefined && this.#state === 'closed' ? { ...held, text: `${redactedText}\n` } : held;
  }
}

/** How many characters at the end of a text may be the beginning of the key. */
function keyBegun(text: string): number {
  for (let length = Math.min(key.length - 1, text.length); length > 0; length -= 1) {
    if (key.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
