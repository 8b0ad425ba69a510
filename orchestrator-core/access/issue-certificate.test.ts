import assert from 'node:assert/strict';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { bareCertificate, caCertificate, leafCertificate } from './issue-certificate.ts';
import { makeKeyPair } from './x509.ts';

const validity = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2056, 0, 1) };

/** Serial numbers as they are asked for, and as OpenSSL reads them. */
const serials = [
  ['01', '01'],
  ['0001', '01'],
  ['007f', '7F'],
  ['80', '80'],
  ['00ff', 'FF'],
  ['00', '0'],
  ['ff00112233445566778899aabbccddee', 'FF00112233445566778899AABBCCDDEE'],
] as const;

/** Names with the type that X.680 has for them: 0x13 is a PrintableString, 0x0c one of UTF-8. */
const names = [
  ['puppet.example.com', 0x13],
  ["O'Neill (CA): a-b=c?", 0x13],
  ['*.example.com', 0x0c],
  ['node_1', 0x0c],
  ['Knödel', 0x0c],
] as const;

describe('a certificate', async () => {
  const ca = await makeKeyPair();
  const leaf = await makeKeyPair();

  for (const [serial, expected] of serials) {
    it(`has the serial number ${serial}`, () => {
      const made = new X509Certificate(caCertificate('ca', ca.privateKey, serial, validity));
      assert.equal(made.serialNumber, expected);
    });
  }

  for (const [name, type] of names) {
    it(`is of ${name}`, () => {
      const certificate = caCertificate(name, ca.privateKey, '01', validity);
      const request = { certname: name, altNames: ['a.b', '127.0.0.1', '2001:db8::5'], serial: '02', validity };
      const made = leafCertificate(
        { certificate, privateKey: ca.privateKey },
        { ...request, publicKey: leaf.publicKey },
      );
      const read = new X509Certificate(made);
      assert.equal(read.subject, `CN=${name}`);
      assert.equal(read.subjectAltName, 'DNS:a.b, IP Address:127.0.0.1, IP Address:2001:DB8:0:0:0:0:0:5');
      assert.ok(
        read.checkIssued(new X509Certificate(certificate)) && read.verify(new X509Certificate(certificate).publicKey),
      );
      assert.equal(read.validToDate.getTime(), validity.to);
      const text = Buffer.from(name);
      assert.ok(read.raw.includes(Buffer.concat([Buffer.of(type, text.length), text])));
    });
  }

  it('of a key alone is signed with that key, RSA or not', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const read = new X509Certificate(bareCertificate(privateKey, validity));
    assert.ok(read.verify(publicKey) && read.ca && read.subject === undefined);
  });
});
