import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { diskFiles } from './files.ts';

test('links that lead to themselves are neither files nor directories', async () => {
  const root = await mkdtemp(join(tmpdir(), 'baton-files-'));
  try {
    await writeFile(join(root, 'a.pp'), 'x');
    await symlink('self', join(root, 'self'));
    await symlink('absent', join(root, 'nowhere'));
    await symlink('a.pp', join(root, 'link'));
    const found = await diskFiles.list(root);
    assert.deepEqual(
      found.map(({ name, kind }) => `${name} ${kind}`),
      ['a.pp file', 'link file', 'nowhere other', 'self other'],
    );
    assert.equal(await diskFiles.readText(join(root, 'self')), undefined);
    assert.equal(await diskFiles.stat(join(root, 'self/below')), undefined);
  } finally {
    await rm(root, { recursive: true });
  }
});
