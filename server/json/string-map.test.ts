import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mapJsonString } from './string-map.ts';

test('every character of a value is found where it was written, and back', () => {
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (value, escapeAll) => {
      const json = escapeAll ? `"${value.replace(/[\s\S]/g, unicode)}"` : JSON.stringify(value);
      const text = `{"k": ${json}}`;
      const map = mapJsonString(text, { start: 7, end: text.length - 2 });
      assert.equal(map.value, JSON.parse(json));
      for (let index = 0; index < map.value.length; index += 1) {
        const { start, end } = map.toDocument({ start: index, end: index + 1 });
        assert.equal(JSON.parse(`"${text.slice(start, end)}"`), map.value[index]);
        assert.equal(map.toValue(start), index);
      }
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('a string that breaks off, or has escapes that JSON does not, is read as far as it goes', () => {
  const rows: [string, string][] = [
    ['a\\', 'a\\'],
    ['\\u12', 'u12'],
    ['\\x', 'x'],
    ['', ''],
  ];
  for (const [raw, value] of rows) {
    const map = mapJsonString(raw, { start: 0, end: raw.length });
    assert.equal(map.value, value);
    assert.deepEqual(map.toDocument({ start: value.length, end: value.length + 5 }), {
      start: raw.length,
      end: raw.length,
    });
  }
});
