import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Clock } from '../../orchestrator-core/common/index.ts';
import { isRunning, listProcesses, systemClock } from '../../orchestrator-core/node/index.ts';
import { messageType } from '../../orchestrator-core/pcp/index.ts';
import { extensionMessage, pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { agentLab, endProcess, gate, hastyClock, whenExited, whenFiles } from '../support/agent-lab.ts';
import { collect, ended, finals, limit, provisionals, runWaiting, spoolRetry } from './agent-lab.ts';

test('a request that is repeated runs once and is answered again', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  runWaiting(broker, 'twice', door.path);
  runWaiting(broker, 'twice', door.path);
  await broker.until(() => provisionals(broker, 'twice') === 2);
  await door.open();
  await broker.final('twice');
  await whenFiles(join(data, 'spool', 'twice'), (names) => !names.includes('undelivered'));
  assert.equal(finals(broker, 'twice'), 1);

  runWaiting(broker, 'twice', door.path);
  assert.deepEqual((await broker.final('twice', 2)).data, { transaction_id: 'twice', results: ended });
  assert.equal(provisionals(broker, 'twice'), 3);

  const before = provisionals(broker, 'twice');
  const request = {
    transaction_id: 'twice',
    notify_outcome: true,
    module: 'command',
    action: 'run',
    params: { command: 'x' },
  };
  broker.send(pxpMessage.nonBlockingRequest, request, { sender: 'pcp://other.example.com/orchestrator' });
  await broker.until(() => provisionals(broker, 'twice') === before + 1);
  broker.blocking('ping', 'ping', 'ping');
  await broker.final('ping');
  assert.equal(finals(broker, 'twice'), 2);
});

test('without notify_outcome the result waits for a status query', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  runWaiting(broker, 'quiet', door.path, false);
  await broker.until(() => provisionals(broker, 'quiet') === 1);
  await door.open();
  await whenExited(join(data, 'spool', 'quiet'));
  assert.deepEqual(await broker.status('quiet'), { ...ended, status: 'failure' });
  assert.equal(finals(broker, 'quiet'), 0);
});

test('blocking requests do not hold up others', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  broker.blocking('long', 'command', 'run', { command: `read -r _ <'${door.path}'; echo done` });
  broker.blocking('ping', 'ping', 'ping');
  await broker.final('ping');
  await door.open();
  assert.deepEqual(await broker.results('long'), { exitcode: 0, stdout: 'done\n' });
  assert.deepEqual(await broker.status('long'), {
    status: 'unknown',
    stdout:
      '{"_error":{"kind":"puppetlabs.pxp-agent/execution-error","details":{},"msg":"found no results directory"}}',
  });
});

test('a result that came while disconnected is delivered after reconnecting', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  runWaiting(broker, 'cut', door.path);
  await broker.until(() => provisionals(broker, 'cut') === 1);
  broker.upgradeStatus = 503;
  broker.cut();
  await door.open();
  await whenExited(join(data, 'spool', 'cut'));
  assert.equal(finals(broker, 'cut'), 0);
  broker.upgradeStatus = 101;
  assert.deepEqual(await broker.results('cut'), ended);
});

test('a result that the broker could not pass on is sent again', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start({ clock: hastyClock(systemClock, []) });
  broker.onMessage = (message) => {
    if (message.message_type !== pxpMessage.nonBlockingResponse || finals(broker, 'back') > 2) return;
    broker.send(messageType.error, 'Not connected.', { sender: 'pcp:///server', in_reply_to: message.id });
  };
  broker.nonBlocking('back', 'command', 'run', { command: 'echo x' });
  assert.deepEqual((await broker.final('back', 3)).data, {
    transaction_id: 'back',
    results: { exitcode: 0, stdout: 'x\n' },
  });
});

test('a result that the disk had no room for is told when it has', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  const { promise: waits, resolve: waiting } = Promise.withResolvers<() => void>();
  const after: Clock['after'] = (delay, callback) => {
    if (delay !== spoolRetry) return systemClock.after(delay, callback);
    waiting(callback);
    return { cancel: () => {} };
  };
  await start({ clock: { now: () => systemClock.now(), after } });
  const door = gate(data, 'door');
  runWaiting(broker, 'full', door.path);
  await broker.until(() => provisionals(broker, 'full') === 1);
  // What cannot be written is the same to the agent, whatever the reason.
  const metadata = join(data, 'spool', 'full', 'metadata');
  await rename(metadata, `${metadata}.kept`);
  await mkdir(join(metadata, 'in the way'), { recursive: true });
  await door.open();
  const tryAgain = await waits;
  await rm(metadata, { recursive: true });
  await rename(`${metadata}.kept`, metadata);
  tryAgain();
  assert.deepEqual(await broker.results('full'), ended);
});

test('an agent killed mid-task reports running, then the result, after its restart', limit, async (context) => {
  const { broker, spawn: spawnAgent, data } = await agentLab(context);
  const door = gate(data, 'door');
  const first = await spawnAgent();
  runWaiting(broker, 'kill', door.path);
  await whenFiles(join(data, 'spool'), (names) => names.includes('kill'));
  await whenFiles(join(data, 'spool', 'kill'), (names) => names.includes('stdout.pipe'));
  await endProcess(first);
  await spawnAgent();
  assert.deepEqual(await broker.status('kill'), { status: 'running' });
  await door.open();
  assert.deepEqual(await broker.results('kill'), ended);
  assert.deepEqual(await broker.status('kill'), { ...ended, status: 'failure' });
  await whenFiles(join(data, 'spool', 'kill'), (names) => !names.includes('undelivered'));
});

test('a result that came while the agent was dead is delivered by the next, once', limit, async (context) => {
  const { broker, spawn: spawnAgent, data } = await agentLab(context);
  const door = gate(data, 'door');
  const first = await spawnAgent();
  runWaiting(broker, 'dead', door.path);
  await whenFiles(join(data, 'spool'), (names) => names.includes('dead'));
  await whenFiles(join(data, 'spool', 'dead'), (names) => names.includes('stdout.pipe'));
  await endProcess(first);
  await door.open();
  await whenExited(join(data, 'spool', 'dead'));
  const second = await spawnAgent();
  assert.deepEqual(await broker.results('dead'), ended);
  await whenFiles(join(data, 'spool', 'dead'), (names) => !names.includes('undelivered'));
  await endProcess(second);
  await spawnAgent();
  assert.equal((await broker.status('dead'))['exitcode'], 3);
  assert.equal(finals(broker, 'dead'), 1);
});

test('when agent and task were both killed nobody waits for ever', limit, async (context) => {
  const { broker, spawn: spawnAgent, data } = await agentLab(context);
  const door = gate(data, 'door');
  const first = await spawnAgent();
  runWaiting(broker, 'both', door.path);
  await whenFiles(join(data, 'spool'), (names) => names.includes('both'));
  const output = join(data, 'spool', 'both', 'stdout');
  await whenFiles(join(data, 'spool', 'both'), () => existsSync(output) && readFileSync(output, 'utf8') === 'begin\n');
  await endProcess(first);
  const wrapper = Number(readFileSync(join(data, 'spool', 'both', 'pid'), 'utf8'));
  assert.ok(wrapper > 1);
  for (const { pid } of (await listProcesses()).filter(({ session }) => session === wrapper)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with the one before.
    }
  }
  await spawnAgent();
  const { description } = (await broker.final('both')).data as { description: string };
  assert.match(description, /\(transaction both\). Error: task process is not running, but no output is available$/);
  const msg = 'task process is not running, but no output is available';
  const _error = { kind: 'puppetlabs.pxp-agent/execution-error', details: {}, msg };
  assert.deepEqual(await broker.status('both'), { status: 'unknown', stdout: JSON.stringify({ _error }) });
});

test(
  'stop ends children and grandchildren, those that left the session and those that ignore TERM',
  limit,
  async (context) => {
    const { broker, start, data } = await agentLab(context);
    // Time stands still between the signals, so that a starved program has ended by TERM before KILL can overtake it.
    let now = Date.now();
    await start({ clock: { now: () => now, after: (delay, callback) => systemClock.after(delay, callback) } });
    const script = `#!/bin/bash
setsid sleep 1000 & echo $!
(trap '' TERM; echo $BASHPID; while :; do sleep 1000; done) &
sleep 1000 & echo $!
echo ready
wait
`;
    const file = broker.offer('tree.sh', script);
    const texts = collect(broker, 'tree', true);
    broker.nonBlocking('tree', 'task', 'run', { task: 'lab::tree', files: [file], input: {} });
    broker.send(extensionMessage.outputSubscribe, { transaction_id: 'tree', stdout: 0, stderr: 0 });
    await broker.until(() => /ready/.test(texts.stdout) && texts.stdout.trim().split('\n').length === 4);
    const pids = (texts.stdout.match(/\d+/g) ?? []).map(Number);
    assert.equal(pids.length, 3);
    const wrapper = Number(readFileSync(join(data, 'spool', 'tree', 'pid'), 'utf8'));
    for (const pid of [...pids, wrapper]) assert.equal(await isRunning(pid, undefined), true);
    broker.send(extensionMessage.stop, { transaction_id: 'tree' });
    const { exitcode, signal } = await broker.results('tree');
    assert.deepEqual({ exitcode, signal }, { exitcode: 15, signal: 'SIGTERM' });
    // The one that ignores TERM is ended after the grace period. The wrapper goes when nothing holds the output open.
    now += 5000;
    for (const pid of [...pids, wrapper]) await gone(pid);
  },
);

/** Resolves when a process is gone; the event loop turns between looks. */
async function gone(pid: number): Promise<void> {
  while (await isRunning(pid, undefined)) await new Promise<void>((resolve) => setImmediate(resolve));
}

test('what a program leaves in the background does not hold its result up', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const file = broker.offer(
    'daemon.sh',
    '#!/bin/sh\necho $$ >/dev/stderr; echo more >/dev/stderr\nsleep 1000 & echo $!\n',
  );
  broker.nonBlocking('daemon', 'task', 'run', { task: 'lab::daemon', files: [file], input: {} });
  const { exitcode, stdout, stderr } = await broker.results('daemon');
  const daemon = Number(stdout);
  assert.ok(daemon > 1);
  assert.equal(exitcode, 0);
  assert.match(String(stderr), /^\d+\nmore\n$/, 'writing to /dev/stderr takes nothing away');
  assert.equal(await isRunning(daemon, undefined), true);
  process.kill(daemon, 'SIGKILL');
});

test('stop before the program was started', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  // A file that is never there: the agent is between two attempts.
  const file = { filename: 'x.sh', uri: { path: '/none', params: {} }, sha256: 'c'.repeat(64) };
  broker.nonBlocking('early', 'task', 'run', { task: 'lab', files: [file], input: {} });
  await broker.until(() => provisionals(broker, 'early') === 1);
  broker.send(extensionMessage.stop, { transaction_id: 'early' });
  const { description } = (await broker.final('early')).data as { description: string };
  assert.match(description, /\(transaction early\). Error: stopped before it was started$/);
});

test('a request that the spool cannot take is refused, and can be repeated', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  await rm(join(data, 'spool'), { recursive: true });
  broker.nonBlocking('full', 'command', 'run', { command: 'echo x' });
  const { description } = (await broker.final('full')).data as { description: string };
  assert.match(description, /^Failed to execute the task for the non blocking 'command run' request.*ENOENT/);
  assert.equal(provisionals(broker, 'full'), 0);
  await mkdir(join(data, 'spool'));
  broker.nonBlocking('full', 'command', 'run', { command: 'echo x' });
  assert.deepEqual((await broker.final('full', 2)).data, {
    transaction_id: 'full',
    results: { exitcode: 0, stdout: 'x\n' },
  });
});
