import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { parseRunRequest, serveOrchestrator } from '../../orchestrator-core/api/index.ts';
import { OrchestratorError, silentLog } from '../../orchestrator-core/common/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';

test('a run request is understood or refused with a sentence, whatever it is', () => {
  const almost = fc.record(
    {
      kind: fc.constantFrom('task', 'command', 'plan', 1),
      targets: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
      task: fc.oneof(fc.string(), fc.jsonValue()),
      command: fc.oneof(fc.string(), fc.jsonValue()),
      parameters: fc.oneof(
        fc.record({ kind: fc.constantFrom('literal', 'text'), values: fc.jsonValue() }),
        fc.jsonValue(),
      ),
      environment: fc.jsonValue(),
      concurrency: fc.jsonValue(),
      noop: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  let understood = 0;
  fc.assert(
    fc.property(fc.oneof(almost, fc.jsonValue()), (value) => {
      try {
        parseRunRequest(value);
        understood += 1;
      } catch (error) {
        assert.ok(error instanceof OrchestratorError, String(error));
        assert.match(error.message, /: expected .+\.$/);
      }
    }),
    { seed: 8, numRuns: 3000 },
  );
  assert.ok(understood > 0, 'some of them are right');
});

test('whatever a client asks for, the server answers and lives on', async () => {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const server = createMessageConnection(there, back);
  const client = createMessageConnection(back, there);
  const nothing = async function* (): AsyncGenerator<never> {};
  const orchestrator = {
    run: async () => '1',
    jobs: async () => [],
    job: async () => ({}),
    stop: async () => {},
    events: nothing,
    notices: nothing,
  };
  serveOrchestrator(server, orchestrator as unknown as Orchestrator, silentLog);
  client.listen();
  const methods = fc.constantFrom('run', 'jobs', 'job', 'stop', 'rerun').map((name) => `orchestrator/${name}`);
  const notifications = fc.constantFrom('stream/credit', 'stream/close');
  const params = fc.oneof(
    fc.record({ args: fc.array(fc.jsonValue(), { maxLength: 3 }), stream: fc.nat() }),
    fc.object(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(methods, fc.constant('stream/open')),
      notifications,
      params,
      async (method, notification, value) => {
        await client.sendNotification(notification, value);
        await client.sendRequest(method, value).catch((error: unknown) => assert.ok(error instanceof ResponseError));
      },
    ),
    { seed: 9, numRuns: 400 },
  );
  assert.equal(
    await client.sendRequest('orchestrator/run', { args: [{ kind: 'command', command: 'id', targets: [] }] }),
    '1',
  );
  client.dispose();
  server.dispose();
});
