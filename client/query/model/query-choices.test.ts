import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryChoices, queryProblem } from './query-choices.ts';

const texts = (text: string, known: readonly string[] = []) => queryChoices(text, () => known).map((each) => each.text);

test('what can be written goes on from what is there', () => {
  assert.ok(texts('').includes('nodes['));
  assert.ok(texts('no').includes('nodes['));
  assert.ok(!texts('no').includes('facts['));
  assert.ok(texts('nodes[cert').includes('nodes[certname'));
  assert.ok(
    texts('nodes[certname] { catalog_').some((text) => text.startsWith('nodes[certname] { catalog_environment')),
  );
  assert.ok(texts('nodes[certname] { certname = "w', ['web1', 'db1']).some((text) => text.includes('"web1')));
  assert.ok(!texts('nodes[certname] { certname = "w', ['web1', 'db1']).some((text) => text.includes('db1')));
  for (const text of texts('')) assert.doesNotMatch(text, /\$\d/);
});

test('what is wrong is said in a line', () => {
  const cases: readonly (readonly [string, RegExp | undefined])[] = [
    ['', undefined],
    ['nodes[certname] { }', undefined],
    ['["from", "nodes"]', undefined],
    ['nodes[', /^Expected one of: .*a field/],
    ['nodes { x y }', /^Column 11: Expected one of: 'is not null'/],
    ['nodes { nosuch = 1 }', /nosuch/],
  ];
  for (const [text, expected] of cases) {
    const problem = queryProblem(text);
    if (expected === undefined) assert.equal(problem, undefined, text);
    else assert.match(problem ?? '', expected, text);
    assert.doesNotMatch(problem ?? '', /\n/);
  }
});
