import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digitsJson, type Json } from './common/index.ts';
import { jsonRows } from './json-rows.ts';

async function rowsOf(...pieces: readonly string[]): Promise<readonly Json[]> {
  const rows: Json[] = [];
  for await (const found of jsonRows(pieceByPiece(pieces))) rows.push(...found);
  return rows;
}

async function* pieceByPiece(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

test('rows come with the piece that completes them', async () => {
  const begun: (readonly Json[])[] = [];
  const pieces = ['[ {"a":', '[1,2]} , ', '{"b":"],{\\"', '"},3', '4]\n'];
  for await (const rows of jsonRows(pieceByPiece(pieces))) begun.push(rows);
  assert.deepEqual(begun, [[{ a: [1, 2] }], [{ b: '],{"' }], [34]]);
  assert.deepEqual(await rowsOf('[', ']'), []);
  assert.deepEqual(await rowsOf('[9223372036854775807]'), ['9223372036854775807']);
});

test('any array is read as a whole text is, wherever it is cut', async () => {
  const cut = fc.array(fc.nat(), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 6 }), cut, fc.boolean(), async (value, cuts, wide) => {
      const text = JSON.stringify(value, undefined, wide ? 1 : 0);
      const places = [
        0,
        ...cuts.map((place) => place % (text.length + 1)).sort((one, other) => one - other),
        text.length,
      ];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      assert.deepEqual(await rowsOf(...pieces), digitsJson(text));
    }),
    { seed: 5, numRuns: 500 },
  );
});

test('what is no array, or not the whole of one, is refused', async () => {
  for (const text of [
    '',
    '5',
    '{}',
    '{"a":1}',
    '[',
    '[1',
    '[1,',
    '[1]2',
    '[1][',
    '[1,]',
    '[,1]',
    '[1 2]',
    '["a]',
    'x[1]',
    '[{]]',
  ])
    await assert.rejects(rowsOf(text), SyntaxError, text);
});
