import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareTarget } from './embedded.ts';
import { systemClock } from './node/index.ts';
import { createTransportTable } from './transport-table.ts';

test('a transport that is not there says so, and a name that nobody knows says that first', async () => {
  const table = createTransportTable({ clock: systemClock, findTarget: () => Promise.reject(new Error('none')) });
  const cases = [
    [{ adhoc: false, uri: 'web1' }, 'The transport ssh of web1 is not supported. Use pcp, local or remote.'],
    [
      { adhoc: true, uri: 'web1' },
      'web1 is neither in the inventory nor a connected agent, and the transport ssh of web1 is not supported. Use pcp, local or remote.',
    ],
  ] as const;
  for (const [differences, msg] of cases) {
    const target = { ...bareTarget('web1', 'ssh'), ...differences };
    const action = { kind: 'command', command: 'true', environment: {} } as const;
    const observer = { output: async () => {}, message: async () => {} };
    const run = { job: '1', target, action, transaction: 'a' };
    const { value, reached } = await table.transportOf(target).run(run, observer, new AbortController().signal);
    assert.deepEqual([value['_error'], reached], [{ details: {}, kind: 'bolt/unknown-transport', msg }, false]);
  }
  await table.close();
});
