import fc from 'fast-check';
import { parse } from '../../../orchestrator-core/language/index.ts';
import type { Source } from './ask-puppet.ts';

type Change = 'delete' | 'double' | 'swap' | 'insert' | 'cut';

/** What is put where it does not belong. */
const intruders = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ',',
  ';',
  '=>',
  '|',
  '"',
  "'",
  '/',
  '@(X)',
  '$',
  '::',
  '%>',
  '<%',
  ' ',
];

const change: fc.Arbitrary<{ kind: Change; place: number; intruder: string }> = fc.record({
  kind: fc.constantFrom<Change>('delete', 'double', 'swap', 'insert', 'cut'),
  /** How far into the source, in thousandths; every place as likely as the others. */
  place: fc.noBias(fc.nat({ max: 999 })),
  intruder: fc.constantFrom(...intruders),
});

/** Some sources with one token deleted, doubled, swapped with the next or another put before it, or cut in two. */
export function mutants(sources: readonly Source[], each: number, seed: number): readonly Source[] {
  const changes = fc.sample(change, { seed, numRuns: sources.length * each });
  return changes.map(({ kind, place, intruder }, index) => {
    const original = sources[index % sources.length];
    if (original === undefined) throw new Error('no sources to change');
    const name = `${original.name} with ${kind} at ${place}`;
    return { ...original, name, source: mutate(original, kind, place, intruder) };
  });
}

function mutate({ source, tasks, epp }: Source, kind: Change, place: number, intruder: string): string {
  const tokens = parse(source, { tasks, epp })
    .tokens.filter((token) => token.end > token.start)
    .toSorted((a, b) => a.start - b.start);
  const at = Math.floor((place / 1000) * tokens.length);
  const token = tokens[at];
  if (token === undefined) return intruder;
  const [before, text, after] = [
    source.slice(0, token.start),
    source.slice(token.start, token.end),
    source.slice(token.end),
  ];
  switch (kind) {
    case 'delete':
      return before + after;
    case 'double':
      return `${before}${text} ${text}${after}`;
    case 'insert':
      return `${before}${intruder}${text}${after}`;
    case 'cut':
      return before + text.slice(0, Math.ceil(text.length / 2));
    case 'swap': {
      const next = tokens[at + 1];
      if (next === undefined || next.start < token.end) return before;
      const gap = source.slice(token.end, next.start);
      return before + source.slice(next.start, next.end) + gap + text + source.slice(next.end);
    }
  }
}
