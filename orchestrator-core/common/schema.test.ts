import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boolean,
  count,
  decode,
  decodeText,
  integer,
  json,
  list,
  object,
  oneOf,
  optional,
  type Schema,
  text,
  textLike,
} from './schema.ts';

interface Sample {
  readonly name: string;
  readonly tags?: readonly string[];
  readonly size: number;
}

const sample: Schema<Sample> = object<Sample>({ name: text, tags: optional(list(text, 1)), size: count });

test('a value that does not fit is refused with where and what was expected', () => {
  const cases: [Schema<unknown>, unknown, string | undefined][] = [
    [text, 'x', undefined],
    [text, 1, 'it: expected a string, got a number'],
    [text, undefined, 'it: expected a string, got nothing'],
    [integer, 1.5, 'it: expected a whole number, got a number'],
    [integer, Number.NaN, 'it: expected a whole number, got a number'],
    [count, -1, 'it: expected a whole number, zero or more, got a number'],
    [boolean, 'true', 'it: expected true or false, got a string'],
    [json, null, undefined],
    [json, undefined, 'it: expected a value, got nothing'],
    [textLike(/^a/, 'an a'), 'b', 'it: expected an a'],
    [textLike(/^a/, 'an a'), [], 'it: expected an a, got a list'],
    [oneOf<string | number>('a', 1), 1, undefined],
    [oneOf<string | number>('a', 1), '1', 'it: expected one of "a", 1'],
    [list(text), ['a', 2], 'it[1]: expected a string, got a number'],
    [list(text, 1), [], 'it: expected at least 1 item'],
    [sample, { name: 'n', size: 0 }, undefined],
    [sample, { name: 'n', size: 0, tags: ['t'] }, undefined],
    [sample, { size: 0 }, 'it: the key name is missing'],
    [sample, { name: 'n', size: 0, tags: null }, 'it.tags: expected a list, got null'],
    [sample, { name: 'n', size: 0, tags: [{}] }, 'it.tags[0]: expected a string, got an object'],
    [sample, { name: 'n', size: 0, other: 1 }, 'it: the key "other" is unknown'],
    [sample, [], 'it: expected an object, got a list'],
    [object({ name: text }, 'allowed'), { name: 'n', other: 1 }, undefined],
    // What every object inherits is not what it holds.
    [object({ toString: json }), {}, 'it: the key toString is missing'],
  ];
  for (const [schema, value, expected] of cases) {
    const decoded = decode(schema, value, 'it');
    assert.equal(decoded.ok ? undefined : decoded.error, expected, JSON.stringify(value));
  }
});

test('an error never repeats the value, which may be a secret', () => {
  for (const value of ['hunter2', { password: 'hunter2' }, ['hunter2']]) {
    for (const schema of [count, textLike(/^x$/, 'an x'), oneOf('x'), list(count), object({ password: count })]) {
      const decoded = decode<unknown>(schema, value, 'it');
      assert.ok(!decoded.ok && !decoded.error.includes('hunter2'));
    }
  }
});

test('text that is no JSON is refused', () => {
  assert.deepEqual(decodeText(sample, '{', 'the file'), { ok: false, error: 'the file is not JSON' });
  assert.deepEqual(decodeText(text, '"x"', 'the file'), { ok: true, value: 'x' });
});
