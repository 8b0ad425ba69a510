/** Whatever is formatted: no throw, the same tokens and comments, and a second time changes nothing. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { layoutChanges } from '../../orchestrator-core/language/format/format.ts';
import { applyChanges, formatSource, type LexOptions, parse, pieces } from '../../orchestrator-core/language/index.ts';
import { sameMeaning } from '../interop/formatter/same-meaning.ts';
import { pieceChanges, processorTime, withPieceChanges } from '../support/mutations.ts';
import { recordedSources } from '../support/puppet-sources.ts';

const seed = 20261121;

interface Fixture {
  readonly source: string;
  readonly options: LexOptions;
}

const layouts = join(import.meta.dirname, '../../orchestrator-core/language/format/fixtures');
const fixtures: readonly Fixture[] = [
  ...recordedSources.map(({ source, tasks }) => ({ source, options: { tasks } })),
  ...readdirSync(layouts)
    .filter((name) => name.endsWith('.pp'))
    .map((name) => ({ source: readFileSync(join(layouts, name), 'utf8'), options: { tasks: true } })),
];

function checkFormat(source: string, options: LexOptions): void {
  const parsed = parse(source, options);
  const changes = layoutChanges(parsed, 2);
  for (const [index, { start, end }] of changes.entries()) {
    assert.ok((changes[index - 1]?.end ?? 0) <= start && start <= end && end <= source.length);
    assert.match(source.slice(start, end), /^\s*$/);
  }
  const text = applyChanges(source, changes);
  const again = parse(text, options);
  // Without the proof that `formatSource` makes: what it would refuse is a bug here.
  assert.ok(sameMeaning(parsed, again), JSON.stringify({ source, text }));
  const second = applyChanges(text, layoutChanges(again, 2));
  assert.equal(second, text, JSON.stringify({ source }));
  assert.equal(applyChanges(source, formatSource(parsed, { lex: options })), text);
}

test('every fixture, whole and cut', () => {
  for (const { source, options } of fixtures) {
    checkFormat(source, options);
    for (let end = 1; end < source.length; end += 3) checkFormat(source.slice(0, end), options);
  }
});

const blanks = fc.constantFrom(
  '',
  ' ',
  '  ',
  '   ',
  '\n',
  '\n  ',
  '\n\n',
  '\n\n\n    ',
  '\t',
  '\r\n',
  ' # c\n',
  '/* c */',
  '\u00a0',
);

test('fixtures with other white space and comments between their tokens', () => {
  const changes = fc.array(fc.record({ place: fc.noBias(fc.nat(999)), blank: blanks }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), changes, ({ source, options }, list) => {
      const texts = pieces(parse(source, options)).map(({ start, end }) => source.slice(start, end));
      for (const { place, blank } of list) {
        const at = Math.floor((place / 1000) * texts.length);
        if (/^\s*$/.test(texts[at] ?? 'x')) texts[at] = blank;
        else texts[at] = (texts[at] ?? '') + blank;
      }
      checkFormat(texts.join(''), options);
    }),
    { seed, numRuns: 6000 },
  );
});

test('fixtures with tokens deleted, doubled and swapped', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), pieceChanges, ({ source, options }, changes) => {
      checkFormat(withPieceChanges(source, options, changes), options);
    }),
    { seed, numRuns: 3000 },
  );
});

test('the time grows with the text, whatever repeats in it', () => {
  for (const text of [
    '[\n',
    '{ a => 1,\n',
    'f(\n',
    '$a  = 1\n',
    'x { a: b => 1 }\n',
    '# c\n',
    '$x +\n',
    'if 1 {\n',
    '$x = )\n',
    '1, ',
  ]) {
    const source = `x${text.repeat(Math.ceil(20_000 / text.length))}`;
    const parsed = parse(source);
    const took = processorTime(() => layoutChanges(parsed, 2));
    assert.ok(took < 2000, `${JSON.stringify(text)} took ${took} ms`);
  }
});
