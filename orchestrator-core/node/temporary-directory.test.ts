import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTemporary } from './temporary-directory.ts';

test('removes what a killed process left, and nothing else', async (context) => {
  const parent = await mkdtemp(join(tmpdir(), 'baton-left-'));
  context.after(() => rm(parent, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(child, 'exit');
  const left = `x-${child.pid}-aaaaaa`;
  const others = [`x-${child.pid}-bbbbbb`, `x-${process.pid}-cccccc`, `y-${child.pid}-dddddd`, 'x-eeeeee'];
  const before = Date.now() / 1000 - 7200;
  for (const name of [left, ...others]) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'file'), '');
    // The second one is young: its process may be one that is not seen here.
    if (name !== others[0]) await utimes(join(parent, name), before, before);
  }
  const made = await makeTemporary(parent, 'x');
  assert.match(made, new RegExp(`/x-${process.pid}-\\w{6}$`));
  const rest = (await readdir(parent)).map((name) => join(parent, name)).sort();
  assert.deepEqual(rest, [...others.map((name) => join(parent, name)), made].sort());
});
