import type { Completion } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';

import { keysBeside, type YamlCursor } from './cursor.ts';
import { type Guide, guideAt } from './guide.ts';

/** The keys and words that a guide knows for the place; keys that are there already are left out. */
export function completeByGuide(root: Guide, cursor: YamlCursor): readonly Completion[] {
  const guide = guideAt(root, cursor.path);
  if (guide === undefined) return [];
  const keys = cursor.slot === 'value' ? [] : completeKeys(guide.keys ?? {}, cursor);
  const words = cursor.slot === 'key' ? [] : completeWords(guide, cursor.span);
  return [...keys, ...words];
}

/** Suggestions for keys, each with what follows it. */
export function completeKeys(keys: Readonly<Record<string, Guide>>, cursor: YamlCursor): readonly Completion[] {
  const present = cursor.slot === 'key' ? keysBeside(cursor) : new Set<string>();
  // A colon within quotes is a letter, and one in braces needs a blank behind it.
  const isAlone = cursor.hasColon || cursor.scalar.style !== 'plain';
  const holder = cursor.around.at(-1);
  const isInline = holder !== undefined && 'isFlow' in holder && holder.isFlow;
  return Object.entries(keys)
    .filter(([key]) => !present.has(key))
    .map(([label, { about, type, isBlock }]) => ({
      label,
      kind: 'key' as const,
      span: cursor.span,
      insert: isAlone ? label : isBlock && !isInline ? `${label}:` : `${label}: `,
      ...(type === undefined ? {} : { detail: type }),
      ...(about === undefined ? {} : { documentation: about }),
    }));
}

function completeWords({ words = [] }: Guide, span: Span): readonly Completion[] {
  return words.map(({ word, about }) => ({
    label: word,
    kind: 'value' as const,
    span,
    insert: word,
    ...(about === undefined ? {} : { documentation: about }),
  }));
}
