/** The real agent and the real puppetserver, with Baton as their PuppetDB. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { freePort } from './java.ts';
import { missingForPuppetserver, type Puppetserver, startPuppetserver } from './puppetserver.ts';

const missing = missingForPuppetserver();

const manifest = `
node default {
  @@notify { "exported from \${trusted['certname']}": tag => 'demo' }
  Notify <<| tag == 'demo' |>>
  notify { 'secret': message => Sensitive('hunter2') }
  -> notify { 'after': }
}
`;

if (missing.length > 0) {
  console.log(
    `NOTICE: NO PUPPETSERVER TO SERVE (${missing.join(', ')} missing): nothing real spoke to Baton's PuppetDB`,
  );
  test('the packages are named', () => assert.ok(missing.every((name) => name !== '')));
} else {
  test('a real puppetserver and real agents use Baton as their PuppetDB', async (context) => {
    const directory = await mkdtemp(join(tmpdir(), 'baton-puppetserver-'));
    const closers = [() => rm(directory, { recursive: true, force: true, maxRetries: 5 })];
    context.after(async () => {
      for (const close of closers.reverse()) await close();
    });
    const port = await freePort();
    const server = await startPuppetserver(directory, manifest, port);
    closers.push(() => server.close());
    const baton = await serve(directory, port, server.ssl);
    closers.push(() => end(baton.child));
    const rows = async (query: string): Promise<readonly Record<string, unknown>[]> => {
      const answer = await fetch(`${baton.url}/pdb/query/v4?${new URLSearchParams({ query })}`);
      assert.equal(answer.status, 200, await answer.clone().text());
      return (await answer.json()) as Record<string, unknown>[];
    };

    await agentRuns(server, 'agent01.example.com');
    await context.test('facts, catalog and report have arrived', async () => {
      const [node] = await rows('nodes { certname = "agent01.example.com" }');
      assert.equal(node?.['latest_report_status'], 'changed');
      assert.ok(node?.['facts_timestamp'] && node['catalog_timestamp'] && node['report_timestamp']);
      const [family] = await rows('inventory [facts.os.family, trusted.authenticated] { }');
      assert.deepEqual(family, { 'facts.os.family': 'Debian', 'trusted.authenticated': 'remote' });
      assert.ok((await rows('edges { relationship = "required-by" or relationship = "before" }')).length > 0);
      assert.ok((await rows('events { resource_title = "after" and status = "success" }')).length > 0);
      const [report] = await rows('reports [logs, metrics, producer] { }');
      assert.equal(report?.['producer'], 'localhost');
    });
    await context.test('no sensitive value has arrived', async () => {
      const [secret] = await rows('resources { title = "secret" }');
      assert.ok(secret !== undefined && !JSON.stringify(secret).includes('hunter2'));
    });
    await context.test('another node collects what the first one exports', async () => {
      const said = await agentRuns(server, 'agent02.example.com');
      assert.match(said, /exported from agent01\.example\.com/);
      const foreign = 'certname = "agent02.example.com" and title ~ "agent01" and exported = false';
      assert.deepEqual(await rows(`resources [title] { ${foreign} }`), [
        { title: 'exported from agent01.example.com' },
      ]);
    });
    await context.test('the same run again changes nothing but the times', async () => {
      const before = await rows('factsets [certname, hash] { order by certname }');
      await agentRuns(server, 'agent01.example.com');
      assert.equal((await rows('factsets [certname, hash] { order by certname }')).length, before.length);
      assert.equal((await rows('reports [count()] { certname = "agent01.example.com" }'))[0]?.['count'], 2);
    });
    await context.test('puppet node status and deactivate', async () => {
      const status = await server.runPuppet('node', 'status', 'agent02.example.com');
      assert.match(status.output, /Currently active/);
      const gone = await server.runPuppet('node', 'deactivate', 'agent02.example.com');
      assert.equal(gone.code, 0, gone.output);
      assert.deepEqual(await rows('nodes [certname] { order by certname }'), [{ certname: 'agent01.example.com' }]);
      assert.match((await server.runPuppet('node', 'status', 'agent02.example.com')).output, /Deactivated at/);
      await agentRuns(server, 'agent02.example.com');
      assert.equal((await rows('nodes { }')).length, 2);
    });
  });
}

/** A run that succeeded, with changes or without. */
async function agentRuns(server: Puppetserver, certname: string): Promise<string> {
  const { code, output } = await server.runAgent(certname);
  assert.ok(code === 0 || code === 2, `puppet agent ended with ${code}:\n${output.slice(-3000)}`);
  return output;
}

interface Baton {
  readonly child: ChildProcess;
  /** Of the plain port. */
  readonly url: string;
}

async function serve(directory: string, port: number, ssl: Puppetserver['ssl']): Promise<Baton> {
  const [project, data] = [join(directory, 'project'), join(directory, 'data')];
  await mkdir(project);
  await writeFile(join(project, 'bolt-project.yaml'), 'name: served\n');
  const program = join(import.meta.dirname, '../../../program/main.ts');
  const files = ['--puppetdb-ssl-cert', ssl.certificate, '--puppetdb-ssl-key', ssl.key, '--puppetdb-ssl-ca', ssl.ca];
  const places = ['--project', project, '--data', data, '--puppetdb-port', '0', '--puppetdb-tls-port', String(port)];
  const child = spawn(process.execPath, [program, 'serve', '--json', '--log-level', 'warn', ...places, ...files], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return { child, url: JSON.parse(line).puppetDb };
  }
  throw new Error('baton serve ended');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
