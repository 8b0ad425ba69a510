import { createPrivateKey, createPublicKey, webcrypto, X509Certificate } from 'node:crypto';
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

type Library = typeof import('@peculiar/x509');
let loading: Promise<Library> | undefined;

/** Loaded when the first certificate is made and not before: its decorators alone would cost every start of the CLI 50 ms. */
function library(): Promise<Library> {
  loading ??= (async () => {
    await import('reflect-metadata');
    const x509 = await import('@peculiar/x509');
    x509.cryptoProvider.set(webcrypto);
    return x509;
  })();
  return loading;
}

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

function importPrivate(pem: string): Promise<webcrypto.CryptoKey> {
  const pkcs8 = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
}

function importPublic(pem: string): Promise<webcrypto.CryptoKey> {
  const spki = createPublicKey(pem).export({ format: 'der', type: 'spki' });
  return webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
}

/** Makes the certificate of a CA, signed by itself. The same name and key again make a renewal that old leaves accept. */
export async function makeCaCertificate(
  commonName: string,
  key: KeyPair,
  serial: string,
  validity: Validity,
): Promise<string> {
  const x509 = await library();
  const publicKey = await importPublic(key.publicKey);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial,
    name: [{ CN: [commonName] }],
    notBefore: new Date(validity.from),
    notAfter: new Date(validity.to),
    keys: { privateKey: await importPrivate(key.privateKey), publicKey },
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

/** Makes the certificate of a node: a server and a client at once, as Puppet's are. */
export async function makeLeafCertificate(issuer: Issuer, request: LeafRequest): Promise<string> {
  const x509 = await library();
  const ca = new x509.X509Certificate(issuer.certificate);
  const publicKey = await importPublic(request.publicKey);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: request.serial,
    subject: [{ CN: [request.certname] }],
    issuer: ca.subjectName,
    notBefore: new Date(request.validity.from),
    notAfter: new Date(request.validity.to),
    signingKey: await importPrivate(issuer.privateKey),
    publicKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth], true),
      new x509.SubjectAlternativeNameExtension(
        request.altNames.map((name) => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(ca),
    ],
  });
  return `${certificate.toString('pem')}\n`;
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
