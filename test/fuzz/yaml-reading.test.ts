/** Most texts are read by the quicker of two libraries: whatever it takes, it takes for what the other does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { quickYaml } from '../../orchestrator-core/project/quick-yaml.ts';
import { readWithPlaces, readYaml } from '../../orchestrator-core/project/yaml.ts';

const bounds = { seed: 20261121, numRuns: 8000 };
const inventory = readFileSync(
  join(import.meta.dirname, '../interop/bolt-cases/fixtures/project/inventory.yaml'),
  'utf8',
);

const words = fc.constantFrom(
  ...['a', 'b: 1', 'c:', '- x', '-', 'key: value', '"q"', "'s'", '"q: r"', '[a, b]', '{a: 1}', '{a: 1, b: [2]}'],
  ...['[', '{', ']', '}', ',', '# c', "# don't", 'x#y', '1', '010', '0x1f', '1_0', '1:30', '1.5', '.5', '.inf', '-x'],
  ...['yes', 'NO', 'null', '~', 'a b', 'h.example.com', 'ssh://h:22', ':', '- - y', '"', "'", 'a:b', '{a}', '[a: b]'],
  ...[
    '""',
    '- k: v',
    't: {u: v}',
    'p%40',
    'u@h',
    '\\',
    '2001-01-01',
    '? x',
    '<<: y',
    '---',
    '...',
    '!x',
    '&x',
    '*x',
    '|',
    '>',
  ],
);
const line = fc
  .tuple(fc.nat(4), fc.array(words, { minLength: 1, maxLength: 3 }))
  .map(([indent, parts]) => ' '.repeat(indent) + parts.join(' '));
const soup = fc.array(line, { maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`);
const mutated = fc
  .tuple(fc.nat(inventory.length), fc.nat(20), words)
  .map(([at, length, put]) => inventory.slice(0, at) + put + inventory.slice(at + length));

test('a text that is read quickly says the same when it is read slowly', () => {
  let quickly = 0;
  fc.assert(
    fc.property(fc.oneof(soup, soup, soup, mutated), (text) => {
      const quick = quickYaml(text);
      if (quick === undefined) return;
      quickly += 1;
      const { value, faults } = readWithPlaces(text);
      assert.deepEqual([quick.value, []], [value, faults]);
    }),
    bounds,
  );
  assert.ok(quickly > bounds.numRuns / 20, `${quickly} were read quickly`);
});

test('an inventory as people write it is read quickly, and its places are known all the same', () => {
  assert.notEqual(quickYaml(inventory), undefined);
  const read = readYaml(inventory);
  const slowly = readWithPlaces(inventory);
  assert.deepEqual(read.value, slowly.value);
  for (const path of [['groups'], ['groups', 0, 'name'], ['nowhere']]) {
    assert.deepEqual(read.locate(path), slowly.locate(path));
  }
});
