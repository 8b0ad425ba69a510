import { X509Certificate } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Log, OrchestratorError, silentLog } from '../common/index.ts';
import type { Authority, Credentials } from './credentials.ts';
import { claim, makeDirectories, readIfThere, type SslDirectory, sslDirectory, writeSecret } from './ssldir.ts';
import {
  certificateFault,
  type KeyPair,
  makeCaCertificate,
  makeKeyPair,
  makeLeafCertificate,
  publicKeyOf,
  type Validity,
} from './x509.ts';

const day = 24 * 60 * 60 * 1000;
/** Puppet's own terms: a CA for fifteen years, a node for five, valid from yesterday on for clocks that are behind. */
const caYears = 15;
const nodeYears = 5;
const headStart = day;
/** A certificate that has no longer than this is renewed when it is asked for; Puppet's agents do so at the same time. */
export const renewBefore: number = 60 * day;

/** What certnames may be: Puppet's own rule. They name files, so it also keeps them in their directory. */
const certnamePattern = /^[a-z0-9._-]+$/;

export interface AuthorityOptions {
  readonly clock: Clock;
  readonly log?: Log;
}

/**
 * Opens the CA in `directory` (Puppet's ssldir layout), which is made on first start. A CA near its end is renewed with
 * the same key, so certificates that it signed stay good.
 */
export async function openAuthority(directory: string, options: AuthorityOptions): Promise<Authority> {
  const { clock, log = silentLog } = options;
  const ssl = sslDirectory(directory);
  await makeDirectories(ssl);
  const ca = await openCa(ssl, clock, log);
  if ((await readIfThere(ssl.localCaCertificate)) !== ca.certificate) {
    await writeSecret(ssl.localCaCertificate, ca.certificate);
  }
  // One after the other: two at a time could take the same serial number.
  let last: Promise<unknown> = Promise.resolve();
  return {
    certificate: ca.certificate,
    issue: (certname, altNames = []) => {
      const issued = last.then(() => issue({ ssl, ca, clock, log }, certname, altNames));
      last = issued.catch(() => {});
      return issued;
    },
  };
}

interface Ca {
  readonly certificate: string;
  readonly privateKey: string;
}

interface Office {
  readonly ssl: SslDirectory;
  readonly ca: Ca;
  readonly clock: Clock;
  readonly log: Log;
}

function validity(clock: Clock, years: number): Validity {
  return { from: clock.now() - headStart, to: clock.now() + years * 365 * day };
}

async function openCa(ssl: SslDirectory, clock: Clock, log: Log): Promise<Ca> {
  const [oldKey, oldCertificate] = [await readIfThere(ssl.caKey), await readIfThere(ssl.caCertificate)];
  if (oldCertificate !== undefined && oldKey === undefined) {
    throw new OrchestratorError(
      'baton/ca-key-missing',
      `The certificate authority in ${ssl.root} has lost its key ca/ca_key.pem. Put the key back, or remove the directory to begin with a new CA`,
    );
  }
  if (oldKey === undefined) log.log('info', `Making a certificate authority in ${ssl.root}`);
  const key = oldKey === undefined ? await makeKeyPair() : readKey(ssl, oldKey);
  if (oldKey === undefined) await writeSecret(ssl.caKey, key.privateKey);
  const commonName =
    oldCertificate === undefined ? `Baton CA: ${hostname().replaceAll(/[^\w.-]/g, '-')}` : caName(ssl, oldCertificate);
  if (oldCertificate !== undefined) {
    const { privateKey } = key;
    const until = clock.now() + renewBefore;
    const fault = certificateFault(oldCertificate, {
      privateKey,
      ca: oldCertificate,
      certname: commonName,
      altNames: [],
      until,
    });
    if (fault === undefined) return { certificate: oldCertificate, privateKey };
    log.log('info', `Renewing the CA's certificate: ${fault}`);
  }
  const certificate = await makeCaCertificate(commonName, key, await nextSerial(ssl), validity(clock, caYears));
  await writeSecret(ssl.caCertificate, certificate);
  return { certificate, privateKey: key.privateKey };
}

function readKey(ssl: SslDirectory, privateKey: string): KeyPair {
  try {
    return { privateKey, publicKey: publicKeyOf(privateKey) };
  } catch (cause) {
    const message = `The key of the certificate authority, ${ssl.caKey}, cannot be read as PEM. Restore it, or remove ${ssl.root} to begin with a new CA`;
    throw new OrchestratorError('baton/ca-key-unreadable', message, { cause });
  }
}

function caName(ssl: SslDirectory, certificate: string): string {
  try {
    return new X509Certificate(certificate).subject.replace(/^CN=/, '');
  } catch (cause) {
    const message = `The certificate of the certificate authority, ${ssl.caCertificate}, cannot be read as PEM. Restore it, or remove ${ssl.root} to begin with a new CA`;
    throw new OrchestratorError('baton/ca-certificate-unreadable', message, { cause });
  }
}

/**
 * Takes the next serial number. It is claimed on disk before it is used, so that no two certificates ever share one:
 * not when another process issues at the same time, nor when the file of the next number was lost.
 */
async function nextSerial(ssl: SslDirectory): Promise<string> {
  const kept = (await readIfThere(ssl.serial))?.trim() ?? '0001';
  if (!/^[0-9A-Fa-f]{1,40}$/.test(kept)) {
    throw new OrchestratorError('baton/ca-serial-unreadable', `${ssl.serial}: expected a number in hex`);
  }
  let serial = BigInt(`0x${kept}`);
  while (!(await claim(join(ssl.serials, hex(serial))))) serial += 1n;
  await writeSecret(ssl.serial, `${hex(serial + 1n)}\n`);
  return hex(serial);
}

function hex(serial: bigint): string {
  const digits = serial.toString(16).toUpperCase().padStart(4, '0');
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

async function issue(office: Office, certname: string, altNames: readonly string[]): Promise<Credentials> {
  const { ssl, ca, clock, log } = office;
  if (!certnamePattern.test(certname) || certname === 'ca') {
    throw new OrchestratorError(
      'baton/invalid-certname',
      `${JSON.stringify(certname)} cannot be a certname: expected lower-case letters, digits, dots, dashes and underscores, and not "ca"`,
    );
  }
  const names = [...new Set([certname, ...altNames])];
  const files = { certificate: ssl.certificate(certname), key: ssl.privateKey(certname), ca: ssl.localCaCertificate };
  const [oldKey, oldCertificate] = [await readIfThere(files.key), await readIfThere(files.certificate)];
  if (oldKey !== undefined && oldCertificate !== undefined) {
    const until = clock.now() + renewBefore;
    const expected = { privateKey: oldKey, ca: ca.certificate, certname, altNames: names, until };
    const fault = certificateFault(oldCertificate, expected);
    if (fault === undefined) {
      return { certname, certificate: oldCertificate, key: oldKey, ca: ca.certificate, files };
    }
    log.log('info', `Renewing the certificate of ${certname}: ${fault}`);
  }
  const key = await makeKeyPair();
  const certificate = await makeLeafCertificate(ca, {
    certname,
    altNames: names,
    publicKey: key.publicKey,
    serial: await nextSerial(ssl),
    validity: validity(clock, nodeYears),
  });
  // The key first: after a crash between the two, the pair does not match and is made anew.
  await writeSecret(files.key, key.privateKey);
  await writeSecret(files.certificate, certificate);
  return { certname, certificate, key: key.privateKey, ca: ca.certificate, files };
}
