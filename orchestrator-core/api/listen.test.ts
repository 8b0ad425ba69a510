import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openAuthority } from '../access/index.ts';
import { silentLog } from '../common/index.ts';
import { systemClock } from '../node/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { type ApiListener, dialOrchestrator, listenApi } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-api-'));
let api: ApiListener;
let ca: string;

before(async () => {
  const authority = await openAuthority(join(directory, 'ssl'), { clock: systemClock });
  const tls = await authority.issue('orchestrator', ['127.0.0.1']);
  ca = authority.certificate;
  const orchestrator = {
    run: async () => '12',
    notices: async function* (signal: AbortSignal) {
      for (let index = 0; index < 200 && !signal.aborted; index++) {
        yield { kind: 'log', level: 'info', message: 'x'.repeat(10_000) } as const;
      }
    },
  } as Partial<Orchestrator> as Orchestrator;
  api = await listenApi({
    orchestrator,
    host: '127.0.0.1',
    port: 0,
    tls,
    token: 'right',
    services: () => ({ 'orchestrator-service': { state: 'running' } }),
    clock: systemClock,
    log: silentLog,
  });
});
after(async () => {
  await api.close();
  rmSync(directory, { recursive: true });
});

function get(
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<[number | undefined, unknown]> {
  return new Promise((resolve, reject) => {
    const asked = request(`${api.url}${path}`, { ca, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve([response.statusCode, JSON.parse(text)]));
    });
    asked.on('error', reject).end();
  });
}

test('health is told to everybody, anything else is not there', async () => {
  assert.deepEqual(await get('/status/v1/services'), [200, { 'orchestrator-service': { state: 'running' } }]);
  assert.deepEqual(await get('/orchestrator/v1/jobs'), [
    404,
    { kind: 'baton/not-found', msg: 'There is nothing at /orchestrator/v1/jobs.', details: {} },
  ]);
  assert.equal((await get('/status/v1/services', 'POST'))[0], 405);
});

test('the interface is behind the token', async () => {
  const upgrade = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGVzdHRlc3R0ZXN0dGVzdA==',
  };
  for (const headers of [
    upgrade,
    { ...upgrade, 'X-Authentication': 'wrong' },
    { ...upgrade, 'X-Authentication': '' },
  ]) {
    const [status, body] = await get('/rpc', 'GET', headers);
    assert.equal(status, 401);
    assert.deepEqual(Object.keys(body as object), ['kind', 'msg', 'details']);
  }
  const { url } = api;
  await assert.rejects(dialOrchestrator({ url, token: 'wrong', ca }), { kind: 'puppetlabs.rbac/user-unauthenticated' });
  await assert.rejects(
    dialOrchestrator({ url, token: 'right' }),
    { kind: 'baton/cannot-connect' },
    'a CA nobody trusts',
  );
  await assert.rejects(dialOrchestrator({ url: 'https://127.0.0.1:1', token: 'right', ca }), {
    kind: 'baton/cannot-connect',
  });
});

test('calls and iterables go over the WebSocket', async () => {
  const remote = await dialOrchestrator({ url: api.url, token: 'right', ca });
  assert.equal(await remote.run({ kind: 'command', command: 'id', targets: ['all'] }), '12');
  let count = 0;
  for await (const _ of remote.notices(new AbortController().signal)) count += 1;
  assert.equal(count, 200);
  remote.dispose();
  await remote.closed;
  await assert.rejects(remote.status(), { kind: 'baton/disconnected' });
});
