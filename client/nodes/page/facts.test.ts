import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { FactChange } from '../../../orchestrator-core/orchestrator.ts';
import { dottedPath, type FactScene, factMoments, factRows, factsBefore } from './facts.ts';

const facts: JsonObject = {
  kernel: 'Linux',
  os: { family: 'Debian', release: { full: '12.5', major: '12' } },
  processors: { count: 4, models: ['A', 'A'] },
  empty: {},
  gone: null,
};

/** The lines as they are seen. */
function drawn(scene: Partial<FactScene>): string {
  const { rows, found } = factRows({
    facts,
    onlyDifferent: false,
    filter: '',
    open: new Set(),
    closed: new Set(),
    ...scene,
  });
  const lines = rows.map(({ level, key, text, other, difference, expanded, position, size }) => {
    const sign = expanded === undefined ? ' ' : expanded ? '-' : '+';
    const mark = difference === undefined ? '' : ` (${difference}${other === undefined ? '' : ` ${other}`})`;
    return `${'  '.repeat(level - 1)}${sign}${key} = ${text}${mark} ${position}/${size}`;
  });
  return [...lines, `${found} found`].join('\n');
}

test('facts are a tree that is opened where one looks', () => {
  assert.equal(
    drawn({ open: new Set(['["os"]', '["processors"]', '["processors","models"]']) }),
    ` empty = {} 1/5
 gone = null 2/5
 kernel = Linux 3/5
-os = {2} 4/5
   family = Debian 1/2
  +release = {2} 2/2
-processors = {2} 5/5
   count = 4 1/2
  -models = [2] 2/2
     0 = A 1/2
     1 = A 2/2
9 found`,
  );
});

test('a filter finds paths and values, and opens what they stand in', () => {
  assert.equal(
    drawn({ filter: 'maj' }),
    `-os = {2} 1/1
  -release = {2} 1/1
     major = 12 1/1
1 found`,
  );
  assert.equal(
    drawn({ filter: 'DEBIAN os' }),
    `-os = {2} 1/1
   family = Debian 1/1
1 found`,
  );
  assert.equal(drawn({ filter: 'maj', closed: new Set(['["os"]']) }), '+os = {2} 1/1\n1 found');
  // What is named itself stays closed.
  assert.equal(drawn({ filter: 'release' }), '-os = {2} 1/1\n  +release = {2} 1/1\n2 found');
  assert.equal(drawn({ filter: 'nothing' }), '0 found');
});

test('facts are compared with those of another node or time', () => {
  const other: JsonObject = {
    kernel: 'Linux',
    os: { family: 'Debian', release: { full: '12.4', major: '12' }, name: 'Debian' },
    processors: 'none',
    empty: {},
  };
  assert.equal(
    drawn({ other, onlyDifferent: true }),
    ` gone = null (only-here) 1/3
-os = {2} (changed) 2/3
   name =  (only-there Debian) 1/2
  -release = {2} (changed) 2/2
     full = 12.5 (changed 12.4) 1/1
 processors = {2} (changed none) 3/3
4 found`,
  );
  assert.equal(
    drawn({ other, onlyDifferent: true, filter: 'os', closed: new Set(['["os"]']) }),
    '+os = {2} (changed) 1/1\n2 found',
  );
  assert.equal(drawn({ other: structuredClone(facts), onlyDifferent: true }), '0 found');
});

test('a path is written as PQL takes it', () => {
  assert.equal(dottedPath(['os', 'release', 'major']), 'os.release.major');
  assert.equal(dottedPath(['disks', 'sd.a', 0]), 'disks."sd.a".0');
});

test('what changed since a time is taken back', () => {
  const changes: FactChange[] = [
    { at: 30, path: ['os', 'release', 'full'], before: '12.4', after: '12.5' },
    { at: 30, path: ['gone'], after: null },
    { at: 20, path: ['os', 'release', 'full'], before: '12.3', after: '12.4' },
    { at: 20, path: ['old', 'one'], before: 1 },
    { at: 10, path: ['kernel'], before: 'Hurd', after: 'Linux' },
  ];
  assert.deepEqual(factMoments(facts, changes), [
    { at: 30, changes: 2 },
    { at: 20, changes: 2 },
    { at: 10, changes: 1 },
  ]);
  const first = Object.entries(facts).map(([name, after]): FactChange => ({ at: 10, path: [name], after }));
  assert.deepEqual(factMoments(facts, first), [], 'before that nothing was known');
  const { gone: _, ...rest } = facts;
  assert.deepEqual(factsBefore(facts, changes, 30), {
    ...rest,
    os: { family: 'Debian', release: { full: '12.4', major: '12' } },
  });
  assert.deepEqual(factsBefore(facts, changes, 20), {
    ...rest,
    os: { family: 'Debian', release: { full: '12.3', major: '12' } },
    old: { one: 1 },
  });
  assert.deepEqual(factsBefore(facts, changes, 5), { ...factsBefore(facts, changes, 20), kernel: 'Hurd' });
  assert.deepEqual(factsBefore(facts, changes, 31), facts);
});
