import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../common/index.ts';
import { factAt, factPaths } from './compare-fact.ts';

const facts: Readonly<Record<string, Json>> = {
  'a.b': 'whole',
  a: { b: 'path', c: [{ d: 1 }, { d: 2 }], '0': 'zero' },
  list: ['x', 'y'],
};

test('a fact is found by its whole name, else by keys and indexes', () => {
  const cases: readonly (readonly [string, Json | undefined])[] = [
    ['a.b', 'whole'],
    ['a.c.1.d', 2],
    ['a.c[0].d', 1],
    ['a.0', 'zero'],
    ['list.1', 'y'],
    ['list[1]', 'y'],
    ['list.2', undefined],
    ['list.x', undefined],
    ['a.b.c', undefined],
    ['a.constructor', undefined],
    ['none', undefined],
  ];
  for (const [path, value] of cases) assert.deepEqual(factAt(facts, path), value, path);
});

test('a path is asked in every spelling that may find it', () => {
  assert.deepEqual(factPaths('kernel'), ['kernel']);
  assert.deepEqual(factPaths('os.family'), ['"os.family"', 'os.family']);
  assert.deepEqual(factPaths('a.0.b.1'), ['"a.0.b.1"', 'a.0.b.1', 'a[0].b[1]']);
});
