import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OrchestratorError, silentLog } from '../common/index.ts';
import { type AgentFlags, brokerUrl, readAgentOptions } from './options.ts';

test('brokerUrl completes the path', () => {
  const cases: [string, string][] = [
    ['wss://host:8142', 'wss://host:8142/pcp2/agent'],
    ['wss://host:8142/', 'wss://host:8142/pcp2/agent'],
    ['wss://host:8142/pcp2', 'wss://host:8142/pcp2/agent'],
    ['wss://host:8142/pcp2/', 'wss://host:8142/pcp2/agent'],
    ['wss://host:8142/pcp2/agent', 'wss://host:8142/pcp2/agent'],
    ['ws://127.0.0.1:1/pcp2', 'ws://127.0.0.1:1/pcp2/n1/agent'],
    ['ws://localhost:1', 'ws://localhost:1/pcp2/n1/agent'],
    ['ws://[::1]:1/pcp2/n1/agent', 'ws://[::1]:1/pcp2/n1/agent'],
  ];
  for (const [given, expected] of cases) assert.equal(brokerUrl(given, 'n1'), expected);
});

test('what is wrong with the options is said in a sentence', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-options-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'x.pem');
  await writeFile(path, 'no PEM');
  const broker = ['wss://h:1'];
  const ssl = { sslCert: path, sslKey: path, sslCa: path };
  const cases: [AgentFlags, RegExp][] = [
    [{ broker: [] }, /needs --broker wss:\/\/HOST:PORT/],
    [{ broker }, /needs --certname NAME/],
    [{ broker, certname: 'a/b' }, /--certname expects letters, digits/],
    [{ broker: ['nonsense'], certname: 'n' }, /--broker expects a URL such as/],
    [{ broker: ['http://h:1'], certname: 'n' }, /--broker expects a URL that starts with wss:/],
    [{ broker: ['ws://h:1'], certname: 'n' }, /only for this machine's own loopback address/],
    [{ broker: ['ws://127.evil.example:1'], certname: 'n' }, /only for this machine's own loopback address/],
    [{ broker: ['wss://u:p@h:1'], certname: 'n' }, /takes no user name or password/],
    [{ broker, certname: 'n', sslDir: directory }, /Cannot read the .* \(ENOENT\). Give --ssl-dir DIR, or --ssl-cert/],
    [{ broker, certname: 'n', ...ssl }, /x.pem is not a certificate in PEM form/],
    [
      { broker: ['ws://localhost:1'], certname: 'n', primary: ['ftp://h'] },
      /--primary expects a URL that starts with https:/,
    ],
  ];
  for (const [flags, expected] of cases) {
    await assert.rejects(readAgentOptions(flags, { version: '1', log: silentLog }), (error: unknown) => {
      assert.ok(error instanceof OrchestratorError);
      assert.equal(error.kind, 'baton/invalid-agent-options');
      assert.match(error.message, expected);
      return true;
    });
  }
});

test('task files come from the brokers unless a primary is named', async () => {
  const read = (flags: Partial<AgentFlags>) =>
    readAgentOptions(
      { broker: ['ws://127.0.0.1:1', 'ws://127.0.0.1:2'], certname: 'n', data: '/d', ...flags },
      { version: '1', log: silentLog },
    );
  assert.deepEqual((await read({})).primaries, ['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  assert.deepEqual((await read({ primary: ['https://p:8140/'] })).primaries, ['https://p:8140']);
});
