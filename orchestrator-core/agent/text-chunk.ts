/**
 * How many bytes of `bytes` make whole UTF-8 characters: all of them, or all but the beginning of one that goes on
 * after the end. Bytes that are no UTF-8 count as whole; they will be shown as U+FFFD.
 */
export function wholeCharacters(bytes: Uint8Array): number {
  const end = bytes.length;
  for (let back = 1; back <= Math.min(3, end); back += 1) {
    const byte = bytes[end - back] ?? 0;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back && byte < 0xf8 ? end - back : end;
    }
  }
  return end;
}
