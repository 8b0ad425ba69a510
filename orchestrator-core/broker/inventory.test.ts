import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InventoryChange, type Message, messageType } from '../pcp/index.ts';
import { brokerUnderTest, type FakeClient } from './fake-socket.ts';

const id = '22222222-2222-4222-8222-222222222222';

function query(patterns: readonly string[], subscribe?: boolean): Message {
  const data = subscribe === undefined ? { query: patterns } : { query: patterns, subscribe };
  return { id, message_type: messageType.inventoryRequest, target: 'pcp:///server', data };
}

/** What a subscriber was told since the last time, each message as its list. */
function told(client: FakeClient): readonly unknown[] {
  return client.take().map(({ message_type, data }) => {
    if (message_type === messageType.inventoryResponse) return (data as { uris: string[] }).uris;
    assert.equal(message_type, messageType.inventoryUpdate);
    const { changes } = data as unknown as { changes: InventoryChange[] };
    return changes.map(({ client: uri, change }) => `${change === 1 ? '+' : '-'}${uri.slice(6)}`);
  });
}

const everything = ['pcp://*/*'];

test('an inventory request is answered with the clients that it names, sorted', () => {
  const { client } = brokerUnderTest();
  const controller = client('orchestrator', 'controller');
  client('b');
  client('a');
  client('a', 'other');
  client('gone').leaves();
  const cases: [string[], string[]][] = [
    [['pcp://a/agent'], ['pcp://a/agent']],
    [['pcp://*/agent'], ['pcp://a/agent', 'pcp://b/agent']],
    [['pcp://a/*'], ['pcp://a/agent', 'pcp://a/other']],
    [['pcp://orchestrator/controller'], ['pcp://orchestrator/controller']],
    [['pcp://gone/agent'], []],
    [
      ['pcp://b/agent', 'pcp://*/agent'],
      ['pcp://a/agent', 'pcp://b/agent'],
    ],
    [[], []],
  ];
  for (const [patterns, uris] of cases) {
    controller.says(query(patterns));
    const [response] = controller.take();
    assert.deepEqual(
      [response?.message_type, response?.in_reply_to, response?.sender, response?.target, response?.data],
      [messageType.inventoryResponse, id, 'pcp:///server', 'pcp://orchestrator/controller', { uris }],
    );
  }
});

test('the answer goes to nobody when the type of the sender is not that of the connection', () => {
  const { client, broker } = brokerUnderTest();
  const controller = client('orchestrator', 'controller');
  controller.says({ ...query(everything, true), sender: 'pcp://orchestrator/other' });
  assert.deepEqual(controller.take(), []);
  assert.equal(broker.status().subscriptions, 0);
});

test('a subscriber is told every second what changed, in order, filtered, in one message', () => {
  const { clock, client } = brokerUnderTest();
  const controller = client('orchestrator', 'controller');
  const other = client('orchestrator', 'other');
  const [a, b] = [client('a'), client('b')];
  controller.says(query(['pcp://*/agent'], true));
  other.says(query(['pcp://c/agent'], true));
  assert.deepEqual(told(controller), [['pcp://a/agent', 'pcp://b/agent']]);
  assert.deepEqual(told(other), [[]]);
  a.leaves();
  b.leaves();
  client('x', 'unwatched');
  clock.advance(999);
  assert.deepEqual(told(controller), []);
  clock.advance(1);
  assert.deepEqual(told(controller), [['-a/agent', '-b/agent']]);
  clock.advance(3000);
  assert.deepEqual([told(controller), told(other)], [[], []]);
});

test('an update never tells what the response showed', () => {
  const { clock, client } = brokerUnderTest();
  const first = client('orchestrator', 'first');
  first.says(query(everything, true));
  assert.deepEqual(told(first), [['pcp://orchestrator/first']]);
  client('a');
  // The change is still to be told to the first when the second subscribes and sees it.
  const second = client('orchestrator', 'second');
  second.says(query(['pcp://*/agent'], true));
  client('b');
  assert.deepEqual(told(second), [['pcp://a/agent']]);
  clock.advance(1000);
  assert.deepEqual(told(second), [['+b/agent']]);
  assert.deepEqual(told(first), [['+a/agent', '+orchestrator/second', '+b/agent']]);
});

test('a subscription ends with a request that does not ask for it, and with the connection', () => {
  const { clock, client, broker } = brokerUnderTest();
  const controller = client('orchestrator', 'controller');
  controller.says(query(everything, true));
  controller.says(query([]));
  client('a');
  clock.advance(1000);
  assert.deepEqual(told(controller), [['pcp://orchestrator/controller'], []], 'and no update');
  controller.says(query(everything, true));
  controller.take();
  assert.equal(broker.status().subscriptions, 1);
  // Replaced, not added.
  controller.says(query(['pcp://b/agent'], true));
  client('c');
  clock.advance(1000);
  assert.deepEqual(told(controller), [[]]);
  controller.leaves();
  assert.equal(broker.status().subscriptions, 0);
  const again = client('orchestrator', 'controller');
  client('b');
  clock.advance(1000);
  assert.deepEqual(again.take(), []);
});

test('a client that connects twice supersedes itself', () => {
  const { broker, clock, client } = brokerUnderTest();
  const controller = client('orchestrator', 'controller');
  controller.says(query(['pcp://*/agent'], true));
  const changes: string[] = [];
  broker.onInventoryChange(({ client: uri, change }) => changes.push(`${uri} ${change}`));
  const first = client('a');
  const second = client('a');
  assert.deepEqual(first.ended, { code: 1006, reason: '' });
  assert.equal(second.ended, undefined);
  assert.deepEqual(broker.inventory(), ['pcp://a/agent', 'pcp://orchestrator/controller']);
  // The first is no longer heard, and its end, however late, is nobody's.
  first.says(query(everything));
  first.says('nonsense');
  first.saysBinary();
  first.leaves();
  assert.deepEqual(first.take(), []);
  clock.advance(1000);
  assert.deepEqual(told(controller), [[], ['+a/agent', '+a/agent']]);
  assert.deepEqual(changes, ['pcp://a/agent 1', 'pcp://a/agent 1']);
  second.leaves();
  assert.deepEqual(changes.at(-1), 'pcp://a/agent -1');
  clock.advance(1000);
  assert.deepEqual(told(controller), [['-a/agent']]);
});

test('the subscription of a superseded controller ends with it', () => {
  const { broker, client } = brokerUnderTest();
  client('orchestrator', 'controller').says(query(everything, true));
  client('orchestrator', 'controller');
  assert.equal(broker.status().subscriptions, 0);
});

test('whoever counts what two controllers are told sees thirty agents come and go', () => {
  const { clock, client } = brokerUnderTest();
  const controllers = ['one', 'two'].map((type) => client('orchestrator', type));
  const seen = controllers.map(() => new Set<string>());
  const agents: FakeClient[] = [];
  const listen = () => {
    controllers.forEach((controller, index) => {
      const known = seen[index] ?? new Set();
      for (const message of told(controller)) {
        for (const entry of message as string[]) {
          const uri = entry.replace(/^[+-]|^pcp:\/\//, '');
          if (entry.startsWith('-')) assert.ok(known.delete(uri), `${uri} was not there`);
          else {
            assert.ok(!known.has(uri), `${uri} was there`);
            known.add(uri);
          }
        }
      }
    });
  };
  const patterns = Array.from({ length: 30 }, (_, type) => `pcp://agents/${type}`);
  for (let type = 0; type < 30; type++) {
    agents.push(client('agents', String(type)));
    if (type === 7) controllers[0]?.says(query(patterns, true));
    if (type === 19) controllers[1]?.says(query(patterns, true));
    clock.advance(170);
    listen();
  }
  clock.advance(1000);
  listen();
  assert.deepEqual(
    seen.map(({ size }) => size),
    [30, 30],
  );
  for (const agent of agents) {
    agent.leaves();
    clock.advance(70);
    listen();
  }
  clock.advance(1000);
  listen();
  assert.deepEqual(
    seen.map(({ size }) => size),
    [0, 0],
  );
});

test('many changes at once are told early instead of being kept', () => {
  const { client } = brokerUnderTest();
  const controller = client('orchestrator', 'controller');
  controller.says(query(['pcp://*/agent'], true));
  controller.take();
  for (let number = 0; number < 1000; number++) client(`n${number}`);
  assert.deepEqual(
    told(controller).map((changes) => (changes as unknown[]).length),
    [1000],
  );
});

test('an inventory listener hears at once, until it has heard enough', () => {
  const { broker, client, log } = brokerUnderTest();
  const heard: InventoryChange[] = [];
  broker.onInventoryChange(() => {
    throw new Error('a bug');
  });
  const stop = broker.onInventoryChange((change) => heard.push(change));
  client('a').leaves();
  stop();
  client('b');
  assert.deepEqual(heard, [
    { client: 'pcp://a/agent', change: 1 },
    { client: 'pcp://a/agent', change: -1 },
  ]);
  assert.equal(log.filter((line) => line.includes('a bug')).length, 3);
});
