import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../pcp/index.ts';
import { pxpMessage } from '../pxp/index.ts';
import { brokerUnderTest } from './fake-socket.ts';

const id = '33333333-3333-4333-8333-333333333333';
const request: Message = {
  id,
  message_type: pxpMessage.nonBlockingRequest,
  target: 'pcp://node1/agent',
  data: { transaction_id: '1' },
};
const controllerUri = 'pcp://orchestrator/orchestrator';

/** Everything that was posted to be called later has been called. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a connection that answers no ping is dropped', () => {
  const { broker, clock, client, log } = brokerUnderTest({ pingInterval: 15_000 });
  const alive = client('alive');
  const dead = client('dead');
  for (let ping = 1; ping <= 3; ping++) {
    clock.advance(15_000);
    alive.pongs();
    assert.deepEqual([alive.pings, dead.pings, dead.ended], [ping, ping, undefined]);
  }
  clock.advance(15_000);
  assert.equal(dead.ended?.code, 1006);
  assert.deepEqual(broker.inventory(), ['pcp://alive/agent']);
  assert.ok(log.some((line) => line.includes('pcp://dead/agent is disconnected: no answer to 3 pings')));
});

test('any message is a sign of life', () => {
  const { clock, client } = brokerUnderTest({ pingInterval: 15_000 });
  const talker = client('talker');
  for (let times = 0; times < 10; times++) {
    clock.advance(15_000);
    talker.says('anything');
  }
  assert.equal(talker.ended, undefined);
});

test('an idle connection is closed with 1001', () => {
  const { broker, clock, client } = brokerUnderTest({ pingInterval: 0, idleTimeout: 360_000 });
  const idle = client('node1');
  clock.advance(300_000);
  idle.pongs();
  clock.advance(359_999);
  assert.equal(idle.ended, undefined);
  clock.advance(1);
  assert.deepEqual(idle.ended, { code: 1001, reason: 'Connection Idle Timeout' });
  assert.deepEqual([broker.inventory(), clock.waiting, idle.pings], [[], 0, 0]);
});

test('a connection that ends leaves no timer', () => {
  const { clock, client } = brokerUnderTest();
  client('node1').leaves();
  client('node1', 'agent', { commonName: 'again' });
  client('node1', 'agent', { commonName: 'again' }).leaves();
  assert.equal(clock.waiting, 0);
});

test('a reader that does not keep up is cut off, and the sender told', () => {
  const { broker, client, log } = brokerUnderTest({ sendBufferLimit: 1000 });
  const slow = client('node1');
  const controller = client('orchestrator', 'controller');
  slow.bufferedAmount = 1000;
  controller.says(request);
  assert.equal(slow.take().length, 1);
  slow.bufferedAmount = 1001;
  controller.says(request);
  assert.equal(slow.ended?.code, 1006);
  assert.deepEqual(
    controller.take().map(({ data, in_reply_to }) => [data, in_reply_to]),
    [['Send buffer exceeded.', id]],
  );
  assert.deepEqual(broker.inventory(), ['pcp://orchestrator/controller']);
  assert.ok(log.some((line) => line.includes('it does not read: 1001 bytes')));
});

test('a message that a real agent would hang up at is not sent', () => {
  const { client } = brokerUnderTest({ maxAgentMessageSize: 400 });
  const agent = client('node1');
  const controller = client('orchestrator', 'controller');
  controller.says({ ...request, data: { text: 'é'.repeat(150) } });
  assert.match(String(controller.take()[0]?.data), /^Message size: \d+ exceeded max-message-size 400$/);
  assert.deepEqual([agent.take(), agent.ended], [[], undefined]);
  controller.says({ ...request, data: { text: 'e'.repeat(150) } });
  assert.equal(agent.take().length, 1);
});

test('a client inside the process is reached and heard as others are, and is in no inventory', async () => {
  const { broker, client } = brokerUnderTest();
  const received: Message[] = [];
  const controller = broker.attach(controllerUri, (message) => received.push(message));
  const agent = client('node1');
  controller.send(request);
  assert.deepEqual(agent.take(), [{ ...request, sender: controllerUri }]);
  const answer = { id, message_type: pxpMessage.provisionalResponse, target: controllerUri, data: {} };
  agent.says(answer);
  controller.send({ ...request, target: 'pcp://node2/agent' });
  assert.equal(received.length, 0, 'nobody is called back from within a send');
  await settled();
  assert.deepEqual(received[0], { ...answer, sender: 'pcp://node1/agent' });
  assert.deepEqual([received[1]?.data, received[1]?.in_reply_to], ['Not connected.', id]);
  assert.deepEqual(broker.inventory(), ['pcp://node1/agent']);
  controller.send({ ...request, sender: 'pcp://node1/agent' });
  await settled();
  assert.equal(received[2]?.data, 'Message not authenticated.');
  agent.says(answer);
  controller.detach();
  controller.detach();
  await settled();
  assert.equal(received.length, 3);
  controller.send(request);
  assert.deepEqual(agent.take(), []);
  agent.says(answer);
  assert.equal(agent.take()[0]?.data, 'Not connected.');
});

test('a receiver with a bug is heard of, and stops nobody', async () => {
  const { broker, client, log } = brokerUnderTest();
  broker.attach(controllerUri, () => {
    throw new Error('a bug');
  });
  client('node1').says({ id, message_type: pxpMessage.provisionalResponse, target: controllerUri });
  await settled();
  assert.ok(log.some((line) => line.startsWith('error') && line.includes('a bug')));
});

test('nobody takes the place of a client inside the process, nor without a certificate that of one that has one', () => {
  const { broker, clock, client } = brokerUnderTest();
  broker.attach(controllerUri, () => {});
  const certified = client('node1');
  const impostors = [client('orchestrator', 'orchestrator'), client('node1', 'agent', { verified: false })];
  clock.advance(0);
  assert.deepEqual(
    impostors.map(({ ended }) => ended?.code),
    [4002, 4002],
  );
  assert.equal(certified.ended, undefined);
  const guest = client('node2', 'agent', { verified: false });
  const owner = client('node2');
  assert.deepEqual([guest.ended?.code, owner.ended], [1006, undefined]);
});

test('what cannot be attached', () => {
  const { broker, client } = brokerUnderTest();
  client('node1');
  broker.attach(controllerUri, () => {});
  const cases: [string, string][] = [
    ['orchestrator', 'baton/invalid-uri'],
    ['pcp:///server', 'baton/invalid-uri'],
    ['pcp://orchestrator/server', 'baton/invalid-uri'],
    ['pcp://*/x', 'baton/invalid-uri'],
    [controllerUri, 'baton/uri-in-use'],
    ['pcp://node1/agent', 'baton/uri-in-use'],
  ];
  for (const [uri, kind] of cases) assert.throws(() => broker.attach(uri, () => {}), { kind }, uri);
});
