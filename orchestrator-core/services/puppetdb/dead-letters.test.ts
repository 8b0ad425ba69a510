import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type DeadLetterBounds, openDeadLetters } from './dead-letters.ts';

const bounds: DeadLetterBounds = { age: 1000, bytes: 100, count: 3 };

async function fresh(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-discarded-'));
  context.after(() => rm(directory, { recursive: true }));
  return directory;
}

const letter = (received: number, bytes = 10, command = 'replace facts') => ({
  ...{ command, version: 5, certname: 'a/b', received, reason: 'no' },
  payload: Buffer.alloc(bytes),
});

async function keptIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true });
  return names.filter((name) => name.includes('.')).sort();
}

test('no more are kept than the bounds say, oldest first, in this life and the next', async (context) => {
  const directory = await fresh(context);
  const letters = openDeadLetters(directory, bounds);
  await Promise.all(
    [1, 2, 3, 4].map((at) => letters.keep(`i${at}`, letter(at, 10, at % 2 === 0 ? 'store report' : undefined))),
  );
  const three = ['replace_facts/3-a_b-i3', 'store_report/2-a_b-i2', 'store_report/4-a_b-i4'];
  assert.deepEqual(
    await keptIn(directory),
    three.flatMap((name) => [`${name}.json`, `${name}.txt`]),
  );
  const next = openDeadLetters(directory, bounds);
  await next.keep('i5', letter(5, 75));
  const two = ['replace_facts/5-a_b-i5', 'store_report/4-a_b-i4'];
  const beside = ['replace_facts/3-a_b-i3', ...two].flatMap((name) => [`${name}.json`, `${name}.txt`]);
  assert.deepEqual(await keptIn(directory), beside);
  await next.keep('i6', letter(6, 500));
  assert.deepEqual(
    await keptIn(directory),
    ['replace_facts/6-a_b-i6.json', 'replace_facts/6-a_b-i6.txt'],
    'the newest',
  );
});

test('old ones go, what is no letter stays, and a clock that goes backwards loses nothing new', async (context) => {
  const directory = await fresh(context);
  await mkdir(join(directory, 'store_report'));
  await writeFile(join(directory, 'store_report', 'notes.json'), 'mine');
  const letters = openDeadLetters(directory, bounds);
  await letters.keep('old', letter(1000));
  await letters.keep('new', letter(2001));
  const newest = ['replace_facts/2001-a_b-new.json', 'replace_facts/2001-a_b-new.txt'];
  assert.deepEqual(await keptIn(directory), [...newest, 'store_report/notes.json']);
  await letters.keep('back', letter(10));
  assert.equal((await keptIn(directory)).length, 5);
});

test('what cannot be removed now is removed later, and all that came meanwhile is counted', async (context) => {
  const directory = await fresh(context);
  const letters = openDeadLetters(directory, bounds);
  for (const at of [1, 2, 3]) await letters.keep(`i${at}`, letter(at));
  const stuck = join(directory, 'replace_facts', '1-a_b-i1.json');
  await rm(stuck);
  await mkdir(stuck);
  await Promise.all([4, 5].map((at) => letters.keep(`i${at}`, letter(at))));
  await rm(stuck, { recursive: true });
  await letters.keep('i6', letter(6));
  assert.deepEqual(
    (await keptIn(directory)).filter((name) => name.endsWith('.json')),
    [4, 5, 6].map((at) => `replace_facts/${at}-a_b-i${at}.json`),
  );
});
