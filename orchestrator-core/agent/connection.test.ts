import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentLog } from '../common/index.ts';
import { Connection, connectionTimes } from './connection.ts';
import type { Socket, SocketEvents } from './socket.ts';

class FakeSocket implements Socket {
  readonly url: string;
  readonly events: SocketEvents;
  readonly sent: string[] = [];
  readonly pings: string[] = [];
  bufferedAmount = 0;
  terminated = false;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.events = events;
  }

  async send(text: string): Promise<boolean> {
    this.sent.push(text);
    return true;
  }

  ping(payload: string): void {
    this.pings.push(payload);
  }

  close(): void {
    this.events.closed('closed');
  }

  terminate(): void {
    this.terminated = true;
    this.events.closed('terminated');
  }
}

function setUp(urls: readonly string[] = ['wss://a', 'wss://b']) {
  const clock = new ManualClock();
  const sockets: FakeSocket[] = [];
  const opened: number[] = [];
  const connection = new Connection({
    urls,
    open: (url, events) => {
      const socket = new FakeSocket(url, events);
      sockets.push(socket);
      return socket;
    },
    clock,
    random: () => 0,
    log: silentLog,
    onOpen: () => void opened.push(clock.now()),
    onMessage: () => {},
    onClose: () => {},
  });
  const last = (): FakeSocket => {
    const socket = sockets.at(-1);
    assert.ok(socket !== undefined);
    return socket;
  };
  return { clock, sockets, connection, last };
}

test('brokers that do not answer are tried in turn, ever more slowly', () => {
  const { clock, sockets, connection, last } = setUp();
  connection.connect();
  const waits: number[] = [];
  for (let count = 0; count < 9; count += 1) {
    const before = sockets.length;
    last().events.closed('refused');
    let wait = 0;
    while (sockets.length === before) {
      clock.advance(1);
      wait += 1;
    }
    waits.push(wait);
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.deepEqual(
    sockets.map(({ url }) => url),
    Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'wss://a' : 'wss://b')),
  );
});

test('jitter takes up to half of the wait off', () => {
  const clock = new ManualClock();
  const sockets: FakeSocket[] = [];
  const connection = new Connection({
    urls: ['wss://a'],
    open: (url, events) => {
      sockets.push(new FakeSocket(url, events));
      return sockets.at(-1) as FakeSocket;
    },
    clock,
    random: () => 0.999,
    log: silentLog,
    onOpen: () => {},
    onMessage: () => {},
    onClose: () => {},
  });
  connection.connect();
  sockets[0]?.events.closed('refused');
  clock.advance(124);
  assert.equal(sockets.length, 1);
  clock.advance(2);
  assert.equal(sockets.length, 2);
});

test('a lost broker is tried again first, and only a connection that lasted ends the row of failures', () => {
  const { clock, sockets, connection, last } = setUp();
  connection.connect();
  last().events.opened();
  clock.advance(connectionTimes.stable - 1);
  last().events.closed('cut');
  clock.advance(250);
  assert.equal(last().url, 'wss://a');
  last().events.opened();
  last().events.closed('cut at once');
  clock.advance(499);
  assert.equal(sockets.length, 2);
  clock.advance(1);
  assert.equal(sockets.length, 3);
  last().events.opened();
  clock.advance(connectionTimes.stable);
  last().events.closed('cut');
  clock.advance(250);
  assert.equal(sockets.length, 4);
});

test('a ping that is not answered ends the connection, one that is does not', async () => {
  const { clock, connection, last } = setUp();
  connection.connect();
  const first = last();
  first.events.opened();
  for (let round = 1; round <= 3; round += 1) {
    clock.advance(connectionTimes.pingInterval);
    assert.equal(first.pings.length, round);
    first.events.pong(first.pings.at(-1) ?? '');
    await Promise.resolve();
    await Promise.resolve();
  }
  assert.equal(first.terminated, false);
  clock.advance(connectionTimes.pingInterval + connectionTimes.pongTimeout);
  assert.equal(first.terminated, true);
  assert.equal(connection.isOpen, false);
});

test('a ping behind a large message has longer to be answered', () => {
  const { clock, connection, last } = setUp();
  connection.connect();
  const socket = last();
  socket.events.opened();
  socket.bufferedAmount = 60_000 * connectionTimes.slowest;
  clock.advance(connectionTimes.pingInterval + connectionTimes.pongTimeout + 59_999);
  assert.equal(socket.terminated, false);
  clock.advance(1);
  assert.equal(socket.terminated, true);
});

test('confirm tells whether the broker has read what was sent', async () => {
  const { connection, last } = setUp();
  assert.equal(await connection.confirm(), false);
  assert.equal(await connection.send('lost'), false);
  connection.connect();
  last().events.opened();
  assert.equal(await connection.send('x'), true);
  const [early, late] = [connection.confirm(), connection.confirm()];
  last().events.pong(last().pings[1] ?? '');
  assert.deepEqual(await Promise.all([early, late]), [true, true]);
  const never = connection.confirm();
  last().events.closed('cut');
  assert.equal(await never, false);
});

test('a closed connection is not made again and leaves no timer', () => {
  const { clock, sockets, connection, last } = setUp();
  connection.connect();
  last().events.opened();
  connection.close();
  clock.advance(120_000);
  assert.equal(sockets.length, 1);
  assert.equal(clock.waiting, 0);
});
