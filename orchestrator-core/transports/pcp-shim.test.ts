import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import type { Action } from '../jobs/index.ts';
import { Shims } from './pcp-shim.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-shims-'));
after(() => rm(root, { recursive: true }));

const kept: string[] = [];
const shims = new Shims(async (path) => {
  kept.push(basename(path));
  return { sha256: 'f', size: 1, path };
});
const script = { filename: 'one.sh', sha256: 'a', size: 1, path: '/one.sh' };

await writeFile(join(root, 'file'), 'x', { mode: 0o640 });
await mkdir(join(root, 'tree'));
await chmod(join(root, 'tree'), 0o755);
await chmod(join(root, 'file'), 0o640);

const cases: readonly (readonly [Action, readonly string[], object, readonly string[]])[] = [
  [
    { kind: 'script', script, arguments: ['a b', "it's"], environment: { A: 'x', 'b.c': 'y' } },
    ['script.sh', 'baton_shim/files/one.sh'],
    { name: 'one.sh', run: `export A='x'; exec /usr/bin/env 'b.c=y' "$f" 'a b' 'it'\\''s'` },
    ['script.sh'],
  ],
  [
    { kind: 'upload', source: join(root, 'file'), destination: '/there' },
    ['upload.sh', 'baton_shim/files/file'],
    { name: 'file', destination: '/there', mode: '640', directory: 'false' },
    ['file', 'upload.sh'],
  ],
  [
    { kind: 'upload', source: join(root, 'tree'), destination: '/there' },
    ['upload.sh', 'baton_shim/files/tree'],
    { name: 'tree', destination: '/there', mode: '755', directory: 'true' },
    ['archive.tar', 'upload.sh'],
  ],
  [{ kind: 'download', source: '/there', destination: root }, ['download.sh'], { source: '/there' }, ['download.sh']],
];
for (const [action, files, parameters, keeps] of cases) {
  test(`asks agents for a task in the place of ${action.kind} ${JSON.stringify(parameters).slice(0, 20)}`, async () => {
    kept.length = 0;
    const [sent, again] = await Promise.all([shims.of(action), shims.of(action)]);
    assert.ok(sent.kind === 'task');
    assert.equal(sent.task.name, `baton_shim::${action.kind}`);
    assert.deepEqual(
      sent.task.files.map((file) => file.filename),
      files,
    );
    assert.deepEqual(sent.task.metadata, { input_method: 'environment', files: files.slice(1) });
    assert.deepEqual(sent.parameters, parameters);
    // Once for all targets of a job.
    assert.equal(again, sent);
    assert.deepEqual(kept, keeps);
  });
}

test('leaves alone what agents know, and refuses what they cannot do', async () => {
  const command: Action = { kind: 'command', command: 'true', environment: {} };
  assert.equal(await shims.of(command), command);
  const action: Action = { kind: 'script', script, arguments: [], environment: {}, parameters: { a: 1 } };
  await assert.rejects(shims.of(action), { kind: 'baton/unsupported-option' });
});
