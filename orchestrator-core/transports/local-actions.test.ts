import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../common/index.ts';
import { readInventory } from '../inventory/index.ts';
import type { Action, NodeResult } from '../jobs/index.ts';
import { systemClock, systemIds } from '../node/index.ts';
import { createLocalTransport } from './local.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-local-actions-'));
const transport = createLocalTransport({
  clock: systemClock,
  ids: systemIds,
  environment: { PATH: process.env['PATH'] },
  directory: root,
});
after(async () => {
  await transport.close();
  await rm(root, { recursive: true });
});

let runs = 0;

async function act(action: Action, name = 'l1', signal = new AbortController().signal): Promise<NodeResult> {
  const text = JSON.stringify({ targets: [{ name, config: { transport: 'local', local: { tmpdir: root } } }] });
  const [target] = readInventory({ text, path: '/inventory.yaml' }).select([name]);
  assert.ok(target);
  const observer = { output: async () => {}, message: async () => {} };
  return transport.run({ job: '1', target, action, transaction: `run-${runs++}` }, observer, signal);
}

const errorOf = ({ value }: NodeResult): JsonObject => value['_error'] as JsonObject;

async function file(name: string, text: string, mode = 0o644): Promise<string> {
  const path = join(root, name);
  await writeFile(path, text, { mode });
  return path;
}

test('runs a script with its arguments as they are, and its environment', async () => {
  const path = await file('args.sh', '#!/bin/sh\nfor a in "$@"; do printf "<%s>" "$a"; done; printf "$FOO"');
  const script = { filename: 'args.sh', sha256: '0', size: 1, path };
  const words = ['a b', '$HOME', "it's", '', '*', 'new\nline', '-n', '"', 'ü'];
  const result = await act({ kind: 'script', script, arguments: words, environment: { FOO: 'x y' } });
  assert.equal(result.value['stdout'], `${words.map((word) => `<${word}>`).join('')}x y`);
  assert.equal(result.status, 'success');
});

test('says how a script failed', async () => {
  const path = await file('fail.sh', '#!/bin/sh\necho out; echo err >&2; exit 3');
  const script = { filename: 'fail.sh', sha256: '0', size: 1, path };
  const { value } = await act({ kind: 'script', script, arguments: [], environment: {} });
  const { _error: error, ...rest } = value;
  assert.deepEqual(rest, { stdout: 'out\n', stderr: 'err\n', merged_output: 'out\nerr\n', exit_code: 3 });
  assert.equal(Object(error).msg, 'The command failed with exit code 3');
});

for (const environment of [{ 'A=B': 'x' }, { A: 'opensesame\0' }, { '': 'x' }]) {
  test(`refuses the environment ${JSON.stringify(environment)}`, async () => {
    const result = await act({ kind: 'command', command: 'true', environment });
    assert.equal(errorOf(result)['kind'], 'puppetlabs.tasks/environment-var-error');
    assert.doesNotMatch(JSON.stringify(result), /opensesame/);
  });
}

const uploadCases: readonly (readonly [string, string, string])[] = [
  ['to a new file', 'up/new.txt', 'up/new.txt'],
  ['over a file', 'up/old.txt', 'up/old.txt'],
  ['into a directory', 'up', 'up/one.txt'],
];
for (const [name, destination, path] of uploadCases) {
  test(`uploads a file ${name}`, async () => {
    await mkdir(join(root, 'up'), { recursive: true });
    await writeFile(join(root, 'up/old.txt'), 'old and longer');
    const source = await file('one.txt', 'one', 0o750);
    const result = await act({ kind: 'upload', source, destination });
    assert.deepEqual(result.value, { _output: `Uploaded '${source}' to 'l1:${destination}'` });
    assert.equal(await readFile(join(root, path), 'utf8'), 'one');
    assert.equal((await stat(join(root, path))).mode & 0o777, 0o750);
    await rm(join(root, 'up'), { recursive: true });
  });
}

test('copies directories with what is in them, there and back', async () => {
  const source = join(root, 'tree');
  await mkdir(join(source, 'deep/empty'), { recursive: true });
  await writeFile(join(source, 'deep/run'), 'x', { mode: 0o755 });
  await symlink('deep/run', join(source, 'link'));
  await act({ kind: 'upload', source, destination: join(root, 'there') });
  assert.deepEqual((await readdir(join(root, 'there'), { recursive: true })).sort(), [
    'deep',
    'deep/empty',
    'deep/run',
    'link',
  ]);
  const result = await act({ kind: 'download', source: join(root, 'there'), destination: join(root, 'dl') }, 'a/b!');
  const directory = join(root, 'dl/a%2Fb%21');
  assert.deepEqual(result.value, {
    path: `${directory}/there`,
    _output: `Downloaded 'a/b!:${join(root, 'there')}' to '${directory}'`,
  });
  assert.equal((await lstat(`${directory}/there/link`)).isSymbolicLink(), true);
  assert.equal((await stat(`${directory}/there/deep/run`)).mode & 0o777, 0o755);
});

const refusals: readonly (readonly [Action, RegExp])[] = [
  [
    { kind: 'upload', source: '/etc/hostname', destination: '/no/such/x' },
    /^Could not copy file to \/no\/such\/x: ENOENT/,
  ],
  [
    { kind: 'download', source: '/no/such', destination: root },
    /^Could not download file to .*\/l1: ENOENT.*\/no\/such/,
  ],
  [{ kind: 'download', source: '/etc/..', destination: root }, /^Could not download '\/etc\/\.\.': expected the path/],
];
for (const [action, message] of refusals) {
  test(`fails with a file error: ${action.kind} ${'source' in action ? action.source : ''}`, async () => {
    const error = errorOf(await act(action));
    assert.equal(error['kind'], 'puppetlabs.tasks/task_file_error');
    assert.match(String(error['msg']), message);
    assert.deepEqual(
      (await readdir(root)).filter((name) => name.startsWith('.run-')),
      [],
    );
  });
}

test('copies nothing when the run is cut off', async () => {
  const abort = new AbortController();
  abort.abort('stopped');
  const result = await act(
    { kind: 'upload', source: '/etc/hostname', destination: join(root, 'never') },
    'l1',
    abort.signal,
  );
  assert.equal(errorOf(result)['kind'], 'baton/stopped');
  assert.equal(await stat(join(root, 'never')).catch(() => undefined), undefined);
});

test('is always there', async () => {
  assert.deepEqual(await act({ kind: 'wait', waitTime: 1, retryInterval: 1 }), {
    status: 'success',
    value: {},
    reached: true,
  });
});

test('runs as another user with what the target names for it, where it would run itself', async () => {
  const become = await file('become', '#!/bin/sh\nAS=$1\nexport AS\nshift\nexec "$@"', 0o755);
  const local = { tmpdir: root, 'run-as': 'other', 'run-as-command': [become] };
  const text = JSON.stringify({ targets: [{ name: 'l1', config: { transport: 'local', local } }] });
  const [target] = readInventory({ text, path: '/inventory.yaml' }).select(['l1']);
  assert.ok(target);
  const observer = { output: async () => {}, message: async () => {} };
  const run = { job: '1', target, transaction: `run-${runs++}` };
  const signal = new AbortController().signal;
  const command: Action = {
    kind: 'command',
    command: 'echo "$AS"; pwd; echo to the device > /dev/stderr',
    environment: {},
  };
  const { value } = await transport.run({ ...run, action: command }, observer, signal);
  assert.deepEqual([value['stdout'], value['stderr']], [`other\n${root}\n`, 'to the device\n']);
  const source = await file('mine.txt', 'x');
  const upload: Action = { kind: 'upload', source, destination: 'theirs.txt' };
  assert.equal((await transport.run({ ...run, action: upload }, observer, signal)).status, 'success');
  assert.equal(await readFile(join(root, 'theirs.txt'), 'utf8'), 'x');
  assert.deepEqual(
    (await readdir(root)).filter((name) => name.startsWith('run-')),
    [],
  );
});
