/** Comments of any shape are read, and nothing of what they say is lost without a reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documentationAt, parse, readDocumentation } from '../../orchestrator-core/language/index.ts';

const seed = 1;

const word = fc.constantFrom(
  ...[
    '@param',
    '@option',
    '@return',
    '@example',
    '@summary',
    '@see',
    '@api private',
    '@deprecated',
    '@!x',
    '@',
    '[String]',
  ],
  ...[
    '[Hash[',
    ']',
    '[*a*]',
    '$b::',
    '== H',
    '```',
    '{a b}',
    '{',
    '}',
    '`',
    'name',
    '$name',
    ':key',
    '#',
    '|',
    '\\',
    '\t',
  ],
);
const line = fc
  .tuple(fc.constantFrom('', ' ', '  ', '    '), fc.array(word, { maxLength: 5 }))
  .map(([indent, words]) => indent + words.join(' '));
const comment = fc.array(line, { maxLength: 20 });

test('any comment is read', () => {
  const check = (text: string): void => {
    const { documentation, parameters } = readDocumentation(text);
    assert.equal(typeof documentation.text, 'string');
    for (const name of parameters.keys()) assert.ok(name !== '' && !/\s/.test(name), JSON.stringify(name));
  };
  fc.assert(
    fc.property(comment, (lines) => check(lines.join('\n'))),
    { seed, numRuns: 3000 },
  );
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), check), { seed, numRuns: 1000 });
});

test('a comment above a definition says the same as its text alone', () => {
  const check = (lines: readonly string[]): void => {
    const above = lines.map((each) => `# ${each}\n`).join('');
    const source = `${above}plan x() { }`;
    const read = documentationAt(parse(source, { tasks: true }), above.length);
    const alone = readDocumentation(lines.map((each) => each.replace(/[ \t]+$/, '')).join('\n'));
    assert.deepEqual(read, lines.length === 0 ? undefined : alone);
  };
  fc.assert(fc.property(comment, check), { seed, numRuns: 500 });
});

test('long comments are read in a time that grows with their length only', () => {
  for (const piece of ['[', '{a ', '@param [', '@option a [', '$a::', '== a ', ' ', '@example\n', '[*a*]\n', '\n']) {
    const began = process.threadCpuUsage();
    readDocumentation(piece.repeat(50_000));
    const took = process.threadCpuUsage(began).user / 1000;
    assert.ok(took < 1000, `${JSON.stringify(piece)}: ${took} ms`);
  }
});
