import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionMessage, type OutputMessage, outputWindow } from '../../orchestrator-core/pxp/index.ts';
import { agentLab, gate } from '../support/agent-lab.ts';
import { collect, ended, finals, limit, runWaiting } from './agent-lab.ts';

test('output arrives while the program runs, the final response after it', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  const texts = collect(broker, 'live', true);
  runWaiting(broker, 'live', door.path);
  broker.send(extensionMessage.outputSubscribe, { transaction_id: 'live', stdout: 0, stderr: 0 });
  await broker.until(() => texts.stdout === 'begin\n');
  assert.deepEqual(await broker.status('live'), { status: 'running' });
  await door.open();
  assert.deepEqual(await broker.results('live'), ended);
  assert.equal(texts.stdout, 'begin\nend\n');
});

test('a chunk never splits a character', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  const script = '#!/bin/sh\nprintf "a\\342\\230" ; read -r _ <"$PT_gate"; printf "\\203b"; printf "\\342" >&2\n';
  const file = broker.offer('snow.sh', script);
  const texts = collect(broker, 'snow', true);
  broker.nonBlocking('snow', 'task', 'run', { task: 'lab', files: [file], input: { gate: door.path } });
  broker.send(extensionMessage.outputSubscribe, { transaction_id: 'snow', stdout: 0, stderr: 0 });
  await broker.until(() => texts.stdout === 'a');
  await door.open();
  await broker.final('snow');
  assert.deepEqual(texts, { stdout: 'a☃b', stderr: '\uFFFD' });
});

test('a slow subscriber is sent no more than the window', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const size = 8 * 1024 * 1024;
  const file = broker.offer('big.sh', `#!/bin/sh\nhead -c ${size} /dev/zero | tr '\\0' x\n`);
  const texts = collect(broker, 'big', false);
  broker.nonBlocking('big', 'task', 'run', { task: 'lab::big', files: [file], input: {} });
  broker.send(extensionMessage.outputSubscribe, { transaction_id: 'big', stdout: 0, stderr: 0 });
  await broker.until(() => texts.stdout.length === outputWindow);
  let rounds = 0;
  while (texts.stdout.length < size) {
    const acknowledged = texts.stdout.length;
    assert.equal(finals(broker, 'big'), 0, 'no final response before the output');
    broker.send(extensionMessage.outputAcknowledge, { transaction_id: 'big', stdout: acknowledged, stderr: 0 });
    const next = Math.min(size, acknowledged + outputWindow);
    await broker.until(() => texts.stdout.length >= next);
    // What comes before the answer to a ping was sent before it.
    broker.blocking(`ping${rounds}`, 'ping', 'ping');
    await broker.final(`ping${rounds}`);
    assert.equal(texts.stdout.length, next);
    rounds += 1;
  }
  assert.equal(rounds, size / outputWindow - 1);
  assert.equal(String((await broker.results('big'))['stdout']).length, size);
});

test('the subscription is taken up again from its offsets over the next connection', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  runWaiting(broker, 'again', door.path);
  const texts = collect(broker, 'again', true);
  broker.send(extensionMessage.outputSubscribe, { transaction_id: 'again', stdout: 0, stderr: 0 });
  await broker.until(() => texts.stdout === 'begin\n');
  broker.cut();
  await broker.connected(2);
  const chunks: OutputMessage[] = [];
  broker.onMessage = (message) => {
    if (message.message_type === extensionMessage.output) chunks.push(message.data as unknown as OutputMessage);
  };
  broker.send(extensionMessage.outputSubscribe, { transaction_id: 'again', stdout: 6, stderr: 0 });
  await door.open();
  assert.deepEqual(await broker.results('again'), ended);
  assert.deepEqual(chunks, [{ transaction_id: 'again', stream: 'stdout', offset: 6, length: 4, text: 'end\n' }]);
});

test('nobody but the requester gets output or may stop', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const door = gate(data, 'door');
  runWaiting(broker, 'mine', door.path);
  const other = { sender: 'pcp://other.example.com/orchestrator' };
  broker.send(extensionMessage.outputSubscribe, { transaction_id: 'mine', stdout: 0, stderr: 0 }, other);
  broker.send(extensionMessage.stop, { transaction_id: 'mine' }, other);
  broker.send(extensionMessage.outputSubscribe, { transaction_id: '../mine', stdout: 0, stderr: 0 });
  broker.blocking('ping', 'ping', 'ping');
  await broker.final('ping');
  await door.open();
  assert.deepEqual(await broker.results('mine'), ended);
  assert.ok(!broker.received.some((message) => message.message_type === extensionMessage.output));
});
