import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isPlainSelection, parseSelection, selectionOptions, splitSelection } from '../inventory/index.ts';
import { targetsHelp } from './targets-help.ts';

test('the page of the documentation says the same', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/command-line.md'), 'utf8');
  assert.ok(
    page.includes(`\`\`\`text\n${targetsHelp}\`\`\`\n`),
    'docs/command-line.md is not what `baton help targets` prints',
  );
});

test('every option of a selection is explained, and every example is one', () => {
  for (const { name, short } of selectionOptions) {
    const spellings = [`--${name}`, ...(short === undefined ? [] : [`-${short}`])];
    assert.ok(
      spellings.some((spelling) => targetsHelp.includes(`${spelling} `) || targetsHelp.includes(`${spelling},`)),
      name,
    );
  }
  const examples = targetsHelp.split('\n').filter((line) => line.startsWith('  baton '));
  assert.equal(examples.length, 4);
  for (const example of examples) {
    const { words, problem } = splitSelection(example);
    assert.equal(problem, undefined);
    const first = words.findIndex(({ value }) => value.startsWith('-'));
    const selection = words.slice(first).map(({ value }) => value);
    const parsed = parseSelection(selection);
    assert.ok(parsed.ok && !isPlainSelection(selection), example);
  }
});
