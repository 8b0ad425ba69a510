import type { Change } from '../documents/words.ts';
import { asObject, type ObjectASTNode } from '../json/tree.ts';
import type { MetadataDocument } from './metadata.ts';

/** A key and its value to be written into an object, the value as JSON. */
export interface Addition {
  readonly key: string;
  readonly value: unknown;
}

/** The indentation that a file uses for one step, two blanks when it has none. */
function indentStep(text: string): string {
  return /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
}

/** How far the line is indented that `offset` is on. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
}

/** Writes keys at the end of an object, in the file's own indentation. */
function addToObject(text: string, object: ObjectASTNode, additions: readonly Addition[]): Change {
  const step = indentStep(text);
  const outer = indentAt(text, object.offset);
  const inner = outer + step;
  const lines = additions.map(({ key, value }) => {
    const written = JSON.stringify(value, null, step).replaceAll('\n', `\n${inner}`);
    return `${inner}${JSON.stringify(key)}: ${written}`;
  });
  const last = object.properties.at(-1);
  if (last === undefined) {
    const end = object.offset + object.length;
    return { start: object.offset, end, text: `{\n${lines.join(',\n')}\n${outer}}` };
  }
  const at = last.offset + last.length;
  return { start: at, end: at, text: `,\n${lines.join(',\n')}` };
}

/** What a parameter that was only seen in a script is declared as. */
const newParameter = { type: 'Optional[String[1]]', description: '' };

/** Declares parameters, making the `parameters` object where there is none; undefined when the file is no object. */
export function addParameters(metadata: MetadataDocument, names: readonly string[]): Change | undefined {
  const additions = names.map((key) => ({ key, value: newParameter }));
  const existing = asObject(metadata.parametersProperty?.valueNode);
  if (existing !== undefined) return addToObject(metadata.source.text, existing, additions);
  const root = asObject(metadata.root);
  if (root === undefined || metadata.parametersProperty !== undefined) return undefined;
  const value = Object.fromEntries(additions.map(({ key, value: parameter }) => [key, parameter]));
  return addToObject(metadata.source.text, root, [{ key: 'parameters', value }]);
}

/** Adds a key to the metadata itself; undefined when the file is no object. */
export function addKey(metadata: MetadataDocument, key: string, value: unknown): Change | undefined {
  const root = asObject(metadata.root);
  return root === undefined ? undefined : addToObject(metadata.source.text, root, [{ key, value }]);
}
