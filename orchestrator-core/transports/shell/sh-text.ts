/** A word of `sh` that means exactly this text; no shell can hold NUL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words of a command line, each meaning exactly its text. */
export function quoteAll(words: readonly string[]): string {
  return words.map(quote).join(' ');
}

/**
 * Names that one shell or another gives a meaning of its own: assigning them fails, does something, or is forgotten.
 * They are handed to `env` instead, which treats all names alike.
 */
const special =
  /^(?:_|IFS|PATH|PWD|OLDPWD|ENV|PS[1-4]|E?UID|GROUPS|PPID|S?RANDOM|SECONDS|LINENO|OPT(?:IND|ARG|ERR)|FUNCNAME|DIRSTACK|HIST.*|.*OPTS|POSIXLY_CORRECT|ERRNO|LANG|LC_.*|EPOCH.*|BASH.*|KSH.*|ZSH.*|COMP.*|TIMEFORMAT|HOME|CDPATH|MAIL.*|LINES|COLUMNS|path|cdpath|fpath|manpath|mailpath|status|argv|options|signals|prompt)$/;

/** Commands of `sh` that give the environment and become the program. */
export function execText(environment: Readonly<Record<string, string>>, program: string): string {
  const pairs = Object.entries(environment);
  const isPlain = ([name]: readonly [string, string]): boolean =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !special.test(name);
  const plain = pairs.filter(isPlain).map(([name, value]) => `export ${name}=${quote(value)}; `);
  const others = pairs.filter((pair) => !isPlain(pair)).map(([name, value]) => quote(`${name}=${value}`));
  return `${plain.join('')}exec ${others.length === 0 ? '' : `/usr/bin/env ${others.join(' ')} `}${program}`;
}
