/**
 * How many of the bytes make whole UTF-8 characters: all, or all but a character that the end cuts in two. Bytes that
 * are no UTF-8 count as whole.
 */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf8 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The part of the platform's decoder that is used here; rooms without Node's types know no other way to name it. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** The bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text that the bytes are, or undefined when they are not UTF-8. A byte order mark stays. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of the bytes; those that are not UTF-8 are spelled out as `\xFF`, as Bolt shows them. */
export function decodeEscaped(bytes: Uint8Array): string {
  const whole = decodeUtf8(bytes);
  if (whole !== undefined) return whole;
  const parts: string[] = [];
  let good = 0;
  for (let index = 0; index < bytes.length; ) {
    const size = characterSize(bytes, index);
    if (size === 0) {
      parts.push(decodeUtf8(bytes.subarray(good, index)) ?? '', `\\x${(bytes[index] ?? 0).toString(16).toUpperCase()}`);
      good = index + 1;
    }
    index += size || 1;
  }
  parts.push(decodeUtf8(bytes.subarray(good)) ?? '');
  return parts.join('');
}

/** How many bytes the character at `index` has; 0 when none begins there (RFC 3629, section 4). */
function characterSize(bytes: Uint8Array, index: number): number {
  const byte = bytes[index] ?? 0;
  if (byte < 0x80) return 1;
  const size = byte >= 0xc2 && byte <= 0xdf ? 2 : (byte & 0xf0) === 0xe0 ? 3 : byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
  return size > 0 && decodeUtf8(bytes.subarray(index, index + size)) !== undefined && index + size <= bytes.length
    ? size
    : 0;
}
