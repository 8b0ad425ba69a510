/** Who is let in, and which servers are believed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import ssh2 from 'ssh2';
import { type JsonObject, ManualClock } from '../../orchestrator-core/common/index.ts';
import { startAgent } from '../support/ssh-agent.ts';
import { connectorFor, never, said, sshTarget, targetOn } from '../support/ssh-lab.ts';
import { makeKey, type Sshd, startSshd } from '../support/sshd.ts';

let sshd: Sshd;
before(async () => {
  sshd = await startSshd();
});
after(() => sshd.close());

/** Connects with these options and runs a command. */
async function enter(
  context: TestContext,
  options: JsonObject,
  environment: Record<string, string> = {},
): Promise<string> {
  const connector = connectorFor(context, sshd.directory, { environment: { HOME: sshd.directory, ...environment } });
  const connection = await connector.connect(targetOn(sshd, options), never);
  return (await said(connection, 'echo in')).out;
}

const refused = (message: RegExp) => ({ kind: 'puppetlabs.tasks/connect-error', issueCode: 'AUTH_ERROR', message });

describe('keys', () => {
  it('are a file or their text', async (context) => {
    assert.equal(await enter(context, {}), 'in\n');
    const text = await readFile(sshd.privateKey, 'utf8');
    assert.equal(await enter(context, { 'private-key': { 'key-data': text } }), 'in\n');
  });

  for (const type of ['rsa', 'ecdsa']) {
    it(`may be of type ${type}`, async (context) => {
      const key = join(sshd.directory, `id_${type}_test`);
      await makeKey(key, type);
      await sshd.authorize(await readFile(`${key}.pub`, 'utf8'));
      assert.equal(await enter(context, { 'private-key': key }), 'in\n');
    });
  }

  it('that are refused are named with what else was tried and what the server takes', async (context) => {
    const key = join(sshd.directory, 'id_refused');
    await makeKey(key);
    await assert.rejects(
      enter(context, { 'private-key': key, password: 'secret' }),
      refused(
        new RegExp(
          `^Authentication failed for user ${sshd.user}@127.0.0.1 of web1: tried publickey with ${key}; the server accepts publickey\\.$`,
        ),
      ),
    );
  });

  it('that cannot be used are named with the reason', async (context) => {
    const locked = join(sshd.directory, 'id_locked');
    await makeKey(locked, 'ed25519', 'secret');
    const none = join(sshd.directory, 'none');
    const cases = [
      [none, /the private key \S+\/none does not exist\.$/],
      [locked, /id_locked has a passphrase: add the key to an ssh-agent/],
      [`${sshd.privateKey}.pub`, /holds no private key/],
      [join(sshd.directory, 'sshd_config'), /is no private key that can be read/],
    ] as const;
    for (const [key, message] of cases) await assert.rejects(enter(context, { 'private-key': key }), refused(message));
  });

  it('of the user that have a passphrase are named, those that are not there are not', async (context) => {
    const home = join(sshd.directory, 'home');
    await mkdir(join(home, '.ssh'), { recursive: true });
    await makeKey(join(home, '.ssh/id_rsa'), 'ed25519', 'secret');
    await assert.rejects(enter(context, { 'private-key': null }, { HOME: home }), (error: Error) => {
      assert.match(error.message, /; \S+\/id_rsa has a passphrase: [^;]*$/);
      return true;
    });
  });

  it('with a passphrase are used by the agent, without the others that it has', async (context) => {
    const locked = join(sshd.directory, 'id_locked_agent');
    const others = Array.from({ length: 8 }, (_, index) => join(sshd.directory, `id_other${index}`));
    await Promise.all([makeKey(locked, 'ed25519', 'secret'), ...others.map((key) => makeKey(key))]);
    await sshd.authorize(await readFile(`${locked}.pub`, 'utf8'));
    // One more than the server has patience for.
    const socket = await startAgent(context, [...others, locked], 'secret');
    assert.equal(await enter(context, { 'private-key': locked }, { SSH_AUTH_SOCK: socket }), 'in\n');
  });

  it('of the agent are tried when none is named, unless nothing is to be loaded', async (context) => {
    const socket = await startAgent(context, [sshd.privateKey]);
    const options = { 'private-key': null };
    assert.equal(await enter(context, options, { SSH_AUTH_SOCK: socket }), 'in\n');
    await assert.rejects(
      enter(context, { ...options, 'load-config': false }, { SSH_AUTH_SOCK: socket }),
      refused(/tried none with no key and no password/),
    );
  });

  it('of an agent that is gone are not there, and that is said', async (context) => {
    const socket = join(sshd.directory, 'nobody');
    const environment = { SSH_AUTH_SOCK: socket };
    await assert.rejects(
      enter(context, { 'private-key': null }, environment),
      refused(/the agent at \S+ does not answer/),
    );
    assert.equal(await enter(context, {}, environment), 'in\n');
  });
});

/** A server in this process, for what sshd can only do with PAM. */
async function passwordServer(context: TestContext, method: 'password' | 'keyboard-interactive'): Promise<number> {
  const hostKeys = [await readFile(join(sshd.directory, 'host_key'))];
  const server = new ssh2.Server({ hostKeys }, (client) => {
    client.on('error', () => {});
    client.on('authentication', (attempt) => {
      const answer = (is: boolean) => (is ? attempt.accept() : attempt.reject([method]));
      if (attempt.method === 'password' && method === 'password') answer(attempt.password === 'secret');
      else if (attempt.method === 'keyboard-interactive' && method === 'keyboard-interactive') {
        attempt.prompt([{ prompt: 'Password: ', echo: false }], (answers) => answer(answers[0] === 'secret'));
      } else answer(false);
    });
    client.on('session', (accept) => {
      accept().on('exec', (begin) => {
        const channel = begin();
        channel.write('in\n');
        channel.exit(0);
        channel.end();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('passwords', () => {
  for (const method of ['password', 'keyboard-interactive'] as const) {
    it(`are given by the method ${method}`, async (context) => {
      const port = await passwordServer(context, method);
      const options = { port, 'private-key': null };
      assert.equal(await enter(context, { ...options, password: 'secret' }), 'in\n');
      await assert.rejects(enter(context, { ...options, password: 'wrong' }), (error: Error) => {
        assert.match(
          error.message,
          new RegExp(`tried (password with the password, )?${method} with the password; the server accepts ${method}`),
        );
        assert.ok(!error.message.includes('wrong'));
        return true;
      });
    });
  }
});

describe('host keys', () => {
  const name = () => `[127.0.0.1]:${sshd.port}`;
  const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHKj0000000000000000000000000000000000000000';
  const cases: readonly (readonly [what: string, lines: () => string, refusal?: RegExp])[] = [
    ['known', () => `${name()} ${sshd.hostKey}`],
    ['known by a pattern', () => `other,[127.0.0.*]:* ${sshd.hostKey}`],
    ['known without the port', () => `127.0.0.1 ${sshd.hostKey}`],
    ['known beside another type', () => `${name()} ssh-rsa AAAAB3NzaC1yc2E=\n${name()} ${sshd.hostKey} comment`],
    ['unknown', () => '', /is unknown for .* Add the ssh-ed25519 key to /],
    ['unknown because a pattern excludes it', () => `!*127.0.0.1*,* ${sshd.hostKey}`, /is unknown/],
    ['known with another key', () => `\n${name()} ${other}`, /does not match for .*known_hosts line 2 knows another/],
    ['revoked', () => `${name()} ${sshd.hostKey}\n@revoked * ${sshd.hostKey}`, /was revoked for .*line 2/],
    ['trusted by an authority', () => `@cert-authority * ${sshd.hostKey}`, /trusts a certificate authority/],
  ];
  for (const [what, lines, refusal] of cases) {
    it(`are checked: ${what}`, async (context) => {
      const config = join(sshd.directory, 'client_config');
      const file = join(sshd.directory, 'client_known_hosts');
      await writeFile(file, `${lines()}\n`);
      await writeFile(config, `UserKnownHostsFile /dev/null ${file}\nGlobalKnownHostsFile none\n`);
      const connector = connectorFor(context, sshd.directory, { configFiles: [config] });
      const entering = connector.connect(targetOn(sshd, { 'host-key-check': true }), never);
      if (refusal === undefined) return void (await entering);
      await assert.rejects(entering, (error: Error & { issueCode?: string }) => {
        assert.match(error.message, /^Host key verification failed for web1: fingerprint SHA256:\S+ /);
        assert.match(error.message, refusal);
        assert.equal(error.issueCode, 'HOST_KEY_ERROR');
        return true;
      });
    });
  }

  it('that are hashed are known', async (context) => {
    const file = join(sshd.directory, 'hashed');
    await writeFile(file, `${name()} ${sshd.hostKey}\n`);
    const { promisify } = await import('node:util');
    const { execFile } = await import('node:child_process');
    await promisify(execFile)('ssh-keygen', ['-H', '-f', file]);
    assert.match(await readFile(file, 'utf8'), /^\|1\|/);
    const config = join(sshd.directory, 'hashed_config');
    await writeFile(config, `UserKnownHostsFile ${file}\n`);
    const connector = connectorFor(context, sshd.directory, { configFiles: [config] });
    await connector.connect(targetOn(sshd, { 'host-key-check': true }), never);
  });

  it('of new hosts are added where the configuration says so, and hold from then on', async (context) => {
    const config = join(sshd.directory, 'new_config');
    const file = join(sshd.directory, 'made/known_hosts');
    await writeFile(config, `Host *\n  StrictHostKeyChecking accept-new\n  UserKnownHostsFile "${file}"\n`);
    const connect = () =>
      connectorFor(context, sshd.directory, { configFiles: [config] }).connect(
        targetOn(sshd, { 'host-key-check': null }),
        never,
      );
    await connect();
    assert.equal(await readFile(file, 'utf8'), `${name()} ${sshd.hostKey}\n`);
    await connect();
    await writeFile(file, `${name()} ${other}\n`);
    await assert.rejects(connect(), /does not match/);
  });
});

describe('the OpenSSH configuration', () => {
  it('says how a host is reached', async (context) => {
    const config = join(sshd.directory, 'host_config');
    await writeFile(
      join(sshd.directory, 'included'),
      `Match originalhost alias exec "test %n = alias"\n  Port ${sshd.port}\n`,
    );
    await writeFile(
      config,
      [
        `Include ${join(sshd.directory, 'includ*')}`,
        'Host alias other',
        '  HostName 127.0.0.1',
        `  User ${sshd.user}`,
        `  IdentityFile ~/id_test`,
        'Host *',
        '  Port 1',
        '  StrictHostKeyChecking no',
        `  UserKnownHostsFile ${join(sshd.directory, 'config_known')}`,
        '  KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256',
        '  Ciphers ^aes256-ctr',
      ].join('\n'),
    );
    const connector = connectorFor(context, sshd.directory, { configFiles: [config] });
    const connection = await connector.connect(sshTarget('alias', {}), never);
    assert.equal((await said(connection, 'echo in')).out, 'in\n');
    assert.match(await readFile(join(sshd.directory, 'config_known'), 'utf8'), /^\[127\.0\.0\.1\]:\d+ ssh-ed25519 /);
  });

  it('may name a command that is the connection', async (context) => {
    const config = join(sshd.directory, 'proxy_config');
    const relay = `${process.execPath} -e "const s=require('net').connect(%p,'%h');process.stdin.pipe(s).pipe(process.stdout)"`;
    await writeFile(config, `ProxyCommand ${relay}\n`);
    const connector = connectorFor(context, sshd.directory, { configFiles: [config] });
    const connection = await connector.connect(targetOn(sshd), never);
    assert.equal((await said(connection, 'echo in')).out, 'in\n');
  });
});

describe('jump hosts', () => {
  let first: Sshd;
  let second: Sshd;
  before(async () => {
    [first, second] = await Promise.all([startSshd(), startSshd()]);
    const key = await readFile(`${sshd.privateKey}.pub`, 'utf8');
    await Promise.all([first.authorize(key), second.authorize(key)]);
  });
  after(() => Promise.all([first.close(), second.close()]));

  const accepted = (server: Sshd): number => server.log.filter((line) => line.startsWith('Accepted publickey')).length;

  it('are gone over one after the other, and shared by those behind them', async (context) => {
    const connector = connectorFor(context, sshd.directory);
    const proxyjump = `${first.user}@127.0.0.1:${first.port},ssh://127.0.0.1:${second.port}`;
    const targets = ['a', 'b', 'c'].map((script) => ({
      ...targetOn(sshd, { proxyjump, 'mac-algorithms': ['defaults', script] }),
      name: script,
    }));
    const before = [first, second, sshd].map(accepted);
    const outs = await Promise.all(
      targets.map(async (target) => (await said(await connector.connect(target, never), 'echo $SSH_CONNECTION')).out),
    );
    assert.equal(new Set(outs).size, 3);
    assert.deepEqual(
      [first, second, sshd].map((server, index) => accepted(server) - (before[index] ?? 0)),
      [1, 1, 3],
    );
  });

  it('have a configuration of their own', async (context) => {
    const config = join(sshd.directory, 'jump_config');
    await writeFile(
      config,
      [
        'Host gate',
        '  HostName 127.0.0.1',
        `  Port ${first.port}`,
        `  User ${first.user}`,
        'Host !gate *',
        '  ProxyJump gate',
      ].join('\n'),
    );
    const before = accepted(first);
    const connector = connectorFor(context, sshd.directory, { configFiles: [config] });
    const connection = await connector.connect(targetOn(sshd), never);
    assert.equal((await said(connection, 'echo in')).out, 'in\n');
    assert.equal(accepted(first), before + 1);
  });

  it('that fail are named', async (context) => {
    const connector = connectorFor(context, sshd.directory);
    await assert.rejects(
      connector.connect(targetOn(sshd, { proxyjump: '127.0.0.1:1' }), never),
      /^OrchestratorError: Failed to connect to web1 over 127\.0\.0\.1: Failed to connect to 127\.0\.0\.1: Connection refused/,
    );
    await assert.rejects(
      connector.connect(targetOn(sshd, { proxyjump: `127.0.0.1:${first.port}`, port: 1 }), never),
      /^OrchestratorError: Failed to connect to web1 over 127\.0\.0\.1: .*Connection refused/,
    );
  });
});

describe('servers that are busy', () => {
  it('are asked again when they drop connections that are too many', async (context) => {
    const busy = await startSshd({ config: ['MaxStartups 2:100:3'] });
    context.after(() => busy.close());
    const connector = connectorFor(context, busy.directory);
    const key = await readFile(busy.privateKey, 'utf8');
    const outs = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        // Each with a key of its own text, so that none is shared.
        const target = targetOn(busy, { 'private-key': { 'key-data': key + '\n'.repeat(index) } });
        return (await said(await connector.connect(target, never), 'echo in')).out;
      }),
    );
    assert.deepEqual(
      outs,
      Array.from({ length: 24 }, () => 'in\n'),
    );
    assert.ok(
      busy.log.some((line) => /drop connection|MaxStartups/.test(line)),
      busy.log.join('\n'),
    );
  });

  it('that take one channel at a time get more connections', async (context) => {
    const narrow = await startSshd({ config: ['MaxSessions 1'] });
    context.after(() => narrow.close());
    const connection = await connectorFor(context, narrow.directory).connect(targetOn(narrow), never);
    const outs = await Promise.all(Array.from({ length: 6 }, () => said(connection, 'echo $SSH_CONNECTION')));
    assert.ok(outs.every(({ code, out }) => code === 0 && out !== ''));
    assert.ok(new Set(outs.map(({ out }) => out)).size > 1);
  });

  it('may have a hundred connections open', async (context) => {
    const connector = connectorFor(context, sshd.directory);
    const key = await readFile(sshd.privateKey, 'utf8');
    const targets = Array.from({ length: 100 }, (_, index) =>
      targetOn(sshd, { 'private-key': { 'key-data': key + '\n'.repeat(index) } }),
    );
    const connections = await Promise.all(targets.map((target) => connector.connect(target, never)));
    const outs = await Promise.all(connections.map((connection) => said(connection, 'echo $SSH_CONNECTION')));
    assert.equal(new Set(outs.map(({ out }) => out)).size, 100);
  });

  it('behind a host on the way are given up after connect-timeout, too', async (context) => {
    // A listener whose queue nobody empties: the way is there, and no answer comes over it.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const sockets: Socket[] = [];
    context.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const clock = new ManualClock();
    const connector = connectorFor(context, sshd.directory, { clock });
    const { port } = silent.address() as AddressInfo;
    const proxyjump = `127.0.0.1:${sshd.port}`;
    const connecting = connector.connect(targetOn(sshd, { port, proxyjump, 'connect-timeout': 7 }), never);
    const failure = assert.rejects(connecting, { message: 'Timeout after 7 seconds connecting to web1' });
    const [socket] = (await once(silent, 'connection')) as [Socket];
    sockets.push(socket);
    // The channel is open on this side, too, once it carries what is said first.
    await once(socket, 'data');
    clock.advance(7000);
    await failure;
  });

  it('that say nothing are given up after connect-timeout', async (context) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    context.after(() => silent.close());
    const clock = new ManualClock();
    const connector = connectorFor(context, sshd.directory, { clock });
    const { port } = silent.address() as AddressInfo;
    const connecting = connector.connect(targetOn(sshd, { port, 'connect-timeout': 7 }), never);
    const failure = assert.rejects(connecting, { message: 'Timeout after 7 seconds connecting to web1' });
    const [socket] = await once(silent, 'connection');
    clock.advance(7000);
    await failure;
    socket.destroy();
  });

  it('that refuse every algorithm are named with those that there are', async (context) => {
    const none = { 'kex-algorithms': ['none'] };
    await assert.rejects(
      enter(context, none),
      /none of the key exchange algorithms none can be used, only .*curve25519/,
    );
    assert.equal(
      await enter(context, { 'kex-algorithms': ['none', 'defaults'], 'encryption-algorithms': ['aes128-ctr'] }),
      'in\n',
    );
  });
});
