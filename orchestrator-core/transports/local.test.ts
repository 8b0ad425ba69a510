import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { countingIds, type JsonObject } from '../common/index.ts';
import { readInventory, type Target } from '../inventory/index.ts';
import type { Action, ContentFile, NodeResult, OutputChunk } from '../jobs/index.ts';
import { systemClock, systemIds } from '../node/index.ts';
import type { TaskMetadata } from '../tasks/index.ts';
import { createLocalTransport } from './local.ts';
import { createRemoteTransport } from './remote.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-local-'));
const content = join(root, 'content');
const work = join(root, 'work');
await mkdir(content);
await mkdir(work);
const transport = createLocalTransport({
  clock: systemClock,
  ids: systemIds,
  environment: { PATH: process.env['PATH'], HOME: '/' },
});
after(async () => {
  await transport.close();
  await rm(root, { recursive: true });
});

let files = 0;

async function contentFile(filename: string, text: string): Promise<ContentFile> {
  const path = join(content, String(files++));
  await writeFile(path, text);
  return { filename, sha256: '0', size: text.length, path };
}

interface TaskGiven {
  readonly files: Readonly<Record<string, string>>;
  readonly metadata?: TaskMetadata;
  readonly parameters?: JsonObject;
  readonly noop?: boolean;
}

async function taskAction(given: TaskGiven): Promise<Action> {
  const made = await Promise.all(Object.entries(given.files).map(([name, text]) => contentFile(name, text)));
  const task = { name: 'mod::one', metadata: given.metadata ?? {}, files: made };
  return { kind: 'task', task, parameters: given.parameters ?? {}, noop: given.noop === true };
}

/** A local target whose temporary directory is ours; `config` is what the inventory says of the transport. */
function targetWith(config: JsonObject, name = 'here'): Target {
  const text = JSON.stringify({
    targets: [{ name, config: { transport: 'local', local: { tmpdir: work, ...config } } }],
  });
  const [target] = readInventory({ text, path: '/inventory.yaml' }).select([name]);
  assert.ok(target);
  return target;
}

let runs = 0;

async function runAction(action: Action, config: JsonObject = {}, signal = new AbortController().signal) {
  const chunks: OutputChunk[] = [];
  const messages: string[] = [];
  const run = { job: '1', target: targetWith(config), action, transaction: `run-${runs++}` };
  const observer = {
    output: async (chunk: OutputChunk) => void chunks.push(chunk),
    message: async (text: string) => void messages.push(text),
  };
  const result = await transport.run(run, observer, signal);
  return { result, chunks, messages, left: await readdir(work) };
}

test('refuses a value that no environment can hold, and does not show it', async () => {
  const action = await taskAction({ files: { 'one.sh': '#!/bin/sh\n' }, parameters: { password: 'opensesame\0' } });
  const { result, left } = await runAction(action);
  assert.equal(result.reached, false);
  assert.doesNotMatch(JSON.stringify(result), /opensesame/);
  assert.match(String(Object(result.value['_error']).msg), /'password'.*input method stdin/);
  assert.deepEqual(left, []);
});

const outputOf = ({ value }: NodeResult) => value['_output'];

const inputCases: readonly (readonly [string, TaskMetadata['input_method'], string])[] = [
  ['both', undefined, 'A=1 B={"x":[1]} N=true T=mod::one I= {"a":"1","b":{"x":[1]},"_noop":true,"_task":"mod::one"}'],
  ['standard input alone', 'stdin', 'A= B= N= T= I= {"a":"1","b":{"x":[1]},"_noop":true,"_task":"mod::one"}'],
  ['the environment alone', 'environment', 'A=1 B={"x":[1]} N=true T=mod::one I= '],
];
const dump = '#!/bin/sh\nprintf "A=$PT_a B=$PT_b N=$PT__noop T=$PT__task I=$PT__installdir "; cat';
for (const [name, method, expected] of inputCases) {
  test(`gives a task its parameters by ${name}`, async () => {
    const metadata = method === undefined ? {} : { input_method: method };
    const action = await taskAction({
      files: { 'one.sh': dump },
      metadata,
      parameters: { a: '1', b: { x: [1] } },
      noop: true,
    });
    const { result, left } = await runAction(action);
    assert.equal(outputOf(result), expected);
    assert.deepEqual(
      { status: result.status, reached: result.reached, left },
      { status: 'success', reached: true, left: [] },
    );
  });
}

test('lays shared files out below _installdir', async () => {
  const action = await taskAction({
    files: {
      'one.sh': '#!/bin/sh\ncd "$PT__installdir" && find . -type f | sort',
      'mod/files/a.txt': 'a',
      'other/lib/deep/b.rb': 'b',
      'unused/files/c': 'c',
    },
    metadata: { files: ['mod/files/', 'other/lib/deep/b.rb'] },
  });
  const { result } = await runAction(action);
  assert.equal(outputOf(result), './mod/files/a.txt\n./mod/tasks/one.sh\n./other/lib/deep/b.rb\n');
});

test('takes the first implementation that the features cover', async () => {
  const metadata: TaskMetadata = {
    implementations: [
      { name: 'one.rb', requirements: ['puppet-agent'] },
      { name: 'one.sh', requirements: ['shell'], input_method: 'environment' },
    ],
  };
  const action = await taskAction({ files: { 'one.rb': '', 'one.sh': '#!/bin/sh\necho shell' }, metadata });
  assert.equal(outputOf((await runAction(action)).result), 'shell\n');
});

test('puts the interpreter before the executable', async () => {
  const action = await taskAction({ files: { 'one.py': 'ignored' } });
  const { result } = await runAction(action, { interpreters: { py: ['/bin/echo', '-n', 'told'] } });
  assert.match(String(outputOf(result)), /^told .*\/one\.py$/);
});

test('keeps the directory when it is told to, and says so', async () => {
  const action = await taskAction({ files: { 'one.sh': '#!/bin/sh\n' } });
  const { left, messages } = await runAction(action, { cleanup: false });
  const [kept = ''] = left;
  assert.deepEqual(messages, [`Skipping cleanup of tmpdir ${join(work, kept)}`]);
  await rm(join(work, kept), { recursive: true });
});

const failureCases: readonly (readonly [string, TaskGiven, JsonObject, string, RegExp, boolean])[] = [
  [
    'no implementation fits',
    { files: { 'one.ps1': '' }, metadata: { implementations: [{ name: 'one.ps1', requirements: ['powershell'] }] } },
    {},
    'bolt/no-implementation',
    /^No suitable implementation of mod::one for here$/,
    false,
  ],
  [
    'a task that is for a proxy',
    { files: { 'one.sh': '' }, metadata: { remote: true } },
    {},
    'bolt/no-implementation',
    /No suitable/,
    false,
  ],
  [
    'an interpreter that does not exist',
    { files: { 'one.sh': '#!/no/such\n' } },
    {},
    'puppetlabs.tasks/task-error',
    /exit code 127 and no stdout, but stderr contained:\n.*one\.sh: not found/s,
    true,
  ],
  [
    'a temporary directory that does not exist',
    { files: { 'one.sh': '' } },
    { tmpdir: '/no/such/place' },
    'puppetlabs.tasks/task_file_error',
    /^Could not make tmpdir: /,
    false,
  ],
  [
    'a parameter that no environment can hold',
    { files: { 'one.sh': '#!/bin/sh\n' }, parameters: { a: 'x'.repeat(200_000) } },
    {},
    'puppetlabs.tasks/exception-error',
    /too big for the environment/,
    false,
  ],
  [
    'exit code 126',
    { files: { 'one.sh': '#!/bin/sh\nexit 126' } },
    {},
    'puppetlabs.tasks/task-error',
    /mounted using 'noexec'/,
    true,
  ],
];
for (const [name, given, config, kind, message, reached] of failureCases) {
  test(`fails with a result: ${name}`, async () => {
    const { result, left } = await runAction(await taskAction(given), config);
    const error = result.value['_error'];
    assert.ok(typeof error === 'object' && error !== null && 'kind' in error && 'msg' in error);
    assert.equal(error['kind'], kind);
    assert.match(String(error['msg']), message);
    assert.deepEqual(
      { status: result.status, reached: result.reached, left },
      { status: 'failure', reached, left: [] },
    );
  });
}

const commandCases: readonly (readonly [string, object])[] = [
  ['echo out; echo err >&2', { stdout: 'out\n', stderr: 'err\n', merged_output: 'out\nerr\n', exit_code: 0 }],
  ['printf "$FOO"', { stdout: 'a b', stderr: '', merged_output: 'a b', exit_code: 0 }],
  ["printf '\\377'", { stdout: '\\xFF', stderr: '', merged_output: '\\xFF', exit_code: 0 }],
];
for (const [command, value] of commandCases) {
  test(`runs the command ${command}`, async () => {
    const { result } = await runAction({ kind: 'command', command, environment: { FOO: 'a b' } });
    assert.deepEqual(result, { status: 'success', value, reached: true });
  });
}

for (const [reason, kind] of [
  ['stopped', 'baton/stopped'],
  ['timed out', 'baton/timed-out'],
]) {
  test(`ends a task that is ${reason} and keeps what it had written`, async () => {
    const abort = new AbortController();
    const action = await taskAction({ files: { 'one.sh': '#!/bin/sh\necho begun; sleep 60 & wait' } });
    const run = { job: '1', target: targetWith({}), action, transaction: `run-${runs++}` };
    const observer = { output: async () => abort.abort(reason), message: async () => {} };
    const result = await transport.run(run, observer, abort.signal);
    assert.equal(outputOf(result), 'begun\n');
    assert.equal((result.value['_error'] as { kind?: string }).kind, kind);
    assert.deepEqual(await readdir(work), []);
  });
}

test('runs a remote task on the target that run-on names', async () => {
  const text = JSON.stringify({
    config: { transport: 'local', local: { tmpdir: work } },
    targets: [
      'here',
      { name: 'switch', config: { transport: 'remote', remote: { 'run-on': 'here', token: 't' } } },
      { name: 'lost', config: { transport: 'remote', remote: { 'run-on': 'switch' } } },
    ],
  });
  const inventory = readInventory({ text, path: '/inventory.yaml' });
  const find = (name: string): Target => {
    const [target] = inventory.select([name]);
    assert.ok(target);
    return target;
  };
  const remote = createRemoteTransport({
    ids: countingIds(),
    findTarget: async (name) => find(name),
    transportOf: () => transport,
  });
  const action = await taskAction({ files: { 'one.sh': '#!/bin/sh\necho "$PT__target"' }, metadata: { remote: true } });
  const observer = { output: async () => {}, message: async () => {} };
  const runOn = (name: string, what: Action) =>
    remote.run(
      { job: '1', target: find(name), action: what, transaction: `run-${runs++}` },
      observer,
      new AbortController().signal,
    );
  const { value } = await runOn('switch', action);
  assert.deepEqual(value, { 'run-on': 'here', token: 't', name: 'switch', protocol: 'remote' });
  const refusals = [
    await runOn('lost', action),
    await runOn('switch', await taskAction({ files: { 'one.sh': '' } })),
    await runOn('switch', { kind: 'command', command: 'true', environment: {} }),
  ];
  assert.deepEqual(
    refusals.map((one) => (one.value['_error'] as { kind?: string }).kind),
    ['bolt/invalid-remote-target', 'bolt/no-implementation', 'baton/unsupported-action'],
  );
  // What can be known is whether the one that acts for it answers.
  const { signal } = new AbortController();
  assert.equal(await remote.ping?.(find('switch'), signal), undefined);
  assert.equal((await remote.ping?.(find('lost'), signal))?.kind, 'bolt/invalid-remote-target');
});
