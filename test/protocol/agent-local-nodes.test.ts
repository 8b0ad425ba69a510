import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLocalNodes } from '../../orchestrator-core/agent/index.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { isRunning } from '../../orchestrator-core/node/index.ts';
import { extensionMessage } from '../../orchestrator-core/pxp/index.ts';
import { agentEntry, agentLab, endProcess, fastClock } from '../support/agent-lab.ts';
import { TinyBroker } from '../support/tiny-broker.ts';
import { limit } from './agent-lab.ts';

test('local nodes are processes that come back when killed and end with close', limit, async (context) => {
  const broker = await TinyBroker.start();
  const directory = await mkdtemp(join(tmpdir(), 'baton-nodes-'));
  const nodes = await startLocalNodes({
    names: ['node1', 'node2'],
    directory,
    broker: broker.url,
    credentialsFor: async () => ({ certificate: '/none', key: '/none', ca: '/none' }),
    command: [process.execPath, agentEntry],
    log: silentLog,
    clock: fastClock(50),
  });
  context.after(async () => {
    await nodes.close();
    await broker.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  });
  await broker.until(() => broker.open === 2);
  const names = (): unknown[] =>
    broker.received.flatMap(({ message_type, sender }) =>
      message_type === extensionMessage.hello ? [sender?.split('/')[2]] : [],
    );
  await broker.until(() => names().length === 2);
  assert.deepEqual(names().sort(), ['node1', 'node2']);
  const victim = nodes.pids().get('node1') ?? 0;
  process.kill(victim, 'SIGKILL');
  await broker.until(() => names().length === 3);
  assert.equal(names().at(-1), 'node1');
  const pids = [...nodes.pids().values()];
  assert.ok(!pids.includes(victim));
  await nodes.close();
  for (const pid of pids) assert.equal(await isRunning(pid, undefined), false);
});

test('a local node whose supervisor is gone before it has begun ends by itself', limit, async (context) => {
  const { broker, data } = await agentLab(context);
  // The news has come, and passed unheard, when the agent's own code begins.
  const late = "data:text/javascript,await new Promise((resolve) => process.once('disconnect', resolve));";
  const line = ['--import', late, agentEntry, 'agent', '--broker', broker.url, '--certname', 'node1', '--data', data];
  const node = spawn(process.execPath, line, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  context.after(() => endProcess(node));
  node.disconnect();
  assert.deepEqual(await once(node, 'exit'), [0, null]);
});

test('local nodes end by themselves when their supervisor is killed', limit, async (context) => {
  const broker = await TinyBroker.start();
  const directory = await mkdtemp(join(tmpdir(), 'baton-nodes-'));
  const entry = join(import.meta.dirname, '..', 'support', 'local-nodes-process.ts');
  const supervisor = spawn(process.execPath, [entry, broker.url, directory], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  context.after(async () => {
    await endProcess(supervisor);
    await broker.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  });
  await broker.until(() => broker.open === 2);
  await endProcess(supervisor);
  await broker.until(() => broker.open === 0);
});
