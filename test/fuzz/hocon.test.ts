import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readJson } from '../../orchestrator-core/language/evaluate/read-json.ts';
import { isEqual } from '../../orchestrator-core/language/index.ts';
import { readHocon } from '../../orchestrator-core/plans/functions/hocon.ts';

const options = { seed: 20261121, numRuns: 500 };

test('all JSON of objects and lists is HOCON and means the same', () => {
  const value = fc.jsonValue({ maxDepth: 4 }).filter((each) => typeof each === 'object' && each !== null);
  fc.assert(
    fc.property(value, (json) => {
      const text = JSON.stringify(json, null, 2);
      assert.ok(isEqual(readHocon(text), readJson(text)), text);
    }),
    options,
  );
});

test('any text is read, or refused with a sentence', () => {
  const piece = fc.constantFrom(
    'a',
    'b.c',
    '"',
    '"""',
    '{',
    '}',
    '[',
    ']',
    '=',
    ':',
    '+=',
    ',',
    '\n',
    '#',
    '//',
    '$',
    ' ',
    '1',
    '\\',
    'include ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      try {
        readHocon(pieces.join(''));
      } catch (error) {
        assert.ok(error instanceof SyntaxError, String(error));
        assert.notEqual(error.message, '');
      }
    }),
    options,
  );
});
