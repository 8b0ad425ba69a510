/** `baton serve` as a PuppetDB: what it took is there after it was killed, and nothing that is sent brings it down. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openAuthority } from '../../orchestrator-core/access/index.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import { listenPuppetDb } from '../../orchestrator-core/services/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';

const program = join(import.meta.dirname, '../../program/main.ts');

interface Said {
  readonly status: number;
  readonly text: string;
}

async function give(
  url: string,
  certname: string,
  body: string | Uint8Array<ArrayBuffer>,
  more: object = {},
): Promise<Said> {
  const params = new URLSearchParams({ command: 'replace_facts', version: '5', certname });
  const headers = { 'Content-Type': 'application/json', ...more };
  const response = await fetch(`${url}/pdb/cmd/v1?${params}`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

async function rows(url: string, query: string): Promise<readonly Record<string, unknown>[]> {
  const response = await fetch(`${url}/pdb/query/v4?${new URLSearchParams({ query })}`);
  assert.equal(response.status, 200);
  return (await response.json()) as Record<string, unknown>[];
}

const start = Date.now() - 3_600_000;
const facts = (certname: string, values: object, after = 0): string =>
  JSON.stringify({
    certname,
    environment: 'production',
    producer_timestamp: new Date(start + after).toISOString(),
    values,
  });

interface Serving {
  /** Of the plain port, and of that with TLS. */
  readonly url: string;
  readonly tls: string;
  readonly child: ChildProcess;
}

interface Home {
  readonly root: string;
  serve(...options: readonly string[]): Promise<Serving>;
}

async function home(context: TestContext): Promise<Home> {
  const root = await mkdtemp(join(tmpdir(), 'baton-puppetdb-'));
  const children: ChildProcess[] = [];
  context.after(async () => {
    for (const child of children) await end(child, 'SIGTERM');
    await rm(root, { recursive: true, maxRetries: 5 });
  });
  const project = join(root, 'project');
  await mkdir(project);
  await writeFile(join(project, 'bolt-project.yaml'), 'name: served\n');
  const serve = async (...options: readonly string[]): Promise<Serving> => {
    const places = ['--project', project, '--data', join(root, 'data'), '--puppetdb-port', '0', '--log-level', 'error'];
    const child = spawn(process.execPath, [program, 'serve', '--json', ...places, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let said = '';
    for await (const line of createInterface({ input: child.stdout })) {
      said += line;
      if (!line.startsWith('{')) continue;
      const { puppetDb, puppetDbTls } = JSON.parse(line);
      return { url: puppetDb, tls: puppetDbTls, child };
    }
    throw new Error(`baton serve ended: ${said}`);
  };
  return { root, serve };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

test('what was answered with 200 is there after the orchestrator was killed', async (context) => {
  const { serve } = await home(context);
  const first = await serve();
  const given = await Promise.all(
    Array.from({ length: 100 }, (_, index) => give(first.url, `node${index}`, facts(`node${index}`, { index }))),
  );
  await end(first.child, 'SIGKILL');
  assert.deepEqual(new Set(given.map(({ status }) => status)), new Set([200]));
  const second = await serve();
  assert.deepEqual(await rows(second.url, 'facts [count()] { name = "index" }'), [{ count: 100 }]);
});

test('with TLS who is on the allowlist comes in with a certificate of our authority', async (context) => {
  const { root, serve } = await home(context);
  const allowlist = join(root, 'allowlist');
  await writeFile(allowlist, '# servers\npuppet.example.com\n');
  const { tls } = await serve('--puppetdb-tls-port', '0', '--puppetdb-allowlist', allowlist);
  const authority = await openAuthority(join(root, 'data/ssl'), { clock: systemClock });
  const ask = async (name: string): Promise<number> => {
    const { certificate: cert, key } = await authority.issue(name);
    const sent = request(`${tls}/pdb/meta/v1/version`, { ca: authority.certificate, cert, key, agent: false });
    sent.end();
    const [response] = await once(sent, 'response');
    response.resume();
    return response.statusCode;
  };
  assert.equal(await ask('puppet.example.com'), 200);
  assert.equal(await ask('web1.example.com'), 403);
});

test('a certificate without its key is refused', async (context) => {
  const { serve } = await home(context);
  const told = serve('--puppetdb-tls-port', '0', '--puppetdb-ssl-cert', 'cert.pem');
  await assert.rejects(told, /needs its key/);
});

test('large, deep and strange facts are kept as they are, or refused with a sentence', async (context) => {
  const { root, serve } = await home(context);
  const { url } = await serve();
  const large = { list: Array.from({ length: 40_000 }, (_, index) => ({ index, text: 'x'.repeat(200) })) };
  const packed = new Uint8Array(gzipSync(facts('large', large)));
  assert.equal((await give(url, 'large', packed, { 'Content-Encoding': 'gzip' })).status, 200);
  assert.deepEqual(
    await rows(url, 'fact_contents [value] { certname = "large" and path = ["list", 39999, "index"] }'),
    [{ value: 39_999 }],
  );
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const deep = (levels: number): Promise<Said> =>
    give(url, 'deep', facts('deep', { deep: 0 }).replace('"deep":0', `"deep":${nested(levels)}`));
  assert.equal((await deep(490)).status, 200);
  const [kept] = await rows(url, 'facts [value] { certname = "deep" and name = "deep" }');
  assert.equal(JSON.stringify(kept?.['value']), nested(490));
  assert.deepEqual(await deep(5000), { status: 400, text: 'payload: expected at most 500 levels of hashes and lists' });
  assert.equal((await give(url, 'odd', facts('odd', { 'a\0b': 'c\0d\ud800' }))).status, 200);
  assert.deepEqual(await rows(url, 'facts [name, value] { certname = "odd" }'), [
    { name: 'a\uFFFDb', value: 'c\uFFFDd\uFFFD' },
  ]);
  const invalid = await give(url, 'bytes', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]));
  assert.deepEqual(invalid, { status: 400, text: 'payload: expected JSON, got bytes that are not UTF-8' });
  const whole = await give(url, 'x', facts('x', { x: 'x'.repeat(65 * 1024 * 1024) }));
  assert.equal(whole.status, 413);
  assert.equal((await readdir(join(root, 'data/discarded/replace_facts'))).length, 4);
  assert.equal((await rows(url, 'nodes {}')).length, 3);
});

test('of many writers the one with the newest data holds', async (context) => {
  const { serve } = await home(context);
  const { url } = await serve();
  const order = Array.from({ length: 200 }, (_, index) => (index * 77) % 200);
  const given = await Promise.all(
    order.map((index) => give(url, 'one', facts('one', { index, [`f${index % 7}`]: 1 }, index))),
  );
  assert.ok(given.every(({ status }) => status === 200));
  assert.deepEqual(await rows(url, 'facts [name, value] { certname = "one" order by name }'), [
    { name: `f${199 % 7}`, value: 1 },
    { name: 'index', value: 199 },
  ]);
});

test('a full disk is told, and what was there stays', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-full-'));
  const store = await openNodeStore({ path: join(directory, 'nodes.sqlite'), maxBytes: 2_000_000 });
  const ports = { store, discarded: join(directory, 'discarded'), ids: systemIds, clock: systemClock, log: silentLog };
  const listener = await listenPuppetDb({ ...ports, plainPort: 0 });
  context.after(async () => {
    await listener.close();
    await store.close();
    await rm(directory, { recursive: true });
  });
  const url = listener.plain?.url ?? '';
  const answers: Said[] = [];
  for (let index = 0; index < 30; index++) {
    answers.push(await give(url, `n${index}`, facts(`n${index}`, { text: String(index).repeat(50_000) })));
  }
  const refused = answers.filter(({ status }) => status === 503);
  assert.ok(refused.length > 5, 'it never was full');
  assert.match(refused[0]?.text ?? '', /there is no space left/);
  const kept = answers.flatMap(({ status }, index) => (status === 200 ? [`n${index}`] : [])).sort();
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 503]));
  assert.deepEqual(
    (await rows(url, 'nodes [certname] { order by certname }')).map(({ certname }) => certname),
    kept,
  );
  assert.equal((await give(url, 'n0', facts('n0', { small: true }, 1))).status, 200, 'what makes room is taken');
});
