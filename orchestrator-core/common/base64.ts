const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes as base64 with padding and without line breaks (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const group = (a << 16) | (b << 8) | c;
    const given = Math.min(3, bytes.length - at);
    for (let place = 0; place < 4; place += 1) {
      text += place <= given ? letters.charAt((group >> (18 - 6 * place)) & 63) : '=';
    }
  }
  return text;
}
