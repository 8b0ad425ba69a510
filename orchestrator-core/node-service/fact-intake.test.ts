import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, isJsonObject, type Json, type Log, ManualClock, OrchestratorError } from '../common/index.ts';
import { memoryNodeStore, type NodeStore, type StoreCommand } from '../inventory/index.ts';
import type { Message } from '../pcp/index.ts';
import { extensionMessage } from '../pxp/index.ts';
import { openAgentRecords } from '../store/index.ts';
import { AgentDirectory } from '../transports/index.ts';
import { createFactIntake, type FactIntake } from './fact-intake.ts';
import { factsIn } from './fact-runs.ts';
import { writeFacts } from './fact-writer.ts';

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const hours = 3_600_000;

interface Lab {
  readonly intake: FactIntake;
  readonly clock: ManualClock;
  readonly store: NodeStore;
  readonly records: ReturnType<typeof openAgentRecords>;
  /** Who was asked for facts and has not answered. */
  readonly asked: string[];
  readonly lines: string[];
  connect(name: string): void;
  leave(name: string): void;
  /** An agent says what its facts look like. */
  tell(name: string, digest: string): Promise<void>;
  /** An agent sends its facts. */
  send(name: string, digest: string, facts?: Json): Promise<void>;
  /** What the store will not take, and what it took. */
  refuse: unknown;
  readonly taken: StoreCommand[];
}

function lab(): Lab {
  const clock = new ManualClock();
  clock.advance(100 * hours);
  const lines: string[] = [];
  const log: Log = { log: (_, message) => void lines.push(message) };
  const agents = new AgentDirectory(clock, log);
  const taken: StoreCommand[] = [];
  const memory = memoryNodeStore((query) => factSets(taken, query));
  const store: NodeStore = {
    ...memory,
    submit: async (command) => {
      if (made.refuse !== undefined) throw made.refuse;
      await memory.submit(command);
      taken.push(command);
    },
  };
  const records = openAgentRecords({ clock, log });
  const asked: string[] = [];
  let receive: (message: Message) => void = () => {};
  const intake = createFactIntake({
    agents,
    records,
    store,
    attach: (listener) => {
      receive = listener;
      const send = ({ target = '' }: Message): void => void asked.push(target.split('/')[2] ?? '');
      return { uri: 'pcp://orchestrator/facts', send, detach: () => {} };
    },
    ids: countingIds(),
    clock,
    log,
  });
  const message = (message_type: string, data: Json): Message => ({ id: '1', message_type, data });
  const made: Lab = {
    intake,
    clock,
    store,
    records,
    asked,
    lines,
    taken,
    refuse: undefined,
    connect: (name) => agents.inventoryChanged({ client: `pcp://${name}/agent`, change: 1 }),
    leave: (name) => agents.inventoryChanged({ client: `pcp://${name}/agent`, change: -1 }),
    tell: async (name, digest) => {
      intake.serverMessage(`pcp://${name}/agent`, message(extensionMessage.factsDigest, { digest }));
      await turns();
    },
    send: async (name, digest, facts = { kernelrelease: '1', networking: {} }) => {
      const data = { digest, age: 500, facts, classes: ['apache'] };
      receive({ ...message(extensionMessage.facts, data), sender: `pcp://${name}/agent` });
      await turns();
    },
  };
  return made;
}

/** Answers what the intake asks of the store: which facts of a node there are, and whose. */
function factSets(taken: readonly StoreCommand[], query: string | readonly Json[]): readonly string[] {
  const [, , extract] = query as [string, string, [string, string[], [string, string, string]]];
  const last = taken.findLast(({ certname }) => certname === extract[2][2])?.payload;
  if (!isJsonObject(last)) return [];
  const { environment = null, producer = null, producer_timestamp = null } = last;
  return [JSON.stringify({ environment, producer, producer_timestamp })];
}

test('facts are asked for when they are not known, and only then', async () => {
  const { intake, store, records, asked, clock, taken, connect, tell, send } = lab();
  connect('a');
  await tell('a', 'one');
  assert.deepEqual(asked.splice(0), ['a']);
  await send('a', 'one', { kernelrelease: '1', networking: {}, os: 'x' });
  assert.deepEqual(await store.facts('a'), {
    values: { kernelrelease: '1', networking: {}, os: 'x' },
    at: clock.now() - 500,
    environment: 'production',
  });
  assert.deepEqual([records.get('a')?.digest, records.get('a')?.classes], ['one', ['apache']]);
  await tell('a', 'one');
  assert.deepEqual(asked, []);
  await tell('a', 'two');
  assert.deepEqual(asked.splice(0), ['a']);
  clock.advance(1000);
  await send('a', 'two');
  clock.advance(7 * hours);
  await tell('a', 'two');
  assert.deepEqual(asked.splice(0), ['a'], 'what changes all the time is as old as it may be');
  assert.equal(taken.length, 2);
  await intake.close();
});

test('a thousand agents at once are asked a few at a time', async () => {
  const { intake, asked, taken, connect, tell, send } = lab();
  const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
  for (const name of names) connect(name);
  await Promise.all(names.map((name) => tell(name, 'one')));
  assert.equal(asked.length, 16);
  while (asked.length > 0) {
    const turn = asked.splice(0);
    assert.ok(turn.length <= 16);
    await Promise.all(turn.map((name) => send(name, 'one')));
    await turns();
  }
  assert.deepEqual([taken.length, intake.waiting()], [1000, 0]);
  await intake.close();
});

test('agents that leave, say nothing or nonsense hold nobody up', async () => {
  const { intake, asked, clock, lines, connect, leave, tell, send } = lab();
  const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
  for (const name of names) connect(name);
  for (const name of names) await tell(name, 'one');
  for (const name of asked.splice(0, 14)) leave(name);
  await turns();
  assert.equal(asked.length, 6);
  await send('n14', 'one', 'no facts');
  await send('nobody', 'one');
  clock.advance(60_000);
  await turns();
  assert.equal(intake.waiting(), 0);
  assert.ok(lines.includes('n14 sent facts that are not understood: data.facts: expected an object, got a string'));
  assert.ok(lines.includes('n15 told of its facts and does not send them.'));
  await intake.close();
  assert.equal(clock.waiting, 0);
});

test('a store that fails is tried again later, and what it refuses is not', async () => {
  const made = lab();
  const { asked, clock, taken, lines, connect, tell, send } = made;
  made.refuse = new OrchestratorError('baton/disk-full', 'The disk is full.');
  connect('a');
  connect('b');
  await tell('a', 'one');
  await send('a', 'one');
  await tell('b', 'one');
  assert.deepEqual(
    [taken.length, asked.splice(0), lines],
    [0, ['a'], ['The facts of a are not stored: The disk is full.']],
  );
  made.refuse = undefined;
  clock.advance(10_000);
  await turns();
  assert.deepEqual(asked.splice(0), ['a', 'b']);
  await send('a', 'one');
  made.refuse = new OrchestratorError('puppetlabs.puppetdb/command-error', 'No.');
  await send('b', 'one');
  clock.advance(10_000);
  await turns();
  assert.deepEqual([taken.length, asked], [1, []]);
  await made.intake.close();
});

test('facts that Puppet itself sent are left alone for a while', async () => {
  const { intake, store, asked, clock, connect, tell } = lab();
  const payload = {
    certname: 'a',
    values: {},
    environment: 'test',
    producer: 'puppet',
    producer_timestamp: new Date(clock.now()).toISOString(),
  };
  await store.submit({ command: 'replace facts', version: 5, certname: 'a', payload, received: clock.now() });
  connect('a');
  await tell('a', 'one');
  assert.deepEqual(asked, []);
  clock.advance(3 * hours);
  await tell('a', 'one');
  assert.deepEqual(asked, ['a']);
  await intake.close();
});

test('what little a task finds is laid over what is known, in the environment that is known', async () => {
  const { store, clock, taken } = lab();
  const ports = { store, clock, log: { log: () => {} } };
  const write = (values: { readonly [name: string]: Json }, at = clock.now()) =>
    writeFacts(ports, { certname: 'a', values, at });
  await write({ facterversion: '4', os: { name: 'Debian', family: 'Debian' }, agent_specified_environment: 'test' });
  clock.advance(1000);
  await write({ os: { name: 'Ubuntu' } }, clock.now() + hours);
  assert.deepEqual((await store.facts('a'))?.values['os'], { name: 'Ubuntu', family: 'Debian' });
  assert.deepEqual(
    taken.map(({ payload }) => isJsonObject(payload) && [payload['environment'], payload['producer_timestamp']]),
    [100 * hours, 100 * hours + 1000].map((at) => ['test', new Date(at).toISOString()]),
  );
});

test('facts are in the results of the tasks that find them', () => {
  const job = { command: 'task', object: 'facts' } as Parameters<typeof factsIn>[1];
  const event = (value: { readonly [name: string]: Json }, status = 'success') =>
    ({ type: 'node_finished', node: 'a', result: { status, value, reached: true } }) as Parameters<typeof factsIn>[0];
  const values = { os: 'x' };
  assert.deepEqual(factsIn(event({ os: 'x', _output: 'y' }), job), values);
  assert.deepEqual(factsIn(event({ name: 'a', values }), { ...job, object: 'apply_helpers::custom_facts' }), values);
  assert.equal(factsIn(event({ _output: 'no JSON' }), job), undefined);
  assert.equal(factsIn(event(values, 'failure'), job), undefined);
  assert.equal(factsIn(event(values), { ...job, object: 'package' }), undefined);
  assert.equal(factsIn(event(values), { ...job, command: 'command' }), undefined);
});
