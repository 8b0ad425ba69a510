import type { OutputChunk } from './event.ts';

/** Bytes of each stream of a node that are kept from its beginning. */
const keptHead: number = 4 * 1024 * 1024;
/** Bytes that are kept from its end when it is longer than that. */
const keptTail: number = 64 * 1024;

/** Bounds what is kept of one stream: its beginning, its end, and how much is missing between them. */
export interface Retention {
  /** The chunk, when it is kept now; undefined when it may only become part of the end. */
  take(chunk: OutputChunk): OutputChunk | undefined;
  /** Whether the beginning is full, so that nothing more is shown until the end. */
  isFull(): boolean;
  /** A line that tells how much is missing, and the last part of the stream. Offsets stay without gaps. */
  end(): readonly OutputChunk[];
}

/** @param used bytes of the stream that are in the journal already. */
export function createRetention(used: number, head: number = keptHead, tail: number = keptTail): Retention {
  let full = used >= head;
  let missing: { readonly offset: number; readonly length: number } | undefined;
  const last: OutputChunk[] = [];
  let lastLength = 0;
  return {
    take: (chunk) => {
      if (!full) {
        full = chunk.offset + chunk.length >= head;
        return chunk;
      }
      last.push(chunk);
      lastLength += chunk.length;
      for (let first = last[0]; first !== undefined && lastLength - first.length >= tail; first = last[0]) {
        missing = { offset: missing?.offset ?? first.offset, length: (missing?.length ?? 0) + first.length };
        lastLength -= first.length;
        last.shift();
      }
      return undefined;
    },
    isFull: () => full,
    end: () => {
      if (missing === undefined) return last;
      const text = `\n[${missing.length} bytes of output were not kept]\n`;
      const stream = last[0]?.stream ?? 'stdout';
      return [{ stream, ...missing, text }, ...last];
    },
  };
}
