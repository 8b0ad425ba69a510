import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openToken } from './token.ts';

test('a token is made once, for the owner alone, and anew when it is damaged', async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'baton-token-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const path = join(root, 'data', 'token');
  const mode = async (name: string) => (await stat(name)).mode & 0o777;
  const token = await openToken(path);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(await readFile(path, 'utf8'), `${token}\n`);
  assert.deepEqual([await mode(path), await mode(join(root, 'data'))], [0o600, 0o700]);
  await chmod(path, 0o644);
  assert.equal(await openToken(path), token);
  assert.equal(await mode(path), 0o600);
  await writeFile(path, 'short');
  const renewed = await openToken(path);
  assert.match(renewed, /^[A-Za-z0-9_-]{43}$/);
  assert.notEqual(renewed, token);
  assert.deepEqual(await readdir(join(root, 'data')), ['token']);
});
