const vowels = 'aeiouy';
const consonants = 'bcdfghklmnprstvzx';

/**
 * Bytes as words that can be spoken, as Ruby's `Digest.bubblebabble` has them
 * (Huima, "The Bubble Babble Binary Data Encoding").
 */
export function bubbleBabble(bytes: Uint8Array): string {
  const vowel = (index: number): string => vowels[index] ?? '';
  const consonant = (index: number): string => consonants[index] ?? '';
  let check = 1;
  let text = 'x';
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const [one = 0, two = 0] = bytes.subarray(at, at + 2);
    text +=
      vowel(((one >> 6) + check) % 6) + consonant((one >> 2) & 15) + vowel(((one & 3) + Math.floor(check / 6)) % 6);
    text += `${consonant(two >> 4)}-${consonant(two & 15)}`;
    check = (check * 5 + one * 7 + two) % 36;
  }
  const last = bytes.length % 2 === 1 ? bytes.at(-1) : undefined;
  if (last === undefined) return `${text}${vowel(check % 6)}x${vowel(Math.floor(check / 6))}x`;
  return `${text}${vowel(((last >> 6) + check) % 6)}${consonant((last >> 2) & 15)}${vowel(((last & 3) + Math.floor(check / 6)) % 6)}x`;
}
