import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { OrchestratorError, silentLog, wholeAnswer } from '../common/index.ts';
import type { JobEvent } from '../jobs/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { type RemoteOrchestrator, remoteOrchestrator, serveOrchestrator } from './index.ts';
import { queryWindow, streamWindow } from './protocol.ts';

interface Pair {
  readonly remote: RemoteOrchestrator;
  readonly client: MessageConnection;
  readonly server: MessageConnection;
}

/** Both ends of the carrier over memory, with the given methods at the far end. */
function connect(methods: Partial<Orchestrator>): Pair {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const server = createMessageConnection(there, back);
  const client = createMessageConnection(back, there);
  serveOrchestrator(server, methods as Orchestrator, silentLog);
  return { remote: remoteOrchestrator(client), client, server };
}

function event(number: number): JobEvent {
  return { job: '1', number, timestamp: 0, type: 'node_message', node: 'a', message: 'x'.repeat(1000) };
}

test('a call carries its arguments there and its result back', async () => {
  const seen: unknown[] = [];
  const { remote } = connect({
    run: async (request) => {
      seen.push(request);
      return '7';
    },
    stop: async () => {},
  });
  const request = { kind: 'command', command: 'id', targets: ['all'], concurrency: 2 } as const;
  assert.equal(await remote.run(request), '7');
  assert.deepEqual(seen, [request]);
  assert.equal(await remote.stop('7'), null);
});

test('a failure arrives with its kind, sentence and details, and without a stack', async () => {
  const { remote } = connect({
    job: async () => {
      throw new OrchestratorError('puppetlabs.orchestrator/unknown-job', 'No job 9.', { details: { job: '9' } });
    },
    nodes: async () => {
      throw new TypeError('bug');
    },
  });
  await assert.rejects(remote.job('9'), (error: OrchestratorError) => {
    assert.equal(error.kind, 'puppetlabs.orchestrator/unknown-job');
    assert.deepEqual([error.message, error.details], ['No job 9.', { job: '9' }]);
    return true;
  });
  await assert.rejects(remote.nodes(), { kind: 'baton/internal-error', message: 'bug' });
});

test('what is not a request of the interface is refused with the field that is wrong', async () => {
  const { client } = connect({ run: async () => assert.fail('must not be called') });
  const cases: [object, RegExp][] = [
    [{}, /args: expected an array/],
    [{ args: [null] }, /run request: expected an object/],
    [{ args: [{ kind: 'task', targets: 'all' }] }, /targets: expected an array of strings/],
    [{ args: [{ kind: 'task', targets: [1] }] }, /targets\[0\]: expected a string/],
    [
      { args: [{ kind: 'plan', targets: [] }] },
      /kind: expected "task", "command", "script", "upload", "download", "apply" or "facts"/,
    ],
    [{ args: [{ kind: 'command', targets: [], command: 'x', concurrency: 0 }] }, /concurrency: expected an integer/],
    [
      { args: [{ kind: 'command', targets: [], command: 'x', batch: { value: 2, pause: 0 } }] },
      /batch\.unit: expected/,
    ],
    [{ args: [{ kind: 'task', targets: [], task: 'x', parameters: { kind: 'text', values: { a: 1 } } }] }, /values\.a/],
  ];
  for (const [params, message] of cases) await assert.rejects(client.sendRequest('orchestrator/run', params), message);
});

test('a slow reader holds up its producer at the window, and then loses nothing', async () => {
  let produced = 0;
  const total = streamWindow * 4;
  const { remote } = connect({
    events: async function* (_job: string, start: number) {
      for (let number = start; number <= total; number++) {
        produced = number;
        yield event(number);
      }
    },
  });
  const reader = remote.events('1', 3, new AbortController().signal)[Symbol.asyncIterator]();
  assert.equal((await reader.next()).value?.number, 3);
  // A call overtaken by everything the server may still send: the window is exhausted when its answer is here.
  for (let turn = 0; turn < 20; turn++) await remote.status().catch(() => {});
  assert.ok(produced <= streamWindow + 4, `${produced} produced for one that was read`);
  const rest: number[] = [];
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) rest.push(next.value.number);
  assert.deepEqual(
    rest,
    Array.from({ length: total - 3 }, (_, index) => index + 4),
  );
});

test('an abort ends the reader here and the producer there', async () => {
  const ended = Promise.withResolvers<void>();
  const { remote } = connect({
    notices: async function* (signal: AbortSignal) {
      yield { kind: 'nodes_changed' } as const;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.resolve();
    },
  });
  const abort = new AbortController();
  const reader = remote.notices(abort.signal)[Symbol.asyncIterator]();
  assert.deepEqual((await reader.next()).value, { kind: 'nodes_changed' });
  const waiting = reader.next();
  abort.abort();
  assert.equal((await waiting).done, true);
  await ended.promise;
});

test('a reader that leaves its loop ends the producer', async () => {
  const ended = Promise.withResolvers<void>();
  const { remote } = connect({
    events: async function* (_job: string, _start: number, signal: AbortSignal) {
      signal.addEventListener('abort', () => ended.resolve());
      for (let number = 1; ; number++) yield event(number);
    },
  });
  for await (const { number } of remote.events('1', 1, new AbortController().signal)) if (number === 5) break;
  await ended.promise;
});

test('an iterable that fails there fails here with the same error, after what came before it', async () => {
  const { remote } = connect({
    events: async function* () {
      yield event(1);
      throw new OrchestratorError('puppetlabs.orchestrator/unknown-job', 'No such job.');
    },
  });
  const reader = remote.events('1', 1, new AbortController().signal)[Symbol.asyncIterator]();
  assert.equal((await reader.next()).value?.number, 1);
  await assert.rejects(reader.next(), { kind: 'puppetlabs.orchestrator/unknown-job', message: 'No such job.' });
});

test('a lost connection fails calls and readers, and ends what the server had open', async () => {
  const ended = Promise.withResolvers<void>();
  const { remote, server } = connect({
    status: () => new Promise(() => {}),
    notices: async function* (signal: AbortSignal) {
      yield { kind: 'tasks_changed' } as const;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.resolve();
    },
  });
  const reader = remote.notices(new AbortController().signal)[Symbol.asyncIterator]();
  await reader.next();
  const lost = { kind: 'baton/disconnected' };
  const pending = [assert.rejects(remote.status(), lost), assert.rejects(reader.next(), lost)];
  server.dispose();
  remote.dispose();
  await Promise.all(pending);
  await ended.promise;
  await assert.rejects(remote.nodes(), lost);
});

/** Pages without an end; what of them was made, and whether they were given up. */
function endlessQuery(): { readonly seen: { pages: number; ended: boolean }; readonly query: Orchestrator['query'] } {
  const seen = { pages: 0, ended: false };
  return {
    seen,
    query: async function* (_request, signal) {
      try {
        while (!signal.aborted) {
          seen.pages += 1;
          yield { rows: [{ n: seen.pages }] };
          await new Promise(setImmediate);
        }
      } finally {
        seen.ended = true;
      }
    },
  };
}

test('pages of a query come as they are read, and no further ahead than the window', async () => {
  const { seen, query } = endlessQuery();
  const { remote } = connect({ query });
  const pages = remote.query({ query: 'nodes{}' }, new AbortController().signal)[Symbol.asyncIterator]();
  for (let number = 1; number <= 20; number += 1) {
    assert.deepEqual(await pages.next(), { done: false, value: { rows: [{ n: number }] } });
    assert.ok(seen.pages <= number + queryWindow + 1, `${seen.pages} pages were made when ${number} were read`);
  }
  await pages.return?.();
  while (!seen.ended) await new Promise(setImmediate);
});

test('a query whose reader aborts ends at the other end, and its answer is not taken for whole', async () => {
  const { seen, query } = endlessQuery();
  const { remote } = connect({ query });
  const cancel = new AbortController();
  const answer = wholeAnswer(remote.query({ query: 'nodes{}' }, cancel.signal));
  while (seen.pages === 0) await new Promise(setImmediate);
  cancel.abort();
  await assert.rejects(answer, { kind: 'baton/cancelled' });
  while (!seen.ended) await new Promise(setImmediate);
});

test('the last page of a query says of the whole, and a request is checked', async () => {
  const asked: unknown[] = [];
  const { remote } = connect({
    query: async function* (request) {
      asked.push(request);
      yield { rows: [{ a: 1 }] };
      yield { rows: [], last: { total: 9, source: 'baton', elapsed: 2 } };
    },
  });
  const { signal } = new AbortController();
  const request = { query: 'nodes{}', limit: 1, timeout: 500, includeTotal: true };
  const whole = { rows: [{ a: 1 }], total: 9, source: 'baton', elapsed: 2 };
  assert.deepEqual(await wholeAnswer(remote.query(request, signal)), whole);
  assert.deepEqual(asked, [request]);
  const wrong = { query: 'nodes{}', timeout: -1 };
  await assert.rejects(wholeAnswer(remote.query(wrong, signal)), { kind: 'baton/invalid-request', message: /timeout/ });
});
