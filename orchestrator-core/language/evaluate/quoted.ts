const escapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  $: '\\$',
  '\\': '\\\\',
};

/**
 * A string as Puppet writes one: in single quotes, in double ones where a control character needs an escape. A backslash
 * in single quotes stays as it is.
 */
export function quoted(text: string, isDouble = false): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what needs an escape.
  if (!isDouble && !/[\0-\x1f]/.test(text)) {
    return `'${text.replace(/\\.|'/gs, (part) => (part === "'" ? "\\'" : part))}'`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the same.
  const written = text.replace(/[\0-\x1f"$\\]/g, (character) => {
    return escapes[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  });
  return `"${written}"`;
}
