import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import {
  ContentInfo,
  EncryptedContent,
  EncryptedContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  KeyTransRecipientInfo,
  RecipientIdentifier,
  RecipientInfo,
  RecipientInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509';
import { makeBareCertificate } from './access/index.ts';
import { OrchestratorError } from './common/index.ts';
import { writeFileAtomic } from './node/index.ts';
import type { KeyFiles } from './plugins/index.ts';

// PKCS #7 enveloped data (RFC 5652, section 6) with RSA key transport (RFC 8017, section 7.2), as Bolt's plugin pkcs7 and
// hiera-eyaml write it: the content is encrypted with AES-256-CBC, and its key for the certificate of the key files.

const data = '1.2.840.113549.1.7.1';
const envelopedData = '1.2.840.113549.1.7.3';
const rsaEncryption = '1.2.840.113549.1.1.1';
const aes256 = '2.16.840.1.101.3.4.1.42';
/** The ciphers that OpenSSL may have encrypted with, by their object identifiers. */
const ciphers: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.1.2': 'aes-128-cbc',
  '2.16.840.1.101.3.4.1.22': 'aes-192-cbc',
  [aes256]: 'aes-256-cbc',
  '1.2.840.113549.3.7': 'des-ede3-cbc',
};
/** Milliseconds that a certificate lasts, which nobody looks at: about 50 years. */
const lifetime: number = 50 * 365 * 24 * 60 * 60 * 1000;

function fault(message: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError('bolt/validation-error', message, cause === undefined ? {} : { cause });
}

/**
 * Makes a pair of keys: the private one, which nobody else may read, and a certificate with the public one.
 * @throws OrchestratorError where there are keys already and they are not to be replaced.
 */
export async function createKeys({ privateKey, publicKey, size }: KeyFiles, force: boolean): Promise<void> {
  const there = [privateKey, publicKey].filter((path) => path !== '');
  for (const path of force ? [] : there) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    throw fault(
      `There is a key at ${path} already, and what was encrypted with it could not be decrypted any more. Use '--force' to replace it.`,
    );
  }
  const { privateKey: key } = await promisify(generateKeyPair)('rsa', { modulusLength: size });
  const now = Date.now();
  const certificate = await makeBareCertificate(key, { from: now, to: now + lifetime });
  for (const path of there) await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileAtomic(privateKey, key.export({ type: 'pkcs1', format: 'pem' }).toString(), 0o600);
  await writeFileAtomic(publicKey, certificate, 0o644);
}

/** @throws OrchestratorError when there is no certificate. */
export async function encryptSecret(text: string, { publicKey: path }: KeyFiles): Promise<string> {
  const pem = await readKey(path, 'public');
  const certificate = certificateIn(pem, path);
  const { tbsCertificate } = AsnConvert.parse(certificate.raw, Certificate);
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const transport = publicEncrypt({ key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING }, key);
  const recipient = new KeyTransRecipientInfo({
    version: 0,
    rid: new RecipientIdentifier({
      issuerAndSerialNumber: new IssuerAndSerialNumber({
        issuer: tbsCertificate.issuer,
        serialNumber: tbsCertificate.serialNumber,
      }),
    }),
    keyEncryptionAlgorithm: new AlgorithmIdentifier({ algorithm: rsaEncryption, parameters: null }),
    encryptedKey: new OctetString(transport),
  });
  const enveloped = new EnvelopedData({
    version: 0,
    recipientInfos: new RecipientInfos([new RecipientInfo({ ktri: recipient })]),
    encryptedContentInfo: new EncryptedContentInfo({
      contentType: data,
      contentEncryptionAlgorithm: new AlgorithmIdentifier({
        algorithm: aes256,
        parameters: AsnConvert.serialize(new OctetString(iv)),
      }),
      encryptedContent: new EncryptedContent({ value: new OctetString(encrypted) }),
    }),
  });
  const content = new ContentInfo({ contentType: envelopedData, content: AsnConvert.serialize(enveloped) });
  return `ENC[PKCS7,${Buffer.from(AsnConvert.serialize(content)).toString('base64')}]`;
}

function certificateIn(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw fault(`The public key at ${path} is not a certificate in PEM format.`, error);
  }
}

/** @throws OrchestratorError for what is not encrypted like this, or with other keys. */
export async function decryptSecret(text: string, { privateKey: path }: KeyFiles): Promise<string> {
  const encoded = /^\s*(?:ENC\[\s*PKCS7\s*,)?([A-Za-z0-9+/=\s]+?)\]?\s*$/.exec(text)?.[1];
  if (encoded === undefined) throw fault("The encrypted value must look like 'ENC[PKCS7,…]'.");
  const { recipientInfos, encryptedContentInfo } = envelopeIn(Buffer.from(encoded.replace(/\s/g, ''), 'base64'));
  const privateKey = privateKeyIn(await readKey(path, 'private'), path);
  const { algorithm, parameters } = encryptedContentInfo.contentEncryptionAlgorithm;
  const cipher = ciphers[algorithm];
  if (cipher === undefined)
    throw fault(`The value is encrypted with the cipher ${algorithm}, which is not known here.`);
  const { value, constructedValue = [] } = encryptedContentInfo.encryptedContent ?? {};
  const content =
    value === undefined ? constructedValue.map(({ buffer }) => Buffer.from(buffer)) : [Buffer.from(value.buffer)];
  const iv = vectorIn(parameters);
  for (const { ktri } of recipientInfos) {
    if (ktri === undefined) continue;
    const opened = open(Buffer.concat(content), { cipher, iv, key: sessionKey(ktri, privateKey) });
    if (opened !== undefined) return opened;
  }
  throw fault(`The value cannot be decrypted with the private key at ${path}; it was encrypted for another one.`);
}

function envelopeIn(bytes: Buffer): EnvelopedData {
  try {
    const { content, contentType } = AsnConvert.parse(bytes, ContentInfo);
    if (contentType !== envelopedData) throw fault(`It is of the type ${contentType}, not enveloped data.`);
    return AsnConvert.parse(content, EnvelopedData);
  } catch (error) {
    const why = error instanceof OrchestratorError ? ` ${error.message}` : '';
    throw fault(`The encrypted value is not PKCS #7 in Base64.${why}`, error);
  }
}

/** What a cipher in CBC mode begins with. */
function vectorIn(parameters: ArrayBuffer | null | undefined): Buffer {
  try {
    return Buffer.from(AsnConvert.parse(parameters ?? new ArrayBuffer(0), OctetString).buffer);
  } catch (error) {
    throw fault('The encrypted value does not say what its cipher begins with.', error);
  }
}

function privateKeyIn(pem: string, path: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
    throw fault(`It is a key for ${String(key.asymmetricKeyType)}.`);
  } catch (error) {
    throw fault(`The private key at ${path} is not an RSA key in PEM format without a password.`, error);
  }
}

/** The padding is taken off here: the library that the editor brings along refuses to, since others could watch it. */
function sessionKey({ encryptedKey }: KeyTransRecipientInfo, key: KeyObject): Buffer | undefined {
  try {
    const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(encryptedKey.buffer));
    const end = block.indexOf(0, 2);
    return block[0] === 0 && block[1] === 2 && end >= 10 ? block.subarray(end + 1) : undefined;
  } catch {
    return undefined;
  }
}

function open(
  content: Buffer,
  { cipher, iv, key }: { readonly cipher: string; readonly iv: Buffer; readonly key: Buffer | undefined },
): string | undefined {
  if (key === undefined) return undefined;
  try {
    const decipher = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

async function readKey(path: string, which: 'private' | 'public'): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fault(`There is no ${which} key at ${path}. Keys are made with 'baton secret createkeys'.`, error);
  }
}
