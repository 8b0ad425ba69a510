import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openAuthority } from './access/index.ts';
import { type JsonObject, silentLog } from './common/index.ts';
import { startFakePuppetDb } from './fake-puppetdb.ts';
import { systemClock } from './node/index.ts';
import { openPuppetDb } from './puppetdb.ts';

const fake = await startFakePuppetDb();
after(() => fake.close());

const open = (puppetdb: JsonObject, instances: Record<string, JsonObject> = {}) => {
  fake.asked.length = 0;
  return openPuppetDb({ directory: fake.directory, puppetdb, puppetdbInstances: instances }, []);
};

test('queries, facts and commands go where PuppetDB has them, with the token', async () => {
  const db = open({ server_urls: [fake.url], cacert: 'ca.pem', token: 'token' });
  fake.answer = { status: 200, text: '[{"certname":"a","facts":{"os":"x"}},{"certname":"b","facts":{}}]' };
  assert.deepEqual(await db.facts(['a', 'b', 'a'], undefined), { a: { os: 'x' }, b: {} });
  assert.deepEqual(await db.facts([], undefined), {});
  fake.answer = { status: 200, text: '[1]' };
  assert.deepEqual(await db.query('nodes {}', undefined), [1]);
  fake.answer = { status: 200, text: '{"uuid":"u"}' };
  assert.equal(await db.command('replace_facts', 5, { certname: 'a' }, undefined), 'u');
  assert.deepEqual(fake.asked, [
    {
      path: '/pdb/query/v4/inventory',
      body: { query: ['or', ['=', 'certname', 'a'], ['=', 'certname', 'b']] },
      token: 't0ken',
    },
    { path: '/pdb/query/v4', body: { query: 'nodes {}' }, token: 't0ken' },
    { path: '/pdb/cmd/v1?command=replace_facts&version=5&certname=a', body: { certname: 'a' }, token: 't0ken' },
  ]);
});

test('the next server is asked when one does not answer, unless the query itself is wrong', async () => {
  const db = open({ server_urls: ['https://127.0.0.1:1', fake.url], cacert: 'ca.pem', token: null });
  fake.answer = { status: 200, text: '[2]' };
  assert.deepEqual(await db.query('nodes {}', undefined), [2]);
  fake.answer = { status: 400, text: 'PQL parse error' };
  await assert.rejects(db.query('x', undefined), {
    kind: 'bolt/puppetdb-error',
    message: 'Failed to query PuppetDB: PQL parse error',
  });
  fake.answer = { status: 503, text: 'busy' };
  await assert.rejects(db.query('x', undefined), {
    message: /^Failed to connect to all PuppetDB server_urls: .*503 busy/,
  });
});

test('after a failure the token is read again', async () => {
  const db = open({ server_urls: [fake.url], cacert: 'ca.pem', token: 'renewed' });
  await assert.rejects(db.query('x', undefined), /renewed does not exist/);
  await writeFile(join(fake.directory, 'renewed'), 'old');
  fake.answer = { status: 401, text: 'expired' };
  await assert.rejects(db.query('x', undefined), /401 expired/);
  await writeFile(join(fake.directory, 'renewed'), 'new');
  fake.answer = { status: 200, text: '[]' };
  await db.query('x', undefined);
  assert.deepEqual(
    fake.asked.map(({ token }) => token),
    ['old', 'new'],
  );
});

test('a server that the authority does not know is not believed', async () => {
  const other = await openAuthority(join(fake.directory, 'other'), { clock: systemClock, log: silentLog });
  await writeFile(join(fake.directory, 'other.pem'), other.certificate);
  const db = open({ server_urls: fake.url, cacert: 'other.pem', token: null });
  await assert.rejects(db.query('x', undefined), { kind: 'bolt/puppetdb-error' });
  assert.deepEqual(fake.asked, []);
});

const wrong: readonly [string, JsonObject, string | undefined, RegExp][] = [
  ['nothing is configured', {}, undefined, /^server_urls must be specified$/],
  ['no authority', { server_urls: ['https://x'] }, undefined, /^cacert must be specified$/],
  [
    'a file is missing',
    { server_urls: ['https://x'], cacert: 'none.pem' },
    undefined,
    /^cacert file .* does not exist$/,
  ],
  [
    'half a certificate',
    { server_urls: ['https://x'], cacert: 'ca.pem', cert: 'ca.pem' },
    undefined,
    /specified together/,
  ],
  ['an unknown instance', {}, 'two', /^PuppetDB instance 'two' has not been configured, unable to connect$/],
];
for (const [name, settings, instance, message] of wrong) {
  test(`it is said what is wrong: ${name}`, async () => {
    await assert.rejects(open(settings).query('x', instance), { kind: 'bolt/puppetdb-error', message });
  });
}

test('a command without a certname is not sent', async () => {
  const db = open({ server_urls: [fake.url], cacert: 'ca.pem' });
  await assert.rejects(db.command('x', 1, {}, undefined), { kind: 'bolt/pdb-command' });
});

test('a query may take so long and no longer, whether an answer has begun or not', async () => {
  for (const begun of ['', '[{"certname":"a"},']) {
    const server = createServer((_request, response) => void (begun !== '' && response.write(begun)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const db = open({ server_urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`], token: null });
    try {
      const read = async (): Promise<void> => {
        for await (const _ of db.pages({ query: 'nodes {}', timeout: 50 })) {
          // Its end is waited for.
        }
      };
      await assert.rejects(read(), { kind: 'baton/query-timeout', message: /after 0.05 seconds/ });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
});
