import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseName, extension, joinPath, parentPath, stem } from './path.ts';

test('joinPath resolves dots and lets an absolute part win', () => {
  const cases: [string[], string][] = [
    [['/a', 'b', 'c'], '/a/b/c'],
    [['/a/', './b/'], '/a/b'],
    [['/a/b', '../c'], '/a/c'],
    [['/a', '/etc'], '/etc'],
    [['/', '..', 'x'], '/x'],
    [['a', '../../b'], '../b'],
    [['/'], '/'],
    [['a', '..'], '.'],
  ];
  for (const [parts, expected] of cases) assert.equal(joinPath(...parts), expected, parts.join(' + '));
});

test('the parts of a path', () => {
  assert.equal(parentPath('/a/b'), '/a');
  assert.equal(parentPath('/a'), '/');
  assert.equal(baseName('/a/init.sh'), 'init.sh');
  assert.equal(extension('/a.b/init'), '');
  assert.equal(extension('.hidden'), '');
  assert.equal(extension('x.tar.gz'), '.gz');
  assert.equal(stem('/m/tasks/init.json'), 'init');
});
