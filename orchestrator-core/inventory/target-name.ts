/** Whether a text may be a target's name for Bolt, as far as its characters go. */
export function isAscii(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about ASCII
  return /^[\x00-\x7f]*$/.test(name);
}
