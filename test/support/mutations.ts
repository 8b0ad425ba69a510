/** Texts that are almost right, for what must take any text. */
import fc from 'fast-check';
import { type LexOptions, parse, pieces } from '../../orchestrator-core/language/index.ts';

/** A token, blank or comment that is lost, doubled, or swapped with the next one. */
export interface PieceChange {
  readonly kind: 'lose' | 'double' | 'swap';
  /** Where in the source, in thousandths of its pieces: the same change fits any source. */
  readonly place: number;
}

/** One to four changes. */
export const pieceChanges: fc.Arbitrary<readonly PieceChange[]> = fc.array(
  fc.record({ kind: fc.constantFrom('lose', 'double', 'swap'), place: fc.noBias(fc.nat(999)) }),
  { minLength: 1, maxLength: 4 },
);

/** Puppet source with its pieces changed, one after the other. */
export function withPieceChanges(source: string, options: LexOptions, changes: readonly PieceChange[]): string {
  const texts = pieces(parse(source, options)).map(({ start, end }) => source.slice(start, end));
  for (const { kind, place } of changes) {
    const at = Math.floor((place / 1000) * texts.length);
    const [text = '', next = ''] = texts.slice(at, at + 2);
    texts.splice(at, kind === 'swap' ? 2 : 1, ...{ lose: [], double: [text, text], swap: [next, text] }[kind]);
  }
  return texts.join('');
}

/** What means something in YAML, in plans and in Hiera's data. */
export const yamlScraps: readonly string[] = [
  '- ',
  ': ',
  '|\n',
  '"',
  "'",
  '\n',
  '  ',
  '$',
  '*a',
  '&a ',
  '{',
  ']',
  '#',
  '\r\n',
  '%{',
  ',',
  '_plugin: ',
  '|',
  '>',
  '\\',
  '%',
  '!!x ',
  '?',
];

/** The text with `scraps` at up to five places, each instead of up to six letters. */
export function withScraps(text: string, scraps: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(text.length), fc.nat(6), fc.constantFrom(...scraps));
  return fc
    .array(edit, { maxLength: 5 })
    .map((edits) =>
      edits.reduce((changed, [at, length, scrap]) => changed.slice(0, at) + scrap + changed.slice(at + length), text),
    );
}

/** What `work` takes of the processor, in milliseconds: how busy the machine is does not count. */
export function processorTime(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  return process.cpuUsage(begun).user / 1000;
}
