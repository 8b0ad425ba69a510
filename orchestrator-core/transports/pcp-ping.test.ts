import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, type JsonObject, ManualClock, silentLog } from '../common/index.ts';
import { bareTarget } from '../inventory/index.ts';
import type { Message } from '../pcp/index.ts';
import { pxpMessage } from '../pxp/index.ts';
import { AgentDirectory } from './agent-directory.ts';
import { createPcpTransport } from './pcp.ts';

/** A transport whose broker has one agent, `web1`, which a test plays. */
function stage(connectingUntil = 0) {
  const clock = new ManualClock();
  const agents = new AgentDirectory(clock, silentLog);
  const ids = countingIds();
  const sent: Message[] = [];
  let receive: (message: Message) => void = () => {};
  const transport = createPcpTransport({
    clock,
    ids,
    log: silentLog,
    agents,
    attach: (listener) => {
      receive = listener;
      return { send: (message) => sent.push(message), detach: () => {} };
    },
    keep: () => Promise.reject(new Error()),
    resultOf: () => ({ status: 'success', value: {} }),
    connectingUntil,
  });
  const abort = new AbortController();
  return {
    clock,
    sent,
    abort,
    change: (change: 1 | -1) => agents.inventoryChanged({ client: 'pcp://web1/agent', change }),
    ping: () => transport.ping({ ...bareTarget('web', 'pcp'), options: { host: 'web1' } }, abort.signal),
    answer: (type: string, data: JsonObject) => {
      const { transaction_id = '' } = (sent.at(-1)?.data ?? {}) as JsonObject;
      receive({ id: ids.uuid(), message_type: type, sender: 'pcp://web1/agent', data: { transaction_id, ...data } });
    },
  };
}

/** Lets everything that is already settled be seen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('an agent is asked by its module ping', async () => {
  const { change, ping, sent, answer } = stage();
  change(1);
  const pong = ping();
  await settle();
  assert.equal(sent[0]?.message_type, pxpMessage.blockingRequest);
  const { module, action, params } = (sent[0]?.data ?? {}) as JsonObject;
  assert.deepEqual([sent[0]?.target, module, action, params], ['pcp://web1/agent', 'ping', 'ping', {}]);
  answer(pxpMessage.blockingResponse, { results: { request_hops: [] } });
  assert.equal(await pong, undefined);
});

test('an agent that refuses is there too', async () => {
  const { change, ping, answer } = stage();
  change(1);
  const pong = ping();
  await settle();
  answer(pxpMessage.error, { id: '1', description: 'no module ping' });
  assert.equal(await pong, undefined);
});

test('who is not connected, goes away or is silent does not answer', async () => {
  const away = stage();
  assert.match((await away.ping())?.msg ?? '', /^web1 is not connected/);
  assert.equal(away.sent.length, 0);
  const going = stage();
  going.change(1);
  const gone = going.ping();
  await settle();
  going.change(-1);
  assert.equal((await gone)?.msg, 'web1 went away.');
  const silent = stage();
  silent.change(1);
  const never = silent.ping();
  await settle();
  silent.abort.abort();
  assert.equal((await never)?.msg, 'web1 did not answer.');
});

test('an agent may still be on its way when the orchestrator has just begun', async () => {
  const { change, ping, answer, clock } = stage(5000);
  const pong = ping();
  change(1);
  await settle();
  clock.advance(5000);
  await settle();
  answer(pxpMessage.blockingResponse, { results: { request_hops: [] } });
  assert.equal(await pong, undefined);
});
