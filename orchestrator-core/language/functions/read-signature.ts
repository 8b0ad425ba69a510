import type { ParameterDeclaration, Signature } from '../analysis/declaration.ts';

/**
 * Reads a signature as the tables of built-in functions write it:
 *
 *     (Type $name, Type $maybe?, Type *$rest) &?Callable[1, 1] >> Type
 *
 * `$name?` may be left out, `*$rest` takes any number of arguments and `+$rest` at least one; `&` is the lambda that the
 * function needs and `&?` one that it takes; `>>` is what it returns. Types may not have unpaired brackets in strings
 * or regular expressions.
 *
 * @throws Error where the text is something else; only the tables are read with this.
 */
export function readSignature(text: string): Signature {
  const close = closing(text);
  const rest = /^\s*(?:&(\?)?([^>]+?))?\s*(?:>>\s*(.+))?$/.exec(text.slice(close + 1));
  if (rest === null) throw new Error(`Not a signature: ${text}`);
  const [, optional, block, returns] = rest;
  const parameters = splitArguments(text.slice(1, close)).map(readParameter);
  return {
    parameters,
    ...(block !== undefined && {
      block: { ...(block !== 'Callable' && { type: block }), isOptional: optional !== undefined },
    }),
    ...(returns !== undefined && { returns }),
  };
}

function readParameter(text: string): ParameterDeclaration {
  const found = /^(.+?) ([*+]?)\$(\w+)(\??)$/.exec(text);
  if (found === null) throw new Error(`Not a parameter: ${text}`);
  const [, type = 'Any', captures, name = '', optional] = found;
  return {
    name,
    ...(type !== 'Any' && { type }),
    isOptional: optional === '?' || captures === '*',
    ...(captures !== '' && { captures: true }),
  };
}

/** The offset of the bracket that closes the first one. */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if ('([{'.includes(text.charAt(at))) depth += 1;
    if (')]}'.includes(text.charAt(at))) depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`Not a signature: ${text}`);
}

function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
