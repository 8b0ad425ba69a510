import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../../common/index.ts';
import { ConnectionPool, Gate } from './connection-pool.ts';

const never = new AbortController().signal;

class Connection {
  state: 'open' | 'lost' | 'closed' = 'open';
  isOpen = (): boolean => this.state === 'open';
  close = async (): Promise<void> => {
    this.state = 'closed';
  };
}

function pool(capacity = 2) {
  const clock = new ManualClock();
  const opened: Connection[] = [];
  const connections = new ConnectionPool<Connection>({ clock, idle: 1000, capacity });
  const lease = (key = 'a') =>
    connections.lease(key, never, async () => {
      const connection = new Connection();
      opened.push(connection);
      return connection;
    });
  return { clock, opened, connections, lease };
}

describe('a pool of connections', () => {
  it('lends one to as many as it carries, and opens another for the next', async () => {
    const { lease, opened } = pool();
    const leases = await Promise.all([lease(), lease(), lease()]);
    assert.equal(opened.length, 2);
    assert.equal(leases[0]?.connection, leases[1]?.connection);
    assert.notEqual(leases[0]?.connection, leases[2]?.connection);
    leases[0]?.release();
    assert.equal((await lease()).connection, leases[0]?.connection);
    assert.notEqual((await lease('b')).connection, leases[0]?.connection);
  });

  it('closes what nobody used for a while, and not what somebody uses', async () => {
    const { lease, opened, clock } = pool();
    const first = await lease();
    first.release();
    clock.advance(999);
    const second = await lease();
    assert.equal(second.connection, first.connection);
    first.release();
    clock.advance(5000);
    assert.equal(opened[0]?.state, 'open');
    second.release();
    clock.advance(1000);
    assert.equal(opened[0]?.state, 'closed');
    assert.notEqual((await lease()).connection, first.connection);
  });

  it('lends nothing that was lost or is to be forgotten', async () => {
    const { lease, opened, connections } = pool();
    const { connection, release } = await lease();
    release();
    connection.state = 'lost';
    (await lease()).release();
    connections.forget('a');
    await lease();
    assert.deepEqual(
      opened.map(({ state }) => state),
      ['closed', 'closed', 'open'],
    );
  });

  it('lets everybody try who waited for one that failed, and nobody who was stopped', async () => {
    const { connections } = pool();
    const controller = new AbortController();
    const failing = Promise.withResolvers<Connection>();
    let tries = 0;
    const open = (): Promise<Connection> => {
      tries += 1;
      return tries === 1 ? failing.promise : Promise.resolve(new Connection());
    };
    const first = connections.lease('a', never, open);
    const second = connections.lease('a', never, open);
    const stopped = connections.lease('b', controller.signal, () => failing.promise);
    const waiting = connections.lease('b', controller.signal, open);
    controller.abort('stopped');
    await assert.rejects(waiting, (reason) => reason === 'stopped');
    failing.reject(new Error('no'));
    await assert.rejects(first, /no/);
    await assert.rejects(stopped, /no/);
    assert.ok((await second).connection.isOpen());
  });

  it('closes everything at its end, also what is only being opened', async () => {
    const { lease, opened, connections, clock } = pool();
    (await lease()).release();
    const late = lease('b');
    const refusal = assert.rejects(late, /closed meanwhile/);
    await connections.close();
    await refusal;
    assert.deepEqual(
      opened.map(({ state }) => state),
      ['closed', 'closed'],
    );
    assert.equal(clock.waiting, 0);
    await assert.rejects(lease(), /closed already/);
  });
});

it('a gate lets so many through at a time, whatever comes of them', async () => {
  const gate = new Gate(2);
  let [inside, most, failed] = [0, 0, 0];
  const pass = async (index: number): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    inside -= 1;
    if (index % 3 === 0) throw new Error('no');
  };
  const passes = Array.from({ length: 30 }, (_, index) =>
    gate
      .pass('a', () => pass(index))
      .catch(() => {
        failed += 1;
      }),
  );
  await Promise.all(passes);
  assert.deepEqual([most, failed, inside], [2, 10, 0]);
});

it('a gate that is narrowed lets fewer through, one at least', async () => {
  const gate = new Gate(8);
  for (let times = 0; times < 5; times += 1) gate.narrow('a');
  let [inside, most] = [0, 0];
  const pass = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => gate.pass('a', pass)));
  assert.equal(most, 1);
  // Those that are inside already stay; the next wait until few enough are.
  const held = Promise.withResolvers<void>();
  const first = Array.from({ length: 8 }, () => gate.pass('b', () => held.promise));
  const last = gate.pass('b', pass);
  gate.narrow('b');
  held.resolve();
  await Promise.all([...first, last]);
  assert.equal(inside, 0);
});
