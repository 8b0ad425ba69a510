import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, type JsonObject, ManualClock, silentLog } from '../common/index.ts';
import { bareTarget, type Target } from '../inventory/index.ts';
import type { Action, NodeResult, NodeRun, OutputChunk } from '../jobs/index.ts';
import { type Message, messageType } from '../pcp/index.ts';
import { extensionMessage, pxpMessage } from '../pxp/index.ts';
import { AgentDirectory } from './agent-directory.ts';
import { createPcpTransport, type PcpTransport } from './pcp.ts';
import { patience } from './pcp-ports.ts';

const hello = { version: '0.1.0', extensions: ['output', 'stop'], features: ['shell'] };

/** A broker with one agent, `web1`, that a test plays. */
class Stage {
  readonly clock = new ManualClock(1_000_000);
  readonly agents = new AgentDirectory(this.clock, silentLog);
  readonly sent: Message[] = [];
  readonly said: string[] = [];
  readonly chunks: OutputChunk[] = [];
  readonly abort = new AbortController();
  readonly transport: PcpTransport;
  #receive: (message: Message) => void = () => {};
  #ids = countingIds();

  constructor(connectingUntil?: number) {
    this.transport = createPcpTransport({
      clock: this.clock,
      ids: this.#ids,
      log: silentLog,
      agents: this.agents,
      attach: (receive) => {
        this.#receive = receive;
        return { send: (message) => this.sent.push(message), detach: () => {} };
      },
      keep: () => Promise.reject(new Error()),
      resultOf: (_action, { stdout, stderr, exitCode }) => ({
        status: exitCode === 0 ? 'success' : 'failure',
        value: { _output: Buffer.from(stdout).toString(), stderr, exitCode },
      }),
      ...(connectingUntil === undefined ? {} : { connectingUntil }),
    });
  }

  connect(greeting: typeof hello | 'foreign' = hello): void {
    this.agents.inventoryChanged({ client: 'pcp://web1/agent', change: 1 });
    if (greeting !== 'foreign') this.greet(greeting);
  }
  greet(greeting = hello): void {
    const message = { id: this.#ids.uuid(), message_type: extensionMessage.hello, data: greeting };
    this.agents.serverMessage('pcp://web1/agent', message);
  }

  disconnect(): void {
    this.agents.inventoryChanged({ client: 'pcp://web1/agent', change: -1 });
  }

  run(action: Action = task, transaction = 't1'): Promise<NodeResult> {
    return this.transport.run(nodeRun(action, transaction), this.observer, this.abort.signal);
  }

  resume(bytes = 0): Promise<NodeResult | undefined> {
    const from = { stdout: { bytes, characters: bytes }, stderr: { bytes: 0, characters: 0 } };
    return this.transport.resume(nodeRun(task, 't1'), from, this.observer, this.abort.signal);
  }

  readonly observer = {
    output: async (chunk: OutputChunk) => void this.chunks.push(chunk),
    message: async (text: string) => void this.said.push(text),
  };

  /** The agent says something about a transaction. */
  say(type: string, data: JsonObject, sender = 'pcp://web1/agent'): void {
    this.#receive({ id: this.#ids.uuid(), message_type: type, sender, data: { transaction_id: 't1', ...data } });
  }

  brokerSays(description: string, inReplyTo: string): void {
    this.#receive({ id: this.#ids.uuid(), message_type: messageType.error, data: description, in_reply_to: inReplyTo });
  }

  output(offset: number, text: string): void {
    this.say(extensionMessage.output, { stream: 'stdout', offset, length: Buffer.byteLength(text), text });
  }

  finish(results: JsonObject): void {
    this.say(pxpMessage.nonBlockingResponse, { results });
  }

  /** Answers the newest status query. */
  status(results: JsonObject): void {
    this.answer('status', { transaction_id: 't1', ...results });
  }

  /** Answers the newest request to a module. */
  answer(module: string, results: JsonObject): void {
    const asked = this.data(pxpMessage.blockingRequest).findLast((data) => data['module'] === module);
    assert.ok(asked, `nothing was asked of ${module}`);
    this.say(pxpMessage.blockingResponse, { transaction_id: asked['transaction_id'] ?? '', results });
  }

  of(type: string): Message[] {
    return this.sent.filter(({ message_type }) => message_type === type);
  }

  data(type: string): JsonObject[] {
    return this.of(type).map(({ data }) => data as JsonObject);
  }

  text(): string {
    return this.chunks.map(({ text }) => text).join('');
  }
}

const task: Action = {
  kind: 'task',
  task: {
    name: 'm::t',
    metadata: { input_method: 'stdin', description: 'not sent' },
    files: [{ filename: 't.sh', sha256: 'ab'.repeat(32), size: 3, path: '/x/t.sh' }],
  },
  parameters: { a: 1 },
  noop: true,
};

function nodeRun(action: Action, transaction: string): NodeRun {
  const target: Target = { ...bareTarget('web', 'pcp'), options: { host: 'web1' }, features: ['extra'] };
  return { job: '1', target, action, transaction };
}

/** Lets everything that is already settled be seen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function errorOf(result: NodeResult | undefined): JsonObject {
  return (result?.value['_error'] ?? {}) as JsonObject;
}

test('a task is sent as a non-blocking request, its output streams, its result comes', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  assert.deepEqual(stage.data(pxpMessage.nonBlockingRequest), [
    {
      transaction_id: 't1',
      notify_outcome: true,
      module: 'task',
      action: 'run',
      params: {
        task: 'm::t',
        files: [
          {
            filename: 't.sh',
            uri: { path: `/puppet/v3/file_content/content/${'ab'.repeat(32)}`, params: {} },
            sha256: 'ab'.repeat(32),
            size_bytes: 3,
          },
        ],
        input: { a: 1, _noop: true },
        metadata: { input_method: 'stdin', features: ['extra'] },
      },
    },
  ]);
  stage.say(pxpMessage.provisionalResponse, {});
  assert.deepEqual(stage.data(extensionMessage.outputSubscribe), [{ transaction_id: 't1', stdout: 0, stderr: 0 }]);
  stage.output(0, 'hel');
  stage.output(3, 'lo');
  await settle();
  assert.equal(stage.text(), 'hello');
  assert.deepEqual(stage.data(extensionMessage.outputAcknowledge).at(-1), {
    transaction_id: 't1',
    stdout: 5,
    stderr: 0,
  });
  stage.finish({ exitcode: 0, stdout: 'hello, rest', stderr: 'é' });
  assert.deepEqual(await result, {
    status: 'success',
    value: { _output: 'hello, rest', stderr: 'é', exitCode: 0 },
    reached: true,
  });
  assert.deepEqual(stage.chunks.slice(2), [
    { stream: 'stdout', offset: 5, length: 6, text: ', rest' },
    { stream: 'stderr', offset: 0, length: 2, text: 'é' },
  ]);
  assert.equal(stage.clock.waiting, 0);
});

test('a foreign agent never sees an extension message; its output comes at the end', async () => {
  const stage = new Stage();
  stage.connect('foreign');
  stage.clock.advance(60_000);
  const result = stage.run({ kind: 'command', command: 'id', environment: { A: "it's", B: '' } });
  await settle();
  assert.deepEqual(stage.data(pxpMessage.nonBlockingRequest)[0]?.['params'], {
    command: "export A='it'\\''s' B=''; id",
  });
  stage.say(pxpMessage.provisionalResponse, {});
  stage.finish({ exitcode: 3, stdout: 'x'.repeat(40_000) });
  assert.equal((await result).status, 'failure');
  assert.deepEqual(
    stage.chunks.map(({ offset, length }) => [offset, length]),
    [
      [0, 32_768],
      [32_768, 7232],
    ],
  );
  assert.equal(
    stage.sent.every(({ message_type }) => message_type.startsWith('http://puppetlabs.com/')),
    true,
  );
});

test('a final response that overtakes the provisional one is the result', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  stage.finish({ exitcode: 0, stdout: 'quick' });
  stage.say(pxpMessage.provisionalResponse, {});
  assert.equal((await result).status, 'success');
  assert.equal(stage.text(), 'quick');
});

test('without a provisional response the agent is asked, and a lost request is sent once more', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  stage.clock.advance(patience.provisional);
  assert.equal(stage.of(pxpMessage.blockingRequest).length, 1);
  stage.status({ status: 'unknown' });
  await settle();
  assert.equal(stage.of(pxpMessage.nonBlockingRequest).length, 2);
  assert.deepEqual(stage.data(pxpMessage.nonBlockingRequest)[0], stage.data(pxpMessage.nonBlockingRequest)[1]);
  stage.clock.advance(patience.provisional);
  stage.status({ status: 'unknown', stdout: '{"_error":{"msg":"found no results directory"}}' });
  assert.match(String(errorOf(await result)['msg']), /lost the run \(found no results directory\).*not run again/);
  assert.equal(stage.of(pxpMessage.nonBlockingRequest).length, 2);
});

test('a result whose message was lost is found by asking', async () => {
  const stage = new Stage();
  stage.connect('foreign');
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.clock.advance(patience.foreign);
  stage.status({ status: 'running' });
  await settle();
  stage.clock.advance(2 * patience.foreign);
  stage.status({ status: 'failure', exitcode: 7, stdout: 'out' });
  assert.deepEqual((await result).value, { _output: 'out', stderr: '', exitCode: 7 });
});

test('a foreign agent that answers, but not this query, cannot send the result', async () => {
  const stage = new Stage();
  stage.connect('foreign');
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.clock.advance(patience.foreign + patience.answer);
  const asked = stage.data(pxpMessage.blockingRequest).map(({ module }) => module);
  assert.deepEqual(asked, ['status', 'ping']);
  stage.answer('ping', { request_hops: [] });
  assert.match(String(errorOf(await result)['msg']), /web1 has run it but cannot send .* not UTF-8.* in t1 of/);
  assert.equal((await result).reached, true);
  assert.equal(stage.clock.waiting, 0);
});

test('an answer to another connection proves nothing; a query that went with its connection is asked anew', async () => {
  const stage = new Stage();
  stage.connect('foreign');
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.clock.advance(patience.foreign + patience.answer);
  stage.disconnect();
  await settle();
  stage.clock.advance(1000);
  stage.connect('foreign');
  stage.answer('ping', {});
  await settle();
  assert.equal(stage.data(pxpMessage.blockingRequest).filter(({ module }) => module === 'status').length, 2);
  stage.status({ status: 'success', exitcode: 0, stdout: 'out' });
  assert.equal((await result).status, 'success');
});

test('where another connection took over and does not know the run, two agents may share a certificate', async () => {
  const stage = new Stage();
  stage.connect('foreign');
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.connect('foreign');
  stage.status({ status: 'unknown' });
  assert.match(String(errorOf(await result)['msg']), /lost the run: .* two agents may be using its certificate/);
});

test('a status that stands for an rpc error is a failure, and no output', async () => {
  const error = (msg: string): string =>
    JSON.stringify({ _error: { kind: 'puppetlabs.pxp-agent/execution-error', details: {}, msg } });
  const cases: [JsonObject, string, boolean][] = [
    [{ status: 'failure', exitcode: 0, stdout: error('returned invalid UTF-8 on stdout') }, 'invalid UTF-8', true],
    [{ status: 'failure', exitcode: 0, stdout: error('Failed to download file') }, 'Failed to download', false],
    [{ status: 'success', exitcode: 0, stdout: error('failed to retrieve the output') }, 'failed to retrieve', false],
  ];
  for (const [status, message, reached] of cases) {
    const stage = new Stage();
    stage.connect('foreign');
    const result = stage.run({ kind: 'command', command: 'x', environment: {} });
    await settle();
    stage.say(pxpMessage.provisionalResponse, {});
    stage.clock.advance(patience.foreign);
    stage.status(status);
    assert.match(String(errorOf(await result)['msg']), new RegExp(message));
    assert.deepEqual([(await result).status, (await result).reached, stage.text()], ['failure', reached, '']);
  }
});

test('an agent that finds its answer too large has told all that it can', async () => {
  const stage = new Stage();
  stage.connect('foreign');
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.clock.advance(patience.foreign);
  const description = 'Message size: 70000000 exceeded max-message-size 67108864';
  const { transaction_id = '' } = stage.data(pxpMessage.blockingRequest)[0] ?? {};
  stage.say(pxpMessage.error, { transaction_id, id: 'x', description });
  assert.equal(errorOf(await result)['msg'], description);
});

test('an agent that never answers a query is given up at last', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  for (let waited = 0; waited < 400_000; waited += 1000) {
    stage.clock.advance(1000);
    await settle();
  }
  assert.match(String(errorOf(await result)['msg']), /has not answered for 5 minutes/);
  assert.equal(stage.clock.waiting, 0);
});

test('an agent is not given up because the clock was set forward', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  stage.clock.advance(patience.provisional);
  // The first query stays without an answer; then the machine sleeps for an hour, and so does the second.
  stage.clock.advance(patience.query);
  await settle();
  stage.clock.set(stage.clock.now() + 3_600_000);
  stage.clock.advance(patience.doubt + patience.query);
  await settle();
  stage.clock.advance(2 * patience.doubt);
  stage.status({ status: 'success', exitcode: 0, stdout: 'out' });
  assert.deepEqual((await result).value, { _output: 'out', stderr: '', exitCode: 0 });
});

test('a lost connection is waited for; then the run is followed where its output stopped', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.output(0, 'one');
  await settle();
  stage.disconnect();
  assert.match(stage.said.at(-1) ?? '', /connection to the agent of web1 was lost/);
  stage.clock.advance(3_600_000);
  assert.equal(stage.of(pxpMessage.blockingRequest).length, 0, 'nobody is asked while it is away');
  stage.connect();
  assert.match(stage.said.at(-1) ?? '', /is back/);
  assert.deepEqual(stage.data(extensionMessage.outputSubscribe).at(-1), { transaction_id: 't1', stdout: 3, stderr: 0 });
  stage.status({ status: 'running' });
  await settle();
  stage.clock.advance(patience.doubt);
  stage.status({ status: 'success', exitcode: 0, stdout: 'onetwo' });
  assert.equal((await result).status, 'success');
  assert.equal(stage.text(), 'onetwo');
});

test('output that comes twice is dropped, what is missing is asked for, others are not heard', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  stage.say(pxpMessage.provisionalResponse, {});
  stage.output(0, 'abc');
  stage.output(0, 'abc');
  stage.output(0, 'ab');
  stage.output(2, 'cde');
  stage.output(7, 'h');
  stage.output(8, 'i');
  await settle();
  assert.equal(stage.text(), 'abcde');
  assert.deepEqual(
    stage.data(extensionMessage.outputSubscribe).map(({ stdout }) => stdout),
    [0, 5],
  );
  stage.output(5, 'fghi');
  stage.say(pxpMessage.nonBlockingResponse, { results: { exitcode: 0, stdout: 'forged' } }, 'pcp://evil/agent');
  stage.finish({ exitcode: 0, stdout: 'abcdefghij' });
  assert.equal((await result).value['_output'], 'abcdefghij');
  assert.equal(stage.text(), 'abcdefghij');
  assert.deepEqual(
    stage.chunks.map(({ offset, length }) => [offset, length]),
    [
      [0, 3],
      [3, 2],
      [5, 4],
      [9, 1],
    ],
  );
});

test('a run is stopped by the agent that can, and the result says so', async () => {
  for (const [reason, kind] of [
    ['stopped', 'baton/stopped'],
    ['timed out', 'baton/timeout'],
  ] as const) {
    const stage = new Stage();
    stage.connect();
    const result = stage.run();
    await settle();
    stage.say(pxpMessage.provisionalResponse, {});
    stage.abort.abort(reason);
    assert.deepEqual(stage.data(extensionMessage.stop), [{ transaction_id: 't1' }]);
    stage.finish({ exitcode: 15, stdout: 'half' });
    const { status, value, reached } = await result;
    assert.deepEqual(
      [status, value['_output'], reached, errorOf(await result)['kind']],
      ['failure', 'half', true, kind],
    );
    assert.equal(stage.clock.waiting, 0);
  }
});

test('what succeeded before it could be stopped has succeeded', async () => {
  const stage = new Stage();
  stage.connect();
  const result = stage.run();
  await settle();
  stage.abort.abort('stopped');
  stage.finish({ exitcode: 0 });
  assert.equal((await result).status, 'success');
});

test('where a run cannot be stopped, the result says why', async () => {
  const foreign = new Stage();
  foreign.connect('foreign');
  const result = foreign.run();
  await settle();
  foreign.abort.abort('stopped');
  foreign.clock.advance(patience.hello);
  assert.match(String(errorOf(await result)['msg']), /stopped on web1. Its agent cannot stop a task: it goes on there/);
  assert.equal(foreign.of(extensionMessage.stop).length, 0);

  const stubborn = new Stage();
  stubborn.connect();
  const second = stubborn.run();
  await settle();
  stubborn.abort.abort('stopped');
  stubborn.clock.advance(patience.stop);
  assert.match(String(errorOf(await second)['msg']), /was asked to, and has not ended/);

  const away = new Stage();
  away.connect();
  const third = away.run();
  await settle();
  away.disconnect();
  away.abort.abort('stopped');
  away.clock.advance(patience.stop);
  assert.match(String(errorOf(await third)['msg']), /not connected: it may go on/);
});

test('what cannot be run at all fails at once, and says what to do', async () => {
  const nobody = new Stage();
  const missing = await nobody.run();
  assert.deepEqual([missing.reached, errorOf(missing)['kind']], [false, 'baton/not-connected']);

  const big = new Stage();
  big.connect();
  const tooBig = await big.run({ ...task, parameters: { a: 'x'.repeat(32_000_000) } } as Action);
  assert.match(String(errorOf(tooBig)['msg']), /has 32\d{6} bytes, and an agent takes at most/);
  assert.equal(big.sent.length, 0);

  const stopped = new Stage();
  stopped.connect();
  stopped.abort.abort('stopped');
  assert.equal(errorOf(await stopped.run())['kind'], 'baton/stopped');
  assert.equal(stopped.sent.length, 0);

  const cases: [string, RegExp][] = [
    ['Not connected.', /not connected. Start its agent/],
    ['invalid data', /refused: invalid data/],
  ];
  for (const [description, message] of cases) {
    const stage = new Stage();
    stage.connect();
    const result = stage.run();
    await settle();
    stage.brokerSays(description, stage.sent[0]?.id ?? '');
    assert.match(String(errorOf(await result)['msg']), message);
    assert.equal((await result).reached, false);
  }
});

test('an rpc error is the failure it describes', async () => {
  const cases: [string, boolean][] = [
    ['unknown module: task', false],
    ['The task executed for the non blocking request returned invalid UTF-8 on stdout', true],
  ];
  for (const [description, reached] of cases) {
    const stage = new Stage();
    stage.connect();
    const result = stage.run();
    await settle();
    stage.say(pxpMessage.error, { id: stage.sent[0]?.id ?? '', description });
    assert.deepEqual([errorOf(await result)['msg'], (await result).reached], [description, reached]);
  }
});

test('just after the start an agent is waited for until it has said hello', async () => {
  const stage = new Stage(1_005_000);
  const result = stage.run();
  await settle();
  assert.equal(stage.sent.length, 0);
  stage.connect();
  await settle();
  stage.finish({ exitcode: 0 });
  assert.equal((await result).status, 'success');
  assert.equal(stage.clock.waiting, 0);
  const foreign = new Stage(1_060_000);
  const served = foreign.run();
  foreign.connect('foreign');
  foreign.clock.advance(patience.hello);
  await settle();
  foreign.finish({ exitcode: 0 });
  assert.equal((await served).status, 'success');
  const late = new Stage(1_005_000);
  const failed = late.run();
  late.clock.advance(5000);
  assert.equal(errorOf(await failed)['kind'], 'baton/not-connected');
});

test('a run of an earlier life: running, finished, unknown, or its agent still away', async () => {
  const running = new Stage();
  running.connect();
  const followed = running.resume(3);
  running.status({ status: 'running' });
  await settle();
  assert.deepEqual(running.data(extensionMessage.outputSubscribe).at(-1), {
    transaction_id: 't1',
    stdout: 3,
    stderr: 0,
  });
  running.output(3, 'de');
  running.finish({ exitcode: 0, stdout: 'abcdef' });
  assert.equal((await followed)?.status, 'success');
  assert.equal(running.text(), 'def');

  const unknown = new Stage();
  unknown.connect();
  const lost = unknown.resume();
  unknown.status({ status: 'unknown' });
  assert.equal(await lost, undefined);
  assert.equal(unknown.of(pxpMessage.nonBlockingRequest).length, 0);

  const away = new Stage();
  const later = away.resume();
  assert.match(away.said[0] ?? '', /not connected; the node is followed when it is/);
  away.connect();
  away.status({ status: 'success', exitcode: 0, stdout: 'done' });
  assert.equal((await later)?.status, 'success');
  assert.equal(away.text(), 'done');
});

test('a run of an earlier life that was being stopped is stopped when its agent has said what it can', async () => {
  const stage = new Stage();
  stage.abort.abort('stopped');
  const result = stage.resume();
  stage.connect('foreign');
  assert.equal(stage.of(extensionMessage.stop).length, 0);
  stage.greet();
  assert.equal(stage.of(extensionMessage.stop).length, 1);
  stage.finish({ exitcode: 15 });
  assert.equal(errorOf(await result)['kind'], 'baton/stopped');
  assert.equal(stage.clock.waiting <= 2, true, 'only the unanswered query may wait');
});
