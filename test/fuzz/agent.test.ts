import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { extensionMessage, pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { agentLab, hastyClock } from '../support/agent-lab.ts';

const seed = 20_261_121;

test('whatever the broker sends, the agent goes on and answers', { timeout: 60_000 }, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start({ clock: hastyClock(systemClock, []) });
  const transaction = fc.oneof(fc.string({ maxLength: 80 }), fc.constantFrom('../x', '.', 'a', 'b', '', 'x/y'));
  const file = fc.record(
    {
      filename: fc.oneof(fc.string(), fc.constantFrom('../../x', '/etc/passwd', 'a/../../b', 'x.sh')),
      uri: fc.record({ path: fc.oneof(fc.webPath(), fc.string()), params: fc.dictionary(fc.string(), fc.string()) }),
      sha256: fc.oneof(fc.constant('a'.repeat(64)), fc.string()),
    },
    { requiredKeys: ['filename'] },
  );
  const params = fc.oneof(
    fc.jsonValue(),
    fc.record({
      task: fc.string(),
      files: fc.array(file, { maxLength: 3 }),
      input: fc.dictionary(fc.string(), fc.jsonValue()),
    }),
    fc.record({ transaction_id: transaction }),
  );
  // Not `command`: it would run what is made up here.
  const request = fc.record(
    {
      transaction_id: transaction,
      module: fc.constantFrom('task', 'echo', 'ping', 'status', 'nosuch', '__proto__'),
      action: fc.constantFrom('run', 'echo', 'ping', 'query', 'nosuch', 'constructor'),
      params,
      notify_outcome: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const extension = fc.record({ transaction_id: transaction, stdout: fc.integer(), stderr: fc.maxSafeNat() });
  const type = fc.constantFrom(...Object.values(pxpMessage), ...Object.values(extensionMessage), 'x');
  let count = 0;
  const property = fc.asyncProperty(
    type,
    fc.oneof(request, extension, fc.jsonValue()),
    fc.string(),
    async (sent, value, raw) => {
      broker.send(sent, value as JsonObject);
      broker.raw(raw);
      count += 1;
      broker.blocking(`alive${count}`, 'echo', 'echo', { argument: raw });
      assert.deepEqual(await broker.results(`alive${count}`), { outcome: raw });
    },
  );
  await fc.assert(property, { seed, numRuns: 400 });
  assert.equal(broker.connections, 1);
  for (const name of await readdir(join(data, 'spool'))) assert.match(name, /^[A-Za-z0-9_-]{1,64}$/);
  assert.deepEqual(
    (await readdir(data)).filter((name) => !['spool', 'tasks-cache', 'run-task.sh', 'blocking'].includes(name)),
    [],
  );
});
