import { createPrivateKey, createPublicKey, type KeyObject, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

// X.509 as this CA makes it: ECDSA P-256 with SHA-256, which OpenSSL since 1.0 and every TLS 1.2 stack accepts, and whose
// keys take no time to make. RFC 5280 for the extensions.
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A key pair, as PEM. */
export interface KeyPair {
  /** PKCS#8. Secret. */
  readonly privateKey: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: string;
}

/** From when to when a certificate holds, milliseconds since the Unix epoch. */
export interface Validity {
  readonly from: number;
  readonly to: number;
}

/** What a certificate of a node says. */
export interface LeafRequest {
  readonly certname: string;
  /** DNS names and IP addresses, the certname among them. */
  readonly altNames: readonly string[];
  readonly publicKey: string;
  /** Hex. */
  readonly serial: string;
  readonly validity: Validity;
}

/** The CA's certificate and key, as PEM. */
export interface Issuer {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What makes certificates is loaded with the first one: no start should wait for it. */
const issuing = (): Promise<typeof import('./issue-certificate.ts')> => import('./issue-certificate.ts');

/** Makes a key pair. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { privateKey } = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  const pem = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  });
  return { privateKey: pem.toString(), publicKey: publicKeyOf(pem.toString()) };
}

/** The public half of a private key, both PEM. */
export function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString();
}

/** Makes the certificate of a CA, signed by itself. The same name and key again make a renewal that old leaves accept. */
export async function makeCaCertificate(
  commonName: string,
  { privateKey }: KeyPair,
  serial: string,
  validity: Validity,
): Promise<string> {
  return (await issuing()).caCertificate(commonName, privateKey, serial, validity);
}

/** Makes the certificate of a node: a server and a client at once, as Puppet's are. */
export async function makeLeafCertificate(issuer: Issuer, request: LeafRequest): Promise<string> {
  return (await issuing()).leafCertificate(issuer, request);
}

/** Makes a certificate that says nothing but a public key, signed with its private one. */
export async function makeBareCertificate(privateKey: KeyObject, validity: Validity): Promise<string> {
  return (await issuing()).bareCertificate(privateKey, validity);
}

/** What a certificate on disk must still be, to be used on. */
export interface Expected {
  readonly privateKey: string;
  /** The CA that must have signed it; itself for a CA. */
  readonly ca: string;
  readonly certname: string;
  readonly altNames: readonly string[];
  /** It must hold until then, milliseconds since the Unix epoch. */
  readonly until: number;
}

/** Why a certificate is of no more use; undefined when it is good. Never throws: what cannot be read is no good. */
export function certificateFault(certificate: string, expected: Expected): string | undefined {
  try {
    const read = new X509Certificate(certificate);
    const ca = new X509Certificate(expected.ca);
    if (!read.checkPrivateKey(createPrivateKey(expected.privateKey))) return 'its key is another';
    if (!read.verify(ca.publicKey)) return 'another CA has signed it';
    if (read.subject !== `CN=${expected.certname}`) return `it is for ${read.subject}`;
    if (read.validToDate.getTime() < expected.until) return `it ends at ${read.validTo}`;
    const missing = expected.altNames.find((name) =>
      isIP(name) === 0 ? read.checkHost(name, { subject: 'never' }) === undefined : read.checkIP(name) === undefined,
    );
    return missing === undefined ? undefined : `it is not for ${missing}`;
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
