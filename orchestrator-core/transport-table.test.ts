import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJsonObject } from './common/index.ts';
import { bareTarget } from './inventory/index.ts';
import { systemClock, systemIds } from './node/index.ts';
import { createTransportTable } from './transport-table.ts';

const observer = { output: async () => {}, message: async () => {} };
const action = { kind: 'command', command: 'true', environment: {} } as const;

const cases = [
  [
    { transport: 'winrm', adhoc: false },
    'bolt/unknown-transport',
    /^web1 cannot be reached over winrm\. WinRM is not supported\. Run an agent on it/,
  ],
  [
    { transport: 'pcp', adhoc: false },
    'bolt/unknown-transport',
    /^web1 cannot be reached over pcp\. No agent can connect/,
  ],
  [
    { transport: 'ssh', adhoc: false },
    'puppetlabs.tasks/connect-error',
    /^Failed to connect to web1: (?!.*neither in the inventory)/,
  ],
  [
    { transport: 'ssh', adhoc: true, uri: 'web1' },
    'puppetlabs.tasks/connect-error',
    /^Failed to connect to web1: .*\. web1 is neither in the inventory nor a connected agent\.$/,
  ],
  [
    { transport: 'jail', adhoc: false },
    'puppetlabs.tasks/connect-error',
    /^Failed to connect to web1: the program 'jls' was not found on this machine$/,
  ],
] as const;
for (const [differences, kind, msg] of cases) {
  test(`says why a target cannot be reached: ${differences.transport}, ${differences.adhoc ? 'unknown' : 'known'}`, async () => {
    const findTarget = () => Promise.reject(new Error('none'));
    const table = createTransportTable({ clock: systemClock, ids: systemIds, findTarget });
    const options = { host: '127.0.0.1', port: 1, user: 'none', 'load-config': false, 'connect-timeout': 5 };
    const target = { ...bareTarget('web1', differences.transport), options, ...differences };
    const run = { job: '1', target, action, transaction: 'a' };
    const { value, reached } = await table.transportOf(target).run(run, observer, new AbortController().signal);
    const error = value['_error'];
    assert.ok(isJsonObject(error));
    assert.equal(error['kind'], kind);
    assert.match(String(error['msg']), msg);
    assert.equal(reached, false);
    await table.close();
  });
}
