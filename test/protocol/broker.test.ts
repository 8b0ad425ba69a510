/** The broker over real TLS sockets: what only shows on the wire. The rest is tested beside its source. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Authority, openAuthority } from '../../orchestrator-core/access/index.ts';
import { ManualClock } from '../../orchestrator-core/common/index.ts';
import { type Message, messageType } from '../../orchestrator-core/pcp/index.ts';
import { pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { startTestBroker, type TestBroker } from '../support/broker.ts';
import { connect, PcpClient } from '../support/pcp-client.ts';

type Options = Parameters<typeof startTestBroker>[0];

async function start(context: TestContext, options: Options = {}): Promise<TestBroker> {
  const broker = await startTestBroker(options);
  context.after(() => broker.close());
  return broker;
}

/** Resolves when the inventory is exactly this. */
async function inventoryIs(broker: TestBroker, uris: readonly string[]): Promise<void> {
  const is = () => JSON.stringify(broker.broker.inventory()) === JSON.stringify(uris);
  if (is()) return;
  await new Promise<void>((resolve) => {
    const stop = broker.broker.onInventoryChange(() => {
      if (!is()) return;
      stop();
      resolve();
    });
  });
}

async function foreignAuthority(context: TestContext, clock: ManualClock): Promise<Authority> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-foreign-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return await openAuthority(directory, { clock });
}

test('the URI is the common name and what follows the mount point', async (context) => {
  const broker = await start(context);
  const paths: [string, string][] = [
    ['', 'agent'],
    ['/', 'agent'],
    ['/agent', 'agent'],
    ['/agent?x=y', 'agent'],
    ['/ruby-pcp-client-17', 'ruby-pcp-client-17'],
  ];
  for (const [path, type] of paths) {
    const client = await (await connect(broker, 'node1.example.com', path)).opened();
    assert.deepEqual(broker.broker.inventory(), [`pcp://node1.example.com/${type}`], path);
    await client.leaves();
    await inventoryIs(broker, []);
  }
});

test('whoever may not connect is told why', async (context) => {
  const broker = await start(context, { maxConnections: 1 });
  const { ca } = await broker.credentials('node1');
  const foreign = await (await foreignAuthority(context, new ManualClock(Date.now()))).issue('node1');
  const first = await (await connect(broker, 'first')).opened();
  const none = new PcpClient(`${broker.url}/agent`, { ca });
  assert.deepEqual(await none.ended, { code: 4003, reason: 'No client certificate.' });
  const full = await connect(broker, 'node1');
  assert.deepEqual(await full.ended, { code: 1011, reason: 'Connection limit exceeded.' });
  const stranger = new PcpClient(`${broker.url}/agent`, { ca, cert: foreign.certificate, key: foreign.key });
  assert.deepEqual(await stranger.ended, { status: 403 });
  await first.leaves();
  await inventoryIs(broker, []);
  const server = await connect(broker, 'node1', '/server');
  assert.deepEqual(await server.ended, { code: 4002, reason: 'Association unsuccessful.' });
  const elsewhere = new PcpClient(broker.url.replace('/pcp2', '/pcp'), { ca });
  assert.deepEqual(await elsewhere.ended, { status: 404 });
  assert.deepEqual(broker.broker.inventory(), []);
});

test('a client without a name gets no memory to fill', async (context) => {
  const broker = await start(context, { refusalDelay: 60_000 });
  const { ca } = await broker.credentials('node1');
  const stranger = await new PcpClient(`${broker.url}/agent`, { ca }).opened();
  stranger.socket.send('x'.repeat(1025));
  assert.deepEqual(await stranger.ended, { code: 1009, reason: '' });
});

test('a certificate that has expired is refused', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-expired-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const broker = await start(context, { directory });
  // The same CA, six years ago.
  const past = new ManualClock(Date.now() - 6 * 365 * 24 * 3600 * 1000);
  const expired = await (await openAuthority(join(directory, 'ssl'), { clock: past })).issue('old');
  const { ca } = await broker.credentials('node1');
  const client = new PcpClient(`${broker.url}/agent`, { ca, cert: expired.certificate, key: expired.key });
  assert.deepEqual(await client.ended, { status: 403 });
});

test('a broker that stops says goodbye, and refuses upgrades before it is gone', async (context) => {
  const broker = await start(context);
  const client = await (await connect(broker, 'node1')).opened();
  broker.broker.stop();
  assert.deepEqual(await client.ended, { code: 1001, reason: 'Broker is stopping.' });
  assert.deepEqual(await (await connect(broker, 'node1')).ended, { status: 503 });
});

test('of two connections with one certificate the second stays', async (context) => {
  const broker = await start(context);
  const first = await (await connect(broker, 'node1')).opened();
  const second = await (await connect(broker, 'node1')).opened();
  assert.deepEqual(await first.ended, { code: 1006, reason: '' });
  second.says({ message_type: messageType.associateRequest });
  assert.equal((await second.hears()).message_type, messageType.associateResponse);
  assert.deepEqual(broker.broker.inventory(), ['pcp://node1/agent']);
});

test('requests reach the agent and its answers the controller, whole', async (context) => {
  const broker = await start(context);
  const agent = await (await connect(broker, 'node1')).opened();
  const controller = await (await connect(broker, 'orchestrator', '/controller')).opened();
  const data = { transaction_id: '1', text: 'héllo ☃ \u{1f600} \ud800', big: 'x'.repeat(3_000_000) };
  const id = controller.says({ message_type: pxpMessage.nonBlockingRequest, target: 'pcp://node1/agent', data });
  const request = await agent.hears();
  assert.deepEqual(request, {
    id,
    message_type: pxpMessage.nonBlockingRequest,
    target: 'pcp://node1/agent',
    sender: 'pcp://orchestrator/controller',
    data,
  });
  const target = request.sender ?? '';
  agent.says({ message_type: pxpMessage.provisionalResponse, target, data: { transaction_id: '1' } });
  const answer = await controller.hears();
  assert.deepEqual([answer.sender, answer.data], ['pcp://node1/agent', { transaction_id: '1' }]);
  const lost = controller.says({ message_type: pxpMessage.blockingRequest, target: 'pcp://node2/agent' });
  const error = await controller.hears();
  assert.deepEqual([error.data, error.in_reply_to], ['Not connected.', lost]);
});

test('what is no message is answered, in fragments too', async (context) => {
  const broker = await start(context);
  const client = await (await connect(broker, 'node1')).opened();
  client.socket.send('no message');
  client.socket.send(Buffer.from('{}'), { binary: true });
  for (let times = 0; times < 2; times++) {
    const { data, in_reply_to } = await client.hears();
    assert.deepEqual([data, in_reply_to], ['Could not decode message', undefined]);
  }
  const text = JSON.stringify({ id: crypto.randomUUID(), message_type: messageType.associateRequest });
  client.socket.send(text.slice(0, 20), { fin: false });
  client.socket.send(text.slice(20), { fin: true });
  assert.equal((await client.hears()).message_type, messageType.associateResponse);
});

test('a message that is too long ends its connection with 1009, and bytes that are no UTF-8 with 1007', async (context) => {
  const broker = await start(context, { maxMessageSize: 1000 });
  const cases: [Buffer, number][] = [
    [Buffer.alloc(1001, 'x'), 1009],
    [Buffer.from([0xc3, 0x28]), 1007],
  ];
  for (const [bytes, code] of cases) {
    const client = await (await connect(broker, 'node1')).opened();
    client.socket.send(bytes, { binary: false });
    assert.deepEqual(await client.ended, { code, reason: '' });
    await inventoryIs(broker, []);
  }
});

test('a client that never answers a ping is dropped, one that does is kept', async (context) => {
  const clock = new ManualClock(Date.now());
  const broker = await start(context, { clock });
  const dead = await (await connect(broker, 'dead', '/agent', { autoPong: false })).opened();
  const alive = await (await connect(broker, 'alive', '/agent')).opened();
  for (let ping = 0; ping < 4; ping++) {
    clock.advance(15_000);
    if (ping === 3) break;
    await once(alive.socket, 'ping');
    // The pong is written before this, so it has arrived when this is answered.
    alive.says({ message_type: messageType.associateRequest });
    await alive.hears();
  }
  assert.deepEqual(await dead.ended, { code: 1006, reason: '' });
  assert.deepEqual(broker.broker.inventory(), ['pcp://alive/agent']);
});

test('a client that stops reading is cut off before it fills the memory', async (context) => {
  const broker = await start(context, { sendBufferLimit: 4_000_000 });
  const errors: Message[] = [];
  const controller = broker.broker.attach('pcp://orchestrator/orchestrator', (message) => errors.push(message));
  const slow = await (await connect(broker, 'slow')).opened();
  slow.socket.pause();
  const message = {
    message_type: pxpMessage.nonBlockingRequest,
    target: 'pcp://slow/agent',
    data: 'x'.repeat(1_000_000),
  };
  let sent = 0;
  while (broker.broker.inventory().length > 0) {
    controller.send({ id: crypto.randomUUID(), ...message });
    sent += 1;
    assert.ok(sent < 100, 'the broker goes on for ever');
  }
  assert.ok(sent >= 5, `cut off after ${sent}`);
  slow.socket.resume();
  assert.deepEqual(await slow.ended, { code: 1006, reason: '' });
  assert.equal(errors[0]?.data, 'Send buffer exceeded.');
});

test('compression is not agreed upon, TLS 1.2 is enough', async (context) => {
  const broker = await start(context);
  const client = await (
    await connect(broker, 'node1', '/agent', { perMessageDeflate: true, maxVersion: 'TLSv1.2' })
  ).opened();
  assert.equal(client.socket.extensions, '');
});

test('a subscriber learns of a client that comes and goes', async (context) => {
  const clock = new ManualClock(Date.now());
  const broker = await start(context, { clock });
  const controller = await (await connect(broker, 'orchestrator', '/controller')).opened();
  controller.says({ message_type: messageType.inventoryRequest, data: { query: ['pcp://*/agent'], subscribe: true } });
  assert.deepEqual((await controller.hears()).data, { uris: [] });
  const agent = await (await connect(broker, 'node1')).opened();
  await agent.leaves();
  await inventoryIs(broker, ['pcp://orchestrator/controller']);
  clock.advance(1000);
  const update = await controller.hears();
  assert.deepEqual(
    [update.message_type, update.data],
    [
      messageType.inventoryUpdate,
      {
        changes: [
          { client: 'pcp://node1/agent', change: 1 },
          { client: 'pcp://node1/agent', change: -1 },
        ],
      },
    ],
  );
});
