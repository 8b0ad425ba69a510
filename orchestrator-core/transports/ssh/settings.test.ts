import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { bareTarget, type Target } from '../../inventory/index.ts';
import { chooseAlgorithms } from './algorithms.ts';
import { ClientConfigFiles } from './client-config.ts';
import { modeWithUmask } from './copy.ts';
import { jumpsOf, type Settings, settingsOf } from './settings.ts';

/** The settings of the host `web1` with this configuration and these options. */
async function settings(context: TestContext, config: string, options: JsonObject = {}): Promise<Settings> {
  const home = await mkdtemp(join(tmpdir(), 'baton-settings-'));
  context.after(() => rm(home, { recursive: true, force: true }));
  const file = join(home, 'config');
  await writeFile(file, config);
  const target: Target = { ...bareTarget('web1', 'ssh'), options };
  const found = await settingsOf(target, {
    config: new ClientConfigFiles({ home, localUser: 'me', files: [file] }),
    environment: { SSH_AUTH_SOCK: '/agent', KEYS: '/keys' },
    home,
    localUser: 'me',
  });
  return JSON.parse(JSON.stringify(found).replaceAll(home, '~')) as Settings;
}

describe('settings of a host', () => {
  const cases: readonly (readonly [what: string, config: string, options: JsonObject, expected: Partial<Settings>])[] =
    [
      [
        'nothing said',
        '',
        {},
        { host: 'web1', port: 22, user: 'me', hostKeyCheck: 'yes', agent: '/agent', connectTimeout: 10 },
      ],
      ['the first value wins', 'Port 1\nPort 2\n', {}, { port: 1 }],
      ['an option wins', 'Port 1\nUser you\n', { port: 3, user: 'they' }, { port: 3, user: 'they' }],
      ['Host patterns', 'Host db* !web1\n Port 1\nHost !db1 web?\n Port 2\n', {}, { port: 2 }],
      ['an exclusion', 'Host * !web1\n Port 1\n', {}, { port: 22 }],
      ['any case and form', 'host=WEB1 web1\n\tPORT=2\n', {}, { port: 2 }],
      [
        'HostName with a token',
        'HostName %h.example.com\n',
        {},
        { host: 'web1.example.com', hostKeyAlias: 'web1.example.com' },
      ],
      ['HostKeyAlias', 'HostName real\nHostKeyAlias known\n', {}, { host: 'real', hostKeyAlias: 'known' }],
      ['Match all', 'Match all\n Port 2\n', {}, { port: 2 }],
      ['Match host is the name it has by then', 'HostName real\nMatch host real\n Port 2\n', {}, { port: 2 }],
      ['Match originalhost', 'HostName real\nMatch originalhost web1\n Port 2\n', {}, { port: 2 }],
      ['Match user', 'Match user root\n Port 2\n', { user: 'root' }, { port: 2 }],
      ['Match localuser', 'Match localuser me\n Port 2\n', {}, { port: 2 }],
      ['Match exec', 'Match exec "test %h = web1"\n Port 2\nMatch exec false\n User no\n', {}, { port: 2, user: 'me' }],
      ['Match not', 'Match !host other\n Port 2\n', {}, { port: 2 }],
      ['Match final', 'Match final\n Port 2\nHost web1\n User you\n', {}, { port: 2, user: 'you' }],
      [
        'Match final asks Host by the new name',
        'Match final\nHost real\n Port 2\nHost *\n HostName real\n',
        {},
        { port: 2 },
      ],
      ['Match with what nobody knows', 'Match tagged x\n Port 2\n', {}, { port: 22 }],
      ['load-config false', 'Port 2\n', { 'load-config': false }, { port: 22 }],
      ['accept-new', 'StrictHostKeyChecking accept-new\n', {}, { hostKeyCheck: 'accept-new' }],
      ['no adds keys, as with Bolt', 'StrictHostKeyChecking no\n', {}, { hostKeyCheck: 'accept-new' }],
      ['ask is yes', 'StrictHostKeyChecking ask\n', {}, { hostKeyCheck: 'yes' }],
      ['host-key-check false', 'StrictHostKeyChecking yes\n', { 'host-key-check': false }, { hostKeyCheck: 'no' }],
      ['host-key-check true', 'StrictHostKeyChecking no\n', { 'host-key-check': true }, { hostKeyCheck: 'yes' }],
      [
        'key files add up',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: OpenSSH's own form
        'IdentityFile ~/a\nIdentityFile "${KEYS}/b %h"\n',
        {},
        {
          keys: [
            { kind: 'file', path: '~/a', explicit: true },
            { kind: 'file', path: '/keys/b web1', explicit: true },
          ],
        },
      ],
      [
        'a key that is named alone',
        'IdentityFile ~/a\n',
        { 'private-key': '/k' },
        { keys: [{ kind: 'file', path: '/k', explicit: true }] },
      ],
      ['key data', '', { 'private-key': { 'key-data': 'text' } }, { keys: [{ kind: 'data', text: 'text' }] }],
      ['known hosts', 'UserKnownHostsFile /a ~/b\nGlobalKnownHostsFile none\n', {}, { knownHosts: ['/a', '~/b'] }],
      [
        'an agent of its own',
        'IdentityAgent ~/sock\nIdentitiesOnly yes\n',
        {},
        { agent: '~/sock', identitiesOnly: true },
      ],
      ['an agent by variable', 'IdentityAgent SSH_AUTH_SOCK\n', {}, { agent: '/agent' }],
      ['time', 'ConnectTimeout 3\n', {}, { connectTimeout: 3 }],
      ['jumps', 'ProxyJump a,b\nProxyCommand nc %h %p\n', {}, { jumps: [{ host: 'a' }, { host: 'b' }] }],
      ['no jump after all', 'ProxyJump none\nProxyCommand nc %h %p\n', {}, { jumps: [] }],
      ['proxyjump', 'ProxyJump a\n', { proxyjump: 'me@[::1]:2' }, { jumps: [{ host: '::1', user: 'me', port: 2 }] }],
      ['a proxy command', 'ProxyCommand nc -x "a b" %h %p %%\n', {}, { proxyCommand: 'nc -x "a b" web1 22 %' }],
      [
        'algorithms',
        'Ciphers +aes128-cbc,x\n',
        { 'kex-algorithms': ['a', 'defaults'] },
        { algorithms: { kex: ['a', 'defaults'], cipher: ['+aes128-cbc', 'x'] } },
      ],
    ];
  for (const [what, config, options, expected] of cases) {
    it(what, async (context) => {
      const found = await settings(context, config, options);
      const named = Object.fromEntries(Object.keys(expected).map((key) => [key, found[key as keyof Settings]]));
      assert.deepEqual(named, expected);
    });
  }

  it('without an agent', async (context) => {
    assert.equal('agent' in (await settings(context, 'IdentityAgent none\n')), false);
    assert.equal('agent' in (await settings(context, '', { 'load-config': false })), false);
  });

  for (const host of ['-oProxyCommand=x', 'a;b', 'a b', '$(a)', "a'b", 'a\nb']) {
    it(`${JSON.stringify(host)} is no host`, async (context) => {
      const refusal = {
        kind: 'puppetlabs.tasks/connect-error',
        message: /^Failed to connect to web1: .* is no name of a host\.$/,
      };
      await assert.rejects(settings(context, '', { host }), refusal);
      await assert.rejects(settings(context, `HostName "${host.replace('\n', ';')}"\n`), refusal);
    });
  }

  it('a user may have a domain, and no shell in the name', async (context) => {
    assert.equal((await settings(context, '', { user: 'DOMAIN\\me' })).user, 'DOMAIN\\me');
    for (const user of ['-l', 'a;b', '`a`', 'a\\']) {
      await assert.rejects(settings(context, '', { user }), /is no name of a user/);
    }
  });

  it('says which file cannot be understood', async (context) => {
    await assert.rejects(settings(context, 'Match host\n'), {
      kind: 'puppetlabs.tasks/connect-error',
      message: /^Failed to connect to web1: the SSH configuration \S+ cannot be understood: /,
    });
  });
});

it('a ProxyJump without a host is refused', () => {
  assert.throws(() => jumpsOf('a,user@'), /has no host in 'user@', expected \[user@\]host\[:port\]/);
  assert.deepEqual(jumpsOf(undefined), []);
});

describe('algorithms that are offered', () => {
  const from = { defaults: ['a', 'b'], supported: ['a', 'b', 'c', 'old-1'] };
  const cases: readonly (readonly [string, readonly string[] | undefined, string])[] = [
    ['none named', undefined, 'a b'],
    ['exactly those', ['c', 'a'], 'c a'],
    ['unknown ones are left out', ['x', 'b'], 'b'],
    ['defaults', ['c', 'defaults'], 'c a b'],
    ['added', ['+old-1', 'a'], 'a b old-1'],
    ['before the others', ['^c'], 'c a b'],
    ['less some', ['-b*'], 'a'],
    ['nothing left', ['x'], ''],
  ];
  for (const [what, list, expected] of cases)
    it(what, () => assert.equal(chooseAlgorithms(list, from).join(' '), expected));
});

it('chmod is told a mode that minds the umask', () => {
  assert.deepEqual([0o777, 0o755, 0o640, 0].map(modeWithUmask), [
    '=rwx',
    '=rwx,g-w,o-w',
    '=rwx,u-x,g-wx,o-rwx',
    '=rwx,u-rwx,g-rwx,o-rwx',
  ]);
});
