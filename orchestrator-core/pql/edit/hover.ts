import { pqlEntities } from '../entities.ts';
import type { Span } from '../syntax/tree.ts';
import { pqlPlace } from './place.ts';
import { describeEntity, describeField, functionTexts, keywordTexts, operatorTexts } from './words.ts';

/** What is told of a word. */
export interface PqlHover extends Span {
  readonly markdown: string;
}

const word =
  /is not null|is null|group by|order by|(?:facts|trusted|parameters)\.(?:"[^"\n]*"|[^\s,[\]!<=>~"{}()])+|[A-Za-z0-9_]+\??|~>|!~|!=|<=|>=|[~=<>!]|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/g;

/** What the word at `offset` means where it stands, also in a query that does not parse further on. */
export function pqlHover(text: string, offset: number): PqlHover | undefined {
  for (const match of text.matchAll(word)) {
    const start = match.index;
    const end = start + match[0].length;
    if (offset < start) return undefined;
    if (offset > end || (offset === end && /\w/.test(text[end] ?? ''))) continue;
    const markdown = meaning(text, match[0], start, end);
    if (markdown !== undefined) return { markdown, start, end };
  }
  return undefined;
}

function meaning(text: string, found: string, start: number, end: number): string | undefined {
  if (/^["']/.test(found)) return undefined;
  const place = pqlPlace(text, start);
  const isCalled = /^\s*\(/.test(text.slice(end, end + 100));
  const called = Object.hasOwn(functionTexts, found) && isCalled ? functionTexts[found] : undefined;
  if (called !== undefined) return `**\`${called.call}\`**\n\n${called.text}`;
  const entity = pqlEntities.get(found);
  if (entity?.inPql === true && place.expected.has(found) && /^\s*[[{]/.test(text.slice(end, end + 100))) {
    return describeEntity(entity);
  }
  const told = operatorTexts[found] ?? (place.expected.has(found) ? keywordTexts[found] : undefined);
  if (told !== undefined) return `**\`${found}\`** — ${told}`;
  const around = pqlEntities.get(place.frame?.entity ?? '');
  const field = around?.fields.get(found) ?? around?.fields.get(found.split('.')[0] ?? '');
  if (around !== undefined && field !== undefined && (found === field.name || field.dotted)) {
    return describeField(around, field);
  }
  return found === 'node_state' ? nodeState : undefined;
}

const nodeState =
  '**`node_state`** — `"active"`, `"inactive"` or `"any"` nodes. Without it a query sees active nodes alone.';
