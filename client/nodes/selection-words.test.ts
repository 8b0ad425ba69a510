import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitSelection } from '../../orchestrator-core/inventory/index.ts';
import { addition, isList, usesSaved, withSavedName } from './selection-words.ts';

const words = (text: string): readonly string[] => splitSelection(text).words.map(({ value }) => value);

test('names can be put to lists alone', () => {
  const lists = ['web1', 'web web2,web3', 'web*', '--saved pair', '--saved pair web1', 'web --batch 5', '--saved=pair'];
  const filters = [
    '-F kernel=Linux',
    'web -F kernel=Linux',
    '-q nodes{}',
    '--rerun failure',
    'web -x web1',
    'web --limit 1',
    '--batch 5',
    '-F',
    'web --limit=1',
  ];
  for (const text of lists) assert.equal(isList(words(text)), true, text);
  assert.equal(isList(['web -C apache']), false);
  for (const text of filters) assert.equal(isList(words(text)), false, text);
});

test('a list gets the names that it has not', () => {
  assert.deepEqual(addition({ name: 'pair', words: ['web1', 'web2'] }, ['web2', 'db1'], ['pair']), {
    words: ['web1', 'web2', 'db1'],
  });
  assert.deepEqual(addition({ name: 'pair', words: ['--saved', 'a'] }, ['--saved', 'b'], ['pair']).words, [
    '--saved',
    'a',
    '--saved',
    'b',
  ]);
});

test('a filter stays one: it is kept beside the names that are put to it', () => {
  const saved = { name: 'linux', words: words('-F kernel=Linux -x db1') };
  assert.deepEqual(addition(saved, ['mac1'], ['linux']), {
    kept: { name: 'linux filter', words: saved.words },
    words: ['--saved', 'linux filter', 'mac1'],
  });
  const next = addition(saved, ['mac1'], ['linux', 'linux filter']);
  assert.equal(next.kept?.name, 'linux filter 2');
  // What came of it is a list.
  assert.equal(isList(next.words), true);
});

test('a selection that others use is renamed in them', () => {
  assert.deepEqual(withSavedName(['--saved', 'a', 'a', '--saved=a'], 'a', 'b c'), [
    '--saved',
    'b c',
    'a',
    '--saved=b c',
  ]);
  assert.equal(usesSaved(['web', '--saved', 'a'], 'a'), true);
  assert.equal(usesSaved(['a'], 'a'), false);
});
