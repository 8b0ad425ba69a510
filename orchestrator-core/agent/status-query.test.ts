import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type JsonObject, ManualClock } from '../common/index.ts';
import { listProcesses } from '../node/index.ts';
import { purgeSpool } from './purge.ts';
import { Spool, type SpoolMetadata } from './spool.ts';
import { queryStatus } from './status-query.ts';

function unknown(msg: string): JsonObject {
  return { status: 'unknown', stdout: error(msg) };
}

function error(msg: string): string {
  return JSON.stringify({ _error: { kind: 'puppetlabs.pxp-agent/execution-error', details: {}, msg } });
}

const base: SpoolMetadata = {
  requester: 'pcp://controller/orchestrator',
  module: 'task',
  action: 'run',
  request_params: '{}',
  transaction_id: 'x',
  request_id: 'r',
  notify_outcome: true,
  start: '2026-11-21T07:30:25.563000Z',
  status: 'running',
};
const died = 'task process is not running, but no output is available';
const gone = 'the PID and output of this task are not available';
const notUtf8 =
  "The task executed for the non blocking 'task run' request (transaction x) returned invalid UTF-8 on stdout";

interface Case {
  readonly name: string;
  readonly metadata?: Partial<SpoolMetadata> | string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly active?: boolean;
  readonly expected: JsonObject;
  readonly becomes?: SpoolMetadata['status'];
}

const ownPid = `${process.pid}\n`;
const ownStart = (await listProcesses()).find(({ pid }) => pid === process.pid)?.started ?? '';
const cases: readonly Case[] = [
  { name: 'bad metadata', metadata: 'nonsense', expected: unknown('metadata is not JSON') },
  { name: 'pid alive', metadata: {}, files: { pid: ownPid }, expected: { status: 'running' } },
  { name: 'active, no pid yet', metadata: {}, active: true, expected: { status: 'running' } },
  {
    name: 'pid alive, and it is the same process',
    metadata: {},
    files: { pid: ownPid, start_time: `${ownStart}\n` },
    expected: { status: 'running' },
  },
  {
    name: 'pid alive, but another process has it',
    metadata: {},
    files: { pid: ownPid, start_time: '1\n' },
    expected: unknown(died),
    becomes: 'undetermined',
  },
  {
    name: 'pid of another boot',
    metadata: {},
    files: { pid: ownPid, start_time: `${ownStart} 00000000-0000-0000-0000-000000000000\n` },
    expected: unknown(died),
    becomes: 'undetermined',
  },
  { name: 'pid dead', metadata: {}, files: { pid: '4194304\n' }, expected: unknown(died), becomes: 'undetermined' },
  { name: 'no pid', metadata: {}, expected: unknown(gone), becomes: 'undetermined' },
  {
    name: 'ended, exit code 0, output empty',
    metadata: {},
    files: { exitcode: '0' },
    expected: { exitcode: 0, status: 'success' },
  },
  {
    name: 'a task that failed is a success on disk and a failure to the query',
    metadata: { status: 'success' },
    files: { exitcode: '7', stdout: 'begin\n', stderr: 'oops\n' },
    expected: { exitcode: 7, stdout: 'begin\n', stderr: 'oops\n', status: 'failure' },
  },
  {
    name: 'output that is no text',
    metadata: {},
    files: { exitcode: '0', stdout: Buffer.from([0xff]) },
    expected: { exitcode: 0, status: 'failure', stdout: error(notUtf8) },
  },
  {
    name: 'never ran',
    metadata: { status: 'failure', execution_error: 'no file' },
    expected: { exitcode: 0, status: 'failure', stdout: error('no file') },
  },
  {
    name: 'finished, but the exit code is missing',
    metadata: { status: 'success' },
    expected: { exitcode: 0, status: 'success', stdout: error('failed to retrieve the output: no exitcode file') },
  },
];

test('what the spool says of a transaction', async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'baton-spool-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const spool = new Spool(root, new ManualClock(1_795_246_225_563));
  for (const { name, metadata, files = {}, active = false, expected, becomes } of cases) {
    const directory = spool.directory('x');
    await mkdir(directory);
    const text = typeof metadata === 'string' ? metadata : JSON.stringify({ ...base, ...metadata });
    const all = { stdout: '', stderr: '', metadata: text, ...files };
    for (const [file, content] of Object.entries(all)) await writeFile(join(directory, file), content);
    assert.deepEqual(await queryStatus(spool, 'x', active), expected, name);
    if (becomes !== undefined) {
      assert.equal(JSON.parse(await readFile(join(directory, 'metadata'), 'utf8')).status, becomes, name);
      assert.deepEqual(await queryStatus(spool, 'x', active), expected, `${name}, asked again`);
    }
    await spool.remove('x');
  }
  assert.deepEqual(await queryStatus(spool, 'nope', false), unknown('found no results directory'));
  assert.deepEqual(await queryStatus(spool, '../x', false), unknown('found no results directory'));
});

test('old transactions that have ended are purged', async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'baton-spool-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  const spool = new Spool(root, new ManualClock(0));
  const old = '2026-11-01T00:00:00.000000Z';
  await spool.create({ ...base, transaction_id: 'old', start: old, status: 'success' });
  await spool.create({ ...base, transaction_id: 'old-running', start: old });
  await spool.create({ ...base, transaction_id: 'old-active', start: old, status: 'success' });
  await spool.create({ ...base, transaction_id: 'new', status: 'success' });
  await spool.create({ ...base, transaction_id: 'unreadable', start: old, status: 'success' });
  await writeFile(join(spool.directory('unreadable'), 'metadata'), '{');
  assert.equal(await spool.create({ ...base, transaction_id: 'old' }), false, 'a transaction is begun once');
  await purgeSpool(
    spool,
    Date.parse('2026-11-21T08:00:00Z'),
    14 * 86_400_000,
    (transaction) => transaction === 'old-active',
  );
  assert.deepEqual([...(await spool.list())].sort(), ['new', 'old-active', 'old-running', 'unreadable']);
});
