import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { fingerprint, judgeHostKey, keyTypeOf, knownHostLine, parseKnownHosts } from './known-hosts.ts';

/** The blob of a key: its type and some text, each with its length before it. */
function blob(type: string, text: string): Buffer {
  const part = (value: string): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value.length);
    return Buffer.concat([length, Buffer.from(value)]);
  };
  return Buffer.concat([part(type), part(text)]);
}

const key = blob('ssh-ed25519', 'one');
const [mine, other, rsa] = [key, blob('ssh-ed25519', 'two'), blob('ssh-rsa', 'three')].map((one) =>
  one.toString('base64'),
);

function hashed(name: string): string {
  const salt = Buffer.from('salt');
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('what known_hosts says of a key', () => {
  const cases: readonly (readonly [lines: string, port: number, verdict: string])[] = [
    [`web1 ssh-ed25519 ${mine}`, 22, 'known'],
    [`WEB1,10.0.0.1 ssh-ed25519 ${mine} a comment`, 22, 'known'],
    [`  web1\tssh-ed25519\t${mine}\r`, 22, 'known'],
    [`# web1 ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`web1 ssh-ed25519 ${mine}`, 2222, 'known'],
    [`web1 ssh-ed25519 ${other}`, 2222, 'unknown'],
    [`[web1]:2222 ssh-ed25519 ${mine}`, 2222, 'known'],
    [`[web1]:2222 ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`[web1]:2222 ssh-ed25519 ${other}`, 2222, 'changed at 1'],
    [`web? ssh-ed25519 ${mine}`, 22, 'known'],
    [`w*1 ssh-ed25519 ${mine}`, 22, 'known'],
    [`w*2 ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`*,!web1 ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`${hashed('web1')} ssh-ed25519 ${mine}`, 22, 'known'],
    [`${hashed('web2')} ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`${hashed('[web1]:2222')} ssh-ed25519 ${other}`, 2222, 'changed at 1'],
    ['|1|bad ssh-ed25519 AAAA', 22, 'unknown'],
    [`web1 ssh-rsa ${rsa}`, 22, 'unknown beside 1'],
    [`web1 ssh-rsa ${rsa}\nweb1 ssh-ed25519 ${other}`, 22, 'changed at 2'],
    [`web1 ssh-ed25519 ${other}\nweb1 ssh-ed25519 ${mine}`, 22, 'known'],
    [`web1 ssh-ed25519 ${mine}\n@revoked * ssh-ed25519 ${mine}`, 22, 'revoked at 2'],
    [`web1 ssh-ed25519 ${mine}\n@revoked * ssh-ed25519 ${other}`, 22, 'known'],
    [`@cert-authority * ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`@other web1 ssh-ed25519 ${mine}`, 22, 'unknown'],
    [`web1 ssh-ed25519 not*base64`, 22, 'unknown'],
    ['', 22, 'unknown'],
  ];
  for (const [lines, port, expected] of cases) {
    it(`${JSON.stringify(lines.replaceAll(/[A-Za-z0-9+/=]{24,}/g, '…'))} for port ${port}: ${expected}`, () => {
      const verdict = judgeHostKey(parseKnownHosts(lines, 'known_hosts'), { host: 'web1', port }, key);
      const more =
        verdict.kind === 'unknown'
          ? verdict.others.map(({ line }) => ` beside ${line}`).join('')
          : 'by' in verdict
            ? ` at ${verdict.by.line}`
            : '';
      assert.equal(`${verdict.kind}${more}`, expected);
    });
  }
});

it('a line that is written is read again', () => {
  for (const port of [22, 2222]) {
    const known = parseKnownHosts(knownHostLine('Web1', port, key), 'known_hosts');
    assert.deepEqual(judgeHostKey(known, { host: 'web1', port }, key), { kind: 'known' });
  }
});

it('a blob that is none has no type, and any has a fingerprint', () => {
  assert.deepEqual(
    [keyTypeOf(key), keyTypeOf(Buffer.alloc(3)), keyTypeOf(Buffer.alloc(9, 255))],
    ['ssh-ed25519', '', ''],
  );
  // `printf baton | openssl dgst -sha256 -binary | base64`, without the padding, as ssh-keygen -l prints it.
  assert.equal(fingerprint(Buffer.from('baton')), 'SHA256:QYwB6JBgbS2pNuU+HFixZZkcPER6R7lCjLTUaClQkjM');
});
