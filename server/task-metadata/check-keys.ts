import type { JSONSchema } from 'vscode-json-languageservice';
import { nearest } from '../../orchestrator-core/common/index.ts';
import { problem } from '../documents/codes.ts';
import { listed } from '../documents/listed.ts';
import type { Fix, Problem, Span } from '../documents/words.ts';
import { type UnknownKey, unknownKeys } from '../json/schema.ts';
import type { JsonText } from '../json/service.ts';
import { innerSpan, type PropertyASTNode, spanOf } from '../json/tree.ts';

/** Keys that the schema does not know, with what was probably meant. */
export function checkKeys(text: JsonText, schema: JSONSchema, what: string): readonly Problem[] {
  return unknownKeys(text.root, schema).map((found) => unknownKey(text, found, what));
}

/** More names than this are no help in a message; completion lists them. */
const longestChoice = 12;

function unknownKey(text: JsonText, found: UnknownKey, what: string): Problem {
  const { source } = text;
  const { keyNode } = found.property;
  const span = innerSpan(keyNode, source.text);
  const meant = nearest(keyNode.value, found.known);
  const where = found.path.length === 0 ? what : `\`${found.path.join('.')}\``;
  const remove: Fix = {
    title: `Remove '${keyNode.value}'`,
    files: [{ path: source.path, changes: [{ ...removalOf(found.property, source.text), text: '' }] }],
  };
  const rename = (name: string): Fix => ({
    title: `Change '${keyNode.value}' to '${name}'`,
    files: [{ path: source.path, changes: [{ ...span, text: name }] }],
  });
  const choice = found.known.length > longestChoice ? '' : ` It knows ${listed(found.known, 'and')}.`;
  const advice = meant === undefined ? choice : ` Did you mean '${meant}'?`;
  return problem('unknown-key', span, `${capital(where)} has no key '${keyNode.value}'.${advice}`, {
    fixes: meant === undefined ? [remove] : [rename(meant), remove],
  });
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/**
 * What to delete so that a property and the comma that belongs to it are gone, with its line when nothing else is on it.
 * Works for JSON objects and YAML maps.
 */
export function removalOf(property: PropertyASTNode, text: string): Span {
  let { start, end } = spanOf(property);
  const siblings = property.parent?.type === 'object' ? property.parent.properties : [];
  const index = siblings.indexOf(property);
  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length;
  if (comma !== undefined && next !== undefined) end += comma;
  else if (previous !== undefined && text.slice(previous.offset + previous.length, start).trim() === ',') {
    return { start: previous.offset + previous.length, end };
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline;
  if (text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '') {
    start = lineStart;
    end = Math.min(text.length, lineEnd + 1);
  }
  return { start, end };
}
