import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openHistory } from './history.ts';

async function file(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-history-'));
  context.after(() => rm(directory, { recursive: true }));
  return join(directory, 'data', 'console_history');
}

test('lines are there in the next console, the newest first, for their owner alone', async (context) => {
  const path = await file(context);
  const history = await openHistory(path);
  await history.add(['$x = [1,', '2]']);
  await history.add(['', '  ']);
  await history.add(['$x']);
  assert.deepEqual((await openHistory(path)).lines, ['$x', '2]', '$x = [1,']);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('an input that may hold a secret is not written down, none of its lines', async (context) => {
  const path = await file(context);
  const history = await openHistory(path);
  await history.add(["Sensitive('swordfish')"]);
  await history.add(["run_task('db', 'web',", "  'admin_password' => 'swordfish')"]);
  await history.add(["$apiKey = 'swordfish'"]);
  await history.add(["$t = get_target('ssh://bob:swordfish@web1')"]);
  await history.add(['$plain = 1']);
  assert.equal(await readFile(path, 'utf8'), '$plain = 1\n');
});

test('a history that grew long is cut, and one that cannot be kept is none', async (context) => {
  const path = await file(context);
  await (await openHistory(path)).add(['1']);
  await writeFile(path, Array.from({ length: 3000 }, (_, index) => `${index}\n`).join(''));
  const { lines } = await openHistory(path);
  assert.deepEqual([lines.length, lines[0]], [1000, '2999']);
  assert.equal((await readFile(path, 'utf8')).split('\n').length, 1001);
  const nowhere = await openHistory('/dev/null/console_history');
  await nowhere.add(['1']);
  assert.deepEqual(nowhere.lines, []);
});
