import assert from 'node:assert/strict';
import { test } from 'node:test';
import { yamlItems } from './yaml-items.ts';

test('names become items of a list where they are dropped', () => {
  const names = ['web1', 'db.example.net'];
  assert.equal(yamlItems(names, '      ', 4), '- web1\n- db.example.net');
  assert.equal(yamlItems(names, '    - app1', 10), '\n- web1\n- db.example.net');
  assert.equal(yamlItems(names, 'targets: [app1, ]', 16), 'web1, db.example.net');
});

test('what YAML would read as something else is quoted', () => {
  assert.equal(
    yamlItems(['ssh://a', 'no', '10', "o'x", 'a b'], '', 0),
    "- 'ssh://a'\n- 'no'\n- '10'\n- 'o''x'\n- 'a b'",
  );
});
