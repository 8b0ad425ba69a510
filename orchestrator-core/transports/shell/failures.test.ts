import assert from 'node:assert/strict';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import type { Action } from '../../jobs/index.ts';
import { errorOf, TestPlace } from './test-runs.ts';

const place = await TestPlace.make();
after(() => place.remove());

const sudo = await place.file('sudo', '#!/bin/sh\nshift 6\nexec "$@"\n', 0o755);
const task = await place.task({ 'one.sh': '#!/bin/sh\n' });
const withFiles = await place.task(
  { 'one.sh': '#!/bin/sh\n', 'mod/files/a': 'x'.repeat(100_000) },
  { metadata: { files: ['mod/files/'] } },
);
const source = await place.file('up.txt', 'x');
const upload: Action = { kind: 'upload', source, destination: join(place.home, 'up.txt') };
const download: Action = { kind: 'download', source: '/etc/hostname', destination: join(place.root, 'dl') };
const other = { 'run-as': 'daemon', 'sudo-executable': sudo };

interface Case {
  readonly action: Action;
  readonly config?: JsonObject;
  /** A program of the target that fails, and with which first argument. */
  readonly fails: readonly [string, string];
  readonly message: RegExp;
  readonly code: string;
}

const cases: readonly Case[] = [
  { action: task, fails: ['mkdir', '-m'], message: /^Could not make tmpdir: broken -m/, code: 'TMPDIR_ERROR' },
  {
    action: withFiles,
    fails: ['mkdir', '-p'],
    message: /^Could not create subdirectories in '.*\/run-[^/]*': broken -p/,
    code: 'MKDIR_ERROR',
  },
  {
    action: task,
    fails: ['chmod', 'u+x'],
    message: /^Could not make file '.*\/run-[^/]*\/one\.sh' executable: broken u\+x/,
    code: 'CHMOD_ERROR',
  },
  {
    action: withFiles,
    config: other,
    fails: ['id', '-g'],
    message: /^Could not identify group of user daemon: broken -g$/,
    code: 'ID_ERROR',
  },
  {
    action: withFiles,
    config: other,
    fails: ['chown', '-R'],
    message: /^Could not change owner of '.*\/run-[^/]*' to daemon: broken -R/,
    code: 'CHOWN_ERROR',
  },
  { action: task, fails: ['cat', ''], message: /^Could not write files to there: broken/, code: 'WRITE_ERROR' },
  {
    action: upload,
    fails: ['mv', '-f'],
    message: /^Could not move temporary file '.*\/up\.txt' to .*\/home\/up\.txt: broken -f/,
    code: 'MV_ERROR',
  },
  {
    action: download,
    config: other,
    fails: ['cp', '-RH'],
    message: /^Could not copy file '\/etc\/hostname' to temporary directory '.*\/run-[^/]*': broken -RH$/,
    code: 'CP_ERROR',
  },
];

async function broken([program, first]: Case['fails']): Promise<string> {
  const directory = join(place.root, `broken-${program}${first}`);
  await mkdir(directory);
  const path = join(directory, program);
  const text = `#!/bin/sh\n[ "$1" != '${first}' ] || { echo "broken $1" >&2; exit 1; }\nexec /bin/${program} "$@"\n`;
  await writeFile(path, text);
  await chmod(path, 0o755);
  return `${directory}:${process.env['PATH'] ?? ''}`;
}

for (const { action, config = {}, fails, message, code } of cases) {
  test(`says what could not be done: ${code}`, async () => {
    const { result, left } = await place.run(action, { config, path: await broken(fails) });
    const error = errorOf(result);
    assert.equal(error.kind, 'puppetlabs.tasks/task_file_error');
    assert.match(error.msg, message);
    assert.deepEqual({ code: error.code, left }, { code, left: [] });
  });
}

test('says that the directory could not be removed, and keeps the result', async () => {
  const { result, messages, left } = await place.run(task, { path: await broken(['rm', '-rf']) });
  assert.equal(result.status, 'success');
  assert.match(messages.join(), /^Failed to clean up tmpdir '.*\/run-[^/]*': broken -rf$/);
  for (const name of left) await rm(join(place.work, name), { recursive: true });
});
