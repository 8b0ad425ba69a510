import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnswerPage, wholeAnswer, wholePages } from './paged-answer.ts';

type Page = AnswerPage<number, { readonly total: number }>;

async function* said(...pages: readonly Page[]): AsyncGenerator<Page> {
  yield* pages;
}

async function all(pages: AsyncIterable<readonly number[]>): Promise<readonly (readonly number[])[]> {
  const found: (readonly number[])[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

const cut = { kind: 'baton/cancelled' };

test('an answer is whole with its last page', async () => {
  const pages = [{ rows: [1] }, { rows: [] }, { rows: [2], last: { total: 2 } }];
  assert.deepEqual(await wholeAnswer(said(...pages)), { rows: [1, 2], total: 2 });
  assert.deepEqual(await all(wholePages(said(...pages))), [[1], [2]]);
});

test('what ends without it was cut off, also after rows that were handed on', async () => {
  await assert.rejects(wholeAnswer(said({ rows: [1] })), cut);
  const pages = wholePages(said({ rows: [1] }));
  assert.deepEqual(await pages.next(), { done: false, value: [1] });
  await assert.rejects(pages.next(), cut);
});
