import { queryError } from './problem.ts';

/** A part of a dotted field after the first. */
export type PathPart =
  | { readonly kind: 'key'; readonly key: string; readonly index?: number }
  | { readonly kind: 'match'; readonly pattern: string };

/** A field such as `facts.os."family"`, `facts.disks.match("sd.").size` or `parameters.list[0]`. */
export interface DottedField {
  readonly top: string;
  readonly parts: readonly PathPart[];
}

const top = /^[a-zA-Z][_0-9a-zA-Z]*\??(?=\.|$)/;
const match = /^match\("(.*?[^\\])"\)(?=\.|$)/s;
const quotedKey = /^"(.*?[^\\])"(?=\.|$)/s;
const plainKey = /^[^.]+(?=\.|$)/;
const indexed = /^(.+)\[(\d+)\]$/s;

/** Reads a field as PuppetDB does; undefined for what is no field at all. @throws OrchestratorError */
export function parseDotted(field: string): DottedField | undefined {
  const [first] = top.exec(field) ?? [];
  if (first === undefined) return undefined;
  const parts: PathPart[] = [];
  let rest = field.slice(first.length);
  while (rest !== '') {
    rest = rest.slice(1);
    const [whole = '', part] = match.exec(rest) ?? [];
    if (part !== undefined) {
      parts.push({ kind: 'match', pattern: part });
      rest = rest.slice(whole.length);
      continue;
    }
    const [text, inner] = quotedKey.exec(rest) ?? plainKey.exec(rest) ?? [];
    if (text === undefined)
      throw queryError(`Empty AST field component at character ${field.length - rest.length}: "${field}"`);
    parts.push(keyOf(inner ?? text));
    rest = rest.slice(text.length);
  }
  return { top: first, parts };
}

function keyOf(text: string): PathPart {
  const [, key, index] = indexed.exec(text) ?? [];
  return key === undefined ? { kind: 'key', key: text } : { kind: 'key', key, index: Number(index) };
}

/** The keys and indexes that a field without `match` leads over. */
export function stepsOf(parts: readonly PathPart[]): readonly (string | number)[] {
  return parts.flatMap((part) => {
    if (part.kind === 'match') return [`match("${part.pattern}")`];
    return part.index === undefined ? [part.key] : [part.key, part.index];
  });
}

/** A path in SQLite's notation. Its keys are compared as they stand in the JSON text, so they are escaped in the same way. */
export function jsonPath(steps: readonly (string | number)[]): string {
  return `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${JSON.stringify(step)}`)).join('')}`;
}
