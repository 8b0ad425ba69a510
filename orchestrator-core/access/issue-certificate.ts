import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import type { Issuer, LeafRequest, Validity as Times } from './x509.ts';

// The structures of RFC 5280, signed by Node. Loading them takes longer than most commands do, which is why nobody imports this but late.

/** A certificate without who issued it, and by which key. */
interface Unsigned {
  /** Hex. */
  readonly serial: string;
  readonly subject: Name;
  readonly validity: Times;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly extensions: readonly Extension[];
}

/** The certificate of a CA, signed by itself: PEM. `privateKey` is PEM. */
export function caCertificate(commonName: string, privateKey: string, serial: string, validity: Times): string {
  const key = createPrivateKey(privateKey);
  const publicKey = publicKeyInfo(createPublicKey(key));
  const subject = nameOf(commonName);
  const extensions = [
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
    extension(id_ce_keyUsage, true, usage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)),
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifierOf(publicKey))),
  ];
  return signed({ serial, subject, validity, publicKey, extensions }, subject, key);
}

/** The certificate of a node, a server and a client at once: PEM. */
export function leafCertificate(issuer: Issuer, request: LeafRequest): string {
  const { tbsCertificate: ca } = AsnConvert.parse(new X509Certificate(issuer.certificate).raw, Certificate);
  const publicKey = publicKeyInfo(createPublicKey(request.publicKey));
  const names = request.altNames.map(
    (name) => new GeneralName(isIP(name) === 0 ? { dNSName: name } : { iPAddress: name }),
  );
  const ofCa = new AuthorityKeyIdentifier({
    keyIdentifier: new KeyIdentifier(identifierOf(ca.subjectPublicKeyInfo)),
  });
  const extensions = [
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: false })),
    extension(id_ce_keyUsage, true, usage(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment)),
    extension(id_ce_extKeyUsage, true, new ExtendedKeyUsage([id_kp_serverAuth, id_kp_clientAuth])),
    extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names)),
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifierOf(publicKey))),
    extension(id_ce_authorityKeyIdentifier, false, ofCa),
  ];
  const { serial, validity } = request;
  const unsigned = { serial, subject: nameOf(request.certname), validity, publicKey, extensions };
  return signed(unsigned, ca.subject, createPrivateKey(issuer.privateKey));
}

/** A certificate of a key that says nothing of whose it is, signed by itself: PEM. */
export function bareCertificate(privateKey: KeyObject, validity: Times): string {
  const publicKey = publicKeyInfo(createPublicKey(privateKey));
  const extensions = [extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: true }))];
  const subject = new Name();
  return signed({ serial: '01', subject, validity, publicKey, extensions }, subject, privateKey);
}

/** With SHA-256, by an ECDSA (RFC 5758) or an RSA key (RFC 4055). */
function signed({ serial, subject, validity, publicKey, extensions }: Unsigned, issuer: Name, key: KeyObject): string {
  const signature =
    key.asymmetricKeyType === 'rsa'
      ? new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null })
      : new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bytesOf(integer(serial)),
    signature,
    issuer,
    validity: new Validity({ notBefore: new Date(validity.from), notAfter: new Date(validity.to) }),
    subject,
    subjectPublicKeyInfo: publicKey,
    extensions: new Extensions([...extensions]),
  });
  const value = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), key);
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: bytesOf(value),
  });
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** The bytes of an ASN.1 integer: without zeros before it, but for one where the first bit would make it negative. */
function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.of(0) : bytes.subarray(first);
  return (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
}

function bytesOf(buffer: Uint8Array): ArrayBuffer {
  return Uint8Array.from(buffer).buffer;
}

function nameOf(commonName: string): Name {
  // As certificates have it that others made, OpenSSL's and Puppet's: the narrower type where it is enough (X.680, 41.4).
  const isPrintable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(commonName);
  const value = new AttributeValue(isPrintable ? { printableString: commonName } : { utf8String: commonName });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: '2.5.4.3', value })])]);
}

function publicKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(key.export({ format: 'der', type: 'spki' }), SubjectPublicKeyInfo);
}

/** RFC 5280, 4.2.1.2, the first of its methods. */
function identifierOf({ subjectPublicKey }: SubjectPublicKeyInfo): ArrayBuffer {
  return bytesOf(createHash('sha1').update(Buffer.from(subjectPublicKey)).digest());
}

function usage(flags: number): KeyUsage {
  const made = new KeyUsage();
  made.fromNumber(flags);
  return made;
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
