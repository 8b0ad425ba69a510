import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { OrchestratorError } from './common/index.ts';
import type { KeyFiles } from './plugins/index.ts';
import { createKeys, decryptSecret, encryptSecret } from './secret-keys.ts';

let directory: string;
let keys: KeyFiles;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baton-keys-'));
  keys = { privateKey: join(directory, 'keys/private.pem'), publicKey: join(directory, 'keys/public.pem'), size: 2048 };
  await createKeys(keys, false);
});
after(() => rm(directory, { recursive: true, force: true }));

/** What OpenSSL encrypts for the certificate, as Bolt and eyaml write it. */
function encryptedByOpenssl(text: string, ...options: readonly string[]): string {
  const arguments_ = ['smime', '-encrypt', '-binary', '-outform', 'DER', ...options, keys.publicKey];
  return `ENC[PKCS7,${execFileSync('openssl', arguments_, { input: text }).toString('base64')}]`;
}

describe('keys of the plugin pkcs7', () => {
  for (const text of ['hunter2', '', 'ä ✓ 𝄞\n\0', 'x'.repeat(10_000)]) {
    it(`decrypt what they encrypted: ${JSON.stringify(text.slice(0, 20))}`, async () => {
      const encrypted = await encryptSecret(text, keys);
      assert.match(encrypted, /^ENC\[PKCS7,[A-Za-z0-9+/=]+\]$/);
      assert.equal(await decryptSecret(encrypted, keys), text);
    });
  }

  for (const cipher of ['-aes256', '-aes128', '-aes-192-cbc', '-des3']) {
    it(`decrypt what OpenSSL encrypted with ${cipher}`, async () => {
      assert.equal(await decryptSecret(encryptedByOpenssl('hunter2', cipher), keys), 'hunter2');
    });
  }

  it('decrypt what stands over several lines, or without its frame', async () => {
    const [, base64 = ''] = /,(.*)\]/.exec(await encryptSecret('hunter2', keys)) ?? [];
    assert.equal(await decryptSecret(`ENC[PKCS7,${base64.replace(/.{60}/g, '$&\n   ')}]\n`, keys), 'hunter2');
    assert.equal(await decryptSecret(base64, keys), 'hunter2');
  });

  it('encrypt what OpenSSL decrypts', async () => {
    const [, base64 = ''] = /,(.*)\]/.exec(await encryptSecret('hunter2\n', keys)) ?? [];
    const input = Buffer.from(base64, 'base64');
    const arguments_ = ['smime', '-decrypt', '-binary', '-inform', 'DER', '-inkey', keys.privateKey];
    assert.equal(execFileSync('openssl', [...arguments_, keys.publicKey], { input }).toString(), 'hunter2\n');
  });

  it('are found whichever recipient comes first', async () => {
    const other = { ...keys, privateKey: join(directory, 'other.pem'), publicKey: join(directory, 'other.cert') };
    await createKeys(other, false);
    assert.equal(await decryptSecret(encryptedByOpenssl('both', '-aes256', other.publicKey), keys), 'both');
    assert.equal(await decryptSecret(encryptedByOpenssl('both', '-aes256', other.publicKey), other), 'both');
    await assert.rejects(decryptSecret(await encryptSecret('x', keys), other), {
      message: `The value cannot be decrypted with the private key at ${other.privateKey}; it was encrypted for another one.`,
    });
  });

  it('are readable by their owner alone, and replaced only when that is said', async () => {
    assert.equal((await stat(keys.privateKey)).mode & 0o777, 0o600);
    const before_ = await readFile(keys.privateKey, 'utf8');
    assert.match(before_, /^-----BEGIN RSA PRIVATE KEY-----\n/);
    await assert.rejects(createKeys(keys, false), { kind: 'bolt/validation-error' });
    assert.equal(await readFile(keys.privateKey, 'utf8'), before_);
    const made = { ...keys, privateKey: join(directory, 'force.pem'), publicKey: join(directory, 'force.cert') };
    await createKeys(made, false);
    const first = await readFile(made.privateKey, 'utf8');
    await createKeys(made, true);
    assert.notEqual(await readFile(made.privateKey, 'utf8'), first);
  });

  const refused: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['no Base64', 'ENC[PKCS7,!!]', /must look like 'ENC\[PKCS7,…\]'/],
    ['no PKCS #7', 'ENC[PKCS7,aGVsbG8=]', /is not PKCS #7 in Base64/],
    ['nothing', '', /must look like/],
    [
      'data that is not enveloped',
      `ENC[PKCS7,${Buffer.from('300f06092a864886f70d010701a0020400', 'hex').toString('base64')}]`,
      /not enveloped data/,
    ],
  ];
  for (const [what, text, message] of refused) {
    it(`refuse ${what}`, () => assert.rejects(decryptSecret(text, keys), { kind: 'bolt/validation-error', message }));
  }

  it('refuse in words what was damaged on its way', async () => {
    const [, base64 = ''] = /,(.*)\]/.exec(await encryptSecret('hunter2', keys)) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    const damage = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, byte, length]) => {
        const damaged = Buffer.from(bytes.subarray(0, length));
        if (at < length) damaged[at] = byte;
        try {
          assert.equal(typeof (await decryptSecret(damaged.toString('base64'), keys)), 'string');
        } catch (error) {
          assert.ok(error instanceof OrchestratorError, error instanceof Error ? error.stack : String(error));
        }
      }),
      { seed: 20261121, numRuns: 400 },
    );
  });

  it('say which file is missing or is no key', async () => {
    const text = await encryptSecret('x', keys);
    const none = { ...keys, privateKey: join(directory, 'none.pem'), publicKey: join(directory, 'none.cert') };
    await assert.rejects(decryptSecret(text, none), {
      message: `There is no private key at ${none.privateKey}. Keys are made with 'baton secret createkeys'.`,
    });
    await assert.rejects(encryptSecret('x', none), { message: /^There is no public key at / });
    await writeFile(none.privateKey, 'hello');
    await writeFile(none.publicKey, 'hello');
    await assert.rejects(decryptSecret(text, none), { message: /is not an RSA key in PEM format/ });
    await assert.rejects(encryptSecret('x', none), { message: /is not a certificate in PEM format/ });
  });
});
