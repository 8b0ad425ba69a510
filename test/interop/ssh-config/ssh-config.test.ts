/** Reads generated client configurations as the installed OpenSSH does (`ssh -G`). */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { ClientConfigFiles } from '../../../orchestrator-core/transports/ssh/client-config.ts';
import { settingsOf } from '../../../orchestrator-core/transports/ssh/settings.ts';
import { sshTarget } from '../../support/ssh-lab.ts';

const seed = 20261121;
const pattern = fc.constantFrom('*', 'web1', 'web?', '!web1', 'w*', 'db1', '!db*', 'real', 'real.*');
const section = fc.oneof(
  fc.array(pattern, { minLength: 1, maxLength: 3 }).map((patterns) => `Host ${patterns.join(' ')}`),
  fc.constantFrom(
    'Match all',
    'Match host web1',
    'Match host real.example.com',
    'Match originalhost web*,!web1',
    'Match originalhost web1 user you',
    'Match user you',
    `Match localuser ${userInfo().username}`,
    'Match exec "test %h = web1"',
    'Match exec false',
    'Match !host web1',
    'Match final host real.example.com',
  ),
);
const line = fc.constantFrom(
  'HostName real.example.com',
  'hostname=%h.example.com',
  'HostName "web1"',
  'User you',
  'User "me"',
  'Port 2022',
  'PORT = 22',
  'StrictHostKeyChecking no',
  'StrictHostKeyChecking accept-new',
  'ConnectTimeout 3',
  'IdentityFile ~/.ssh/one',
  'IdentityFile "/keys/%r two"',
  'UserKnownHostsFile /a /b',
  'UserKnownHostsFile "/c d"',
  'HostKeyAlias known',
  'ProxyJump none',
  'ProxyJump you@gate:2,other',
  '# a comment',
  '',
);
const config = fc
  .array(fc.tuple(fc.option(section, { nil: '' }), fc.array(line, { minLength: 1, maxLength: 4 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((sections) => sections.map(([head, lines]) => [head, ...lines.map((one) => `  ${one}`)].join('\n')).join('\n'));

/** What `ssh -G` prints, by keyword; one that is printed several times has several values. */
async function bySsh(file: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await promisify(execFile)('ssh', ['-G', '-F', file, 'web1']);
  const found = new Map<string, string[]>();
  for (const printed of stdout.trim().split('\n')) {
    const [keyword = '', ...rest] = printed.split(' ');
    found.set(keyword, [...(found.get(keyword) ?? []), rest.join(' ')]);
  }
  return found;
}

test('reads a configuration as ssh does', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-ssh-config-'));
  const file = join(directory, 'config');
  const { username: localUser, homedir: home } = userInfo();
  try {
    await fc.assert(
      fc.asyncProperty(config, async (text) => {
        await writeFile(file, `${text}\n`);
        const theirs = await bySsh(file);
        const files = new ClientConfigFiles({ home, localUser, files: [file] });
        const ours = await settingsOf(sshTarget('web1', {}), { config: files, environment: {}, home, localUser });
        const one = (keyword: string) => theirs.get(keyword)?.[0];
        assert.deepEqual(
          {
            host: ours.host,
            port: String(ours.port),
            user: ours.user,
            check: ours.hostKeyCheck,
            alias: ours.hostKeyAlias,
            jumps: ours.jumps
              .map(({ user, host, port }) => `${user ? `${user}@` : ''}${host}${port ? `:${port}` : ''}`)
              .join(','),
          },
          {
            host: one('hostname'),
            port: one('port'),
            user: one('user'),
            // Bolt's library adds new keys where OpenSSH takes any.
            check:
              { true: 'yes', ask: 'yes', false: 'accept-new' }[one('stricthostkeychecking') ?? ''] ??
              one('stricthostkeychecking'),
            alias: one('hostkeyalias') ?? one('hostname'),
            jumps: one('proxyjump') ?? '',
          },
        );
        const names = (await files.find({ host: 'web1' })).all('identityfile');
        if (names.length > 0) assert.deepEqual(names, theirs.get('identityfile'));
      }),
      { seed, numRuns: 200 },
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
