import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import type { Target } from '../../orchestrator-core/inventory/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { createSshConnector } from '../../orchestrator-core/transports/index.ts';
import type { ShellConnection, ShellConnector } from '../../orchestrator-core/transports/shell/connection.ts';
import { freePort, type Sshd, startSshd } from '../support/sshd.ts';

const never = new AbortController().signal;

function targetOf(name: string, options: JsonObject): Target {
  return {
    name,
    safeName: name,
    aliases: [],
    transport: 'ssh',
    options: { 'connect-timeout': 10, 'disconnect-timeout': 5, 'load-config': true, ...options },
    config: {},
    vars: {},
    facts: {},
    features: [],
    pluginHooks: {},
    adhoc: false,
    groups: ['all'],
  };
}

async function said(
  connection: ShellConnection,
  command: string,
  input = '',
): Promise<{ out: string; err: string; code: number }> {
  const text = { stdout: '', stderr: '' };
  const { exitCode } = await connection.run({
    command,
    tty: false,
    begun: (stdin) => {
      void stdin.write(input);
      stdin.end();
    },
    output: async (stream, bytes) => {
      text[stream] += Buffer.from(bytes).toString();
    },
    signal: never,
  });
  return { out: text.stdout, err: text.stderr, code: exitCode };
}

describe('ssh by this process', () => {
  let sshd: Sshd;
  let connector: ShellConnector;
  before(async () => {
    sshd = await startSshd();
    connector = createSshConnector({ clock: systemClock, random: Math.random, environment: { HOME: sshd.directory } });
  });
  after(async () => {
    await connector.close();
    await sshd.close();
  });

  const target = (options: JsonObject = {}) =>
    targetOf('web1', {
      host: sshd.host,
      port: sshd.port,
      user: sshd.user,
      'private-key': sshd.privateKey,
      'host-key-check': false,
      ...options,
    });

  it('runs commands in the login shell, with input, both streams and exit codes', async () => {
    const connection = await connector.connect(target(), never);
    assert.deepEqual(await said(connection, 'cat; echo err >&2; exit 3', 'hello'), {
      out: 'hello',
      err: 'err\n',
      code: 3,
    });
    assert.deepEqual(await said(connection, 'nosuchcmd'), {
      out: '',
      err: 'bash: line 1: nosuchcmd: command not found\n',
      code: 127,
    });
    assert.equal((await said(connection, 'kill -TERM $$')).code, 143);
  });

  it('says in Bolt’s words that nobody listens', async () => {
    const port = await freePort();
    await assert.rejects(connector.connect(target({ port }), never), {
      kind: 'puppetlabs.tasks/connect-error',
      issueCode: 'CONNECT_ERROR',
      message: `Failed to connect to web1: Connection refused - connect(2) for 127.0.0.1:${port}`,
    });
  });
});
