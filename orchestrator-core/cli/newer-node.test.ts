import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectNode, runUnder } from './newer-node.ts';

test('the Node of the project is found beside the bundle', async () => {
  const root = await mkdtemp(join(tmpdir(), 'baton-node-'));
  try {
    const bundle = join(root, 'dist');
    assert.equal(projectNode(bundle), undefined);
    const bin = join(root, 'node_modules', 'node', 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'node'), '');
    assert.equal(projectNode(bundle), join(bin, 'node'));
  } finally {
    await rm(root, { recursive: true });
  }
});

test('the other Node has the last word: its exit code, or the signal that ended it', async () => {
  assert.equal(await runUnder(process.execPath, ['-e', 'process.exitCode = 7']), 7);
  assert.equal(await runUnder(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']), 137);
});
