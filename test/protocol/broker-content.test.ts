/** Task files over HTTPS, the chain as OpenSSL sees it, and the plain socket with what it may not. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { openAuthority } from '../../orchestrator-core/access/index.ts';
import {
  type ContentSource,
  createBroker,
  listenBroker,
  listenPlainBroker,
} from '../../orchestrator-core/broker/index.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import { messageType } from '../../orchestrator-core/pcp/index.ts';
import { pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { startTestBroker, type TestBroker } from '../support/broker.ts';
import { PcpClient } from '../support/pcp-client.ts';

const run = promisify(execFile);
const script = '#!/bin/sh\necho héllo\n';
let reads = 0;

const content: ContentSource = {
  find: async (path, query) => {
    if (path === 'tasks/lab/broken.sh') throw new Error('the disk is gone');
    if (path !== 'tasks/lab/init.sh' && path !== 'tasks/lab/a b.sh' && path !== 'tasks/lab/cut.sh') return undefined;
    const bytes = Buffer.from(`${script}# ${JSON.stringify(query)}`);
    return {
      size: bytes.length,
      read: async function* () {
        reads += 1;
        yield bytes.subarray(0, 5);
        if (path.endsWith('cut.sh')) throw new Error('the file has changed');
        yield bytes.subarray(5);
      },
    };
  },
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Undefined when the body was cut off. */
  readonly body: string | undefined;
  /** Whether the TLS session was an earlier one's. */
  readonly reused: boolean;
}

async function ask(broker: TestBroker, path: string, options: RequestOptions = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { ca } = await broker.credentials('node1');
  const sent = request({ host: '127.0.0.1', port: broker.port, path, ca, agent: false, ...options }, (response) => {
    const chunks: Buffer[] = [];
    const reused = response.socket instanceof TLSSocket && response.socket.isSessionReused();
    const answer = (body: string | undefined) =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body, reused });
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => answer(Buffer.concat(chunks).toString()));
    response.on('error', () => answer(undefined));
  });
  sent.on('error', reject);
  sent.end();
  return await promise;
}

async function start(context: TestContext): Promise<{ broker: TestBroker; certificate: RequestOptions }> {
  const broker = await startTestBroker({ content });
  context.after(() => broker.close());
  const { certificate: cert, key } = await broker.credentials('node1');
  return { broker, certificate: { cert, key } };
}

const prefix = '/puppet/v3/file_content';

test('a file is served to whoever has a certificate, and what is wrong told as a Puppet server tells it', async (context) => {
  const { broker, certificate } = await start(context);
  const notFound = (path: string) => ({
    message: `Not Found: Could not find file_content ${path}`,
    issue_kind: 'RESOURCE_NOT_FOUND',
  });
  const cases: [string, RequestOptions, number, unknown][] = [
    [`${prefix}/tasks/lab/init.sh?environment=production`, certificate, 200, `${script}# {"environment":"production"}`],
    [`${prefix}/tasks/lab/a%20b.sh?k%26=v%3D1%20x`, certificate, 200, `${script}# {"k&":"v=1 x"}`],
    [`${prefix}/tasks/lab/none.sh?environment=production`, certificate, 404, notFound('tasks/lab/none.sh')],
    [`${prefix}/tasks/../init.sh`, certificate, 404, notFound('a path that cannot be decoded')],
    [`${prefix}/tasks/%2e%2e/init.sh`, certificate, 404, notFound('a path that cannot be decoded')],
    [`${prefix}/tasks/%2e%2e%2finit.sh`, certificate, 404, notFound('a path that cannot be decoded')],
    [`${prefix}/%ff`, certificate, 404, notFound('a path that cannot be decoded')],
    [`${prefix}/a%00b`, certificate, 404, notFound('a path that cannot be decoded')],
    ['/elsewhere?x', certificate, 404, { message: 'Not Found: /elsewhere', issue_kind: 'RESOURCE_NOT_FOUND' }],
    [
      `${prefix}/tasks/lab/init.sh`,
      { ...certificate, method: 'POST' },
      405,
      { message: 'Method Not Allowed: expected GET, got POST', issue_kind: 'METHOD_NOT_ALLOWED' },
    ],
    [
      `${prefix}/tasks/lab/broken.sh`,
      certificate,
      500,
      { message: 'Server Error: the file could not be read', issue_kind: 'RUNTIME_ERROR' },
    ],
    [
      `${prefix}/tasks/lab/init.sh`,
      {},
      403,
      { message: `Forbidden request: ${prefix}/tasks/lab/init.sh (method :get)`, issue_kind: 'FORBIDDEN' },
    ],
  ];
  for (const [path, options, status, body] of cases) {
    const answer = await ask(broker, path, options);
    assert.equal(answer.status, status, path);
    assert.deepEqual(status === 200 ? answer.body : JSON.parse(answer.body ?? ''), body, path);
    if (status === 200) assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.body ?? '')));
  }
});

test('a file that fails in the middle is cut off, and HEAD reads nothing', async (context) => {
  const { broker, certificate } = await start(context);
  const cut = await ask(broker, `${prefix}/tasks/lab/cut.sh`, certificate);
  assert.deepEqual([cut.status, cut.body], [200, undefined]);
  const before = reads;
  const head = await ask(broker, `${prefix}/tasks/lab/init.sh`, { ...certificate, method: 'HEAD' });
  assert.deepEqual([head.status, head.body, reads - before], [200, '', 0]);
  assert.equal(head.headers['content-length'], String(Buffer.byteLength(`${script}# {}`)));
});

test('a certificate of another CA opens nothing', async (context) => {
  const { broker } = await start(context);
  const directory = await mkdtemp(join(tmpdir(), 'baton-foreign-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const { certificate: cert, key } = await (await openAuthority(directory, { clock: systemClock })).issue('node1');
  assert.equal((await ask(broker, `${prefix}/tasks/lab/init.sh`, { cert, key })).status, 403);
});

test('a client that resumes its TLS session is still known by its certificate', async (context) => {
  const { broker, certificate } = await start(context);
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const agent = new Agent({ maxVersion });
    const statuses: number[] = [];
    const reused: boolean[] = [];
    for (let times = 0; times < 2; times++) {
      const answer = await ask(broker, `${prefix}/tasks/lab/init.sh`, { ...certificate, agent, maxVersion });
      statuses.push(answer.status);
      reused.push(answer.reused);
    }
    assert.deepEqual(
      [statuses, reused],
      [
        [200, 200],
        [false, true],
      ],
      maxVersion,
    );
    agent.destroy();
  }
});

test('OpenSSL accepts the chain in both roles, by name and by address', async (context) => {
  const { broker } = await start(context);
  const { files } = await broker.credentials('node1');
  for (const purpose of ['sslserver', 'sslclient']) {
    const { stdout } = await run('openssl', [
      'verify',
      '-x509_strict',
      '-purpose',
      purpose,
      '-CAfile',
      files.ca,
      files.certificate,
    ]);
    assert.match(stdout, /: OK\n$/, purpose);
  }
  for (const check of [
    ['-verify_hostname', 'localhost'],
    ['-verify_hostname', 'orchestrator'],
    ['-verify_ip', '127.0.0.1'],
  ]) {
    for (const version of ['-tls1_2', '-tls1_3']) {
      const client = run('openssl', [
        ...['s_client', '-connect', `127.0.0.1:${broker.port}`, version, '-verify_return_error', ...check],
        ...['-CAfile', files.ca, '-cert', files.certificate, '-key', files.key],
      ]);
      client.child.stdin?.end(`GET ${prefix}/tasks/lab/init.sh HTTP/1.0\r\n\r\n`);
      const { stdout } = await client;
      assert.match(stdout, /Verif(?:y return code: 0|ication: OK)/, check.join(' '));
    }
  }
});

test('an address that cannot be had is told as such', async (context) => {
  const { broker } = await start(context);
  const tls = await broker.credentials('orchestrator');
  const core = createBroker({ clock: systemClock, ids: systemIds, log: silentLog, name: 'orchestrator' });
  const options = { broker: core, host: '127.0.0.1', port: broker.port, tls, clock: systemClock, log: silentLog };
  await assert.rejects(listenBroker(options), {
    kind: 'baton/cannot-listen',
    message: new RegExp(`^The broker cannot listen on 127\\.0\\.0\\.1:${broker.port}: .*EADDRINUSE.* another port`),
  });
  // Of a range that is kept for documentation.
  await assert.rejects(listenBroker({ ...options, host: '192.0.2.1' }), {
    kind: 'baton/cannot-listen',
    message: /EADDRNOTAVAIL.* an address of this machine/,
  });
});

test('on the plain socket a name proves nothing', async (context) => {
  const { broker } = await start(context);
  const plain = await listenPlainBroker({ broker: broker.broker, port: 0, clock: systemClock, log: silentLog });
  context.after(() => plain.close());
  assert.match(plain.url, /^ws:\/\/127\.0\.0\.1:\d+\/pcp2$/);
  const cases: [string, object, { status: number } | { code: number; reason: string } | undefined][] = [
    ['/node9/agent', {}, undefined],
    ['/node9/agent', { origin: 'https://example.com' }, { status: 403 }],
    ['/node9/agent', { headers: { Host: 'rebound.example.com' } }, { status: 403 }],
    ['/node9/agent', { headers: { Host: `localhost:${plain.port}` } }, undefined],
    ['/orchestrator/agent', {}, { status: 403 }],
    ['/Node9/agent', {}, { status: 404 }],
    ['', {}, { status: 404 }],
    ['/node9/server', {}, { code: 4002, reason: 'Association unsuccessful.' }],
  ];
  for (const [path, options, ending] of cases) {
    const client = new PcpClient(`${plain.url}${path}`, options);
    if (ending === undefined) await (await client.opened()).leaves();
    else assert.deepEqual(await client.ended, ending, path);
  }
  const client = await new PcpClient(`${plain.url}/node9`, {}).opened();
  for (const message_type of [messageType.inventoryRequest, pxpMessage.nonBlockingRequest]) {
    client.says({ message_type, data: { query: [] } });
    assert.equal((await client.hears()).data, 'Message not authorized.');
  }
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  plainRequest({ port: plain.port, path: `${prefix}/tasks/lab/init.sh` }, (response) =>
    resolve(response.statusCode),
  ).end();
  assert.equal(await promise, 404, 'no file leaves without a certificate');
});
