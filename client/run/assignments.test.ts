import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Assignments, formatAssignments, parseAssignments } from './assignments.ts';

const cases: readonly (readonly [string, Readonly<Record<string, string>> | string])[] = [
  ['', {}],
  ['  ', {}],
  ['name=value', { name: 'value' }],
  ['a=1  b=[1,2] c=', { a: '1', b: '[1,2]', c: '' }],
  ['text="two words" more=\'a "b" \\n\'', { text: 'two words', more: 'a "b" \\n' }],
  ['json={"a":1}', { json: '{a:1}' }],
  ['json=\'{"a": 1}\'', { json: '{"a": 1}' }],
  ['a=x\\ y b="a \\"quoted\\" \\d"', { a: 'x y', b: 'a "quoted" \\d' }],
  ['url=http://x/?a=b', { url: 'http://x/?a=b' }],
  ['value', 'value is no parameter: write name=value'],
  ['=x', '=x is no parameter: write name=value'],
  ['a=1 a=2', 'a is given twice'],
  ['a="open', 'This quote is not closed: "open'],
  ["a=1 b='x", "This quote is not closed: 'x"],
];
for (const [line, expected] of cases) {
  test(`parameters in one line: ${line}`, () => {
    const wanted: Assignments =
      typeof expected === 'string' ? { ok: false, message: expected } : { ok: true, values: expected };
    assert.deepEqual(parseAssignments(line), wanted);
  });
}

test('what is remembered is read again as what it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.string(), { noNullPrototype: true }), (values) => {
      assert.deepEqual(parseAssignments(formatAssignments(values)), { ok: true, values });
    }),
    { seed: 1 },
  );
});
