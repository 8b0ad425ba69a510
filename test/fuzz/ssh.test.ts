/** What is read of other people's files over ssh: nothing that stands in them makes it fail, hang or believe a key. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import {
  judgeHostKey,
  knownHostLine,
  linesOf,
  matchesPattern,
  parseKnownHosts,
} from '../../orchestrator-core/transports/ssh/known-hosts.ts';
import { jumpsOf } from '../../orchestrator-core/transports/ssh/settings.ts';

const seed = 20261121;
const piece = fc.constantFrom(
  '@revoked',
  '@cert-authority',
  '@',
  '|1|',
  '|',
  '*',
  '?',
  '!',
  ',',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '#',
  '[',
  ']:',
  '22',
  'web1',
  'ssh-ed25519',
  'ssh-rsa',
  'AAAA',
  'AAAAC3NzaC1lZDI1NTE5AAAAIA==',
  '=',
  'c2FsdA==',
  '\0',
  'ä',
);
const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
const host = fc.record({ host: fc.constantFrom('web1', 'WEB1', 'a.b', '::1', ''), port: fc.constantFrom(22, 2222) });
const key = fc.uint8Array({ minLength: 0, maxLength: 80 });

it('known_hosts of any text is read, and knows no key that does not stand in it', () => {
  fc.assert(
    fc.property(text, host, key, (file, where, shown) => {
      const known = parseKnownHosts(file, 'known_hosts');
      for (const { line } of known) assert.ok(line >= 1 && line <= file.split('\n').length);
      const { kind } = judgeHostKey(known, where, shown);
      const encoded = Buffer.from(shown).toString('base64').replace(/=+$/, '');
      if (kind === 'known' || kind === 'revoked') assert.ok(encoded !== '' && file.includes(encoded));
    }),
    { seed, numRuns: 3000 },
  );
});

it('a key that is added to any known_hosts is known, unless it is revoked', () => {
  fc.assert(
    fc.property(
      text,
      host.filter((one) => one.host !== ''),
      fc.uint8Array({ minLength: 8, maxLength: 60 }),
      (file, where, bytes) => {
        const shown = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), bytes]);
        const known = parseKnownHosts(`${file}\n${knownHostLine(where.host, where.port, shown)}`, 'known_hosts');
        assert.equal(judgeHostKey(known, where, shown).kind, 'known');
      },
    ),
    { seed, numRuns: 1000 },
  );
});

it('patterns match as regular expressions would, and never take long', () => {
  const pattern = fc
    .array(fc.constantFrom('*', '?', 'a', 'b', '.', '['), { maxLength: 10 })
    .map((parts) => parts.join(''));
  const name = fc.array(fc.constantFrom('a', 'b', '.', '['), { maxLength: 10 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(pattern, name, (one, other) => {
      const expression = [...one].map((char) =>
        char === '*' ? '.*' : char === '?' ? '.' : `\\x${char.charCodeAt(0).toString(16)}`,
      );
      assert.equal(matchesPattern(one, other), new RegExp(`^${expression.join('')}$`, 's').test(other));
    }),
    { seed, numRuns: 5000 },
  );
  const begun = process.threadCpuUsage();
  const known = parseKnownHosts(`${'*a'.repeat(5000)}b ssh-ed25519 AAAA`, 'known_hosts');
  assert.equal(linesOf(known, 'a'.repeat(5000)).length, 0);
  assert.ok(process.threadCpuUsage(begun).user < 2_000_000);
});

it('a ProxyJump of any text gives hosts, or says which part has none', () => {
  const part = fc.constantFrom('a', '@', ':', '22', ',', '[', ']', 'ssh://', '/', ' ', 'none', '::1', '%h');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      try {
        for (const jump of jumpsOf(parts.join(''))) assert.notEqual(jump.host, '');
      } catch (error) {
        assert.match(String(error), /has no host in/);
      }
    }),
    { seed, numRuns: 3000 },
  );
});
