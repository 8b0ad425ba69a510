/** Finds the lines of generated `known_hosts` files that the installed OpenSSH finds (`ssh-keygen -F`). */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { linesOf, parseKnownHosts } from '../../../orchestrator-core/transports/ssh/known-hosts.ts';

const execute = promisify(execFile);
const seed = 20261121;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHKj+sVa9WcD/q2DJUJaf43Kptc8xYuUQA4bOFj9vC8T';
const name = fc.constantFrom(
  'web1',
  'WEB1',
  'web?',
  'w*',
  '*',
  '!web1',
  '!w*',
  '[web1]:2222',
  '[*]:2222',
  '[web1]:*',
  'db',
  '10.0.0.1',
  '',
);
const names = fc.array(name, { minLength: 1, maxLength: 3 }).map((list) => list.join(','));
const line = fc.oneof(
  names.map((list) => `${list} ${key}`),
  names.map((list) => `  ${list}\t${key} a comment`),
  names.map((list) => `@revoked ${list} ${key}`),
  names.map((list) => `@cert-authority ${list} ${key}`),
  fc.constantFrom('# web1 comment', '', 'web1', 'web1 ssh-ed25519', `web1 ${key.slice(0, 30)}`),
);

test('finds the lines that ssh-keygen finds, hashed or not', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-known-hosts-'));
  const file = join(directory, 'known_hosts');
  const find = async (host: string): Promise<readonly number[]> => {
    const { stdout } = await execute('ssh-keygen', ['-F', host, '-f', file]).catch(() => ({ stdout: '' }));
    return [...stdout.matchAll(/^# Host .* found: line (\d+)/gm)].map(([, found]) => Number(found));
  };
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.boolean(), async (lines, isHashed) => {
        let text = lines.map((one) => `${one}\n`).join('');
        await writeFile(file, text);
        if (isHashed) {
          await execute('ssh-keygen', ['-H', '-f', file]).catch(() => {});
          text = await readFile(file, 'utf8');
        }
        for (const host of ['web1', '[web1]:2222']) {
          const ours = linesOf(parseKnownHosts(text, file), host).map((known) => known.line);
          assert.deepEqual(ours, await find(host), host);
        }
      }),
      { seed, numRuns: 100 },
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});
