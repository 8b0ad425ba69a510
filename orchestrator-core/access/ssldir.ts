import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { joinPath } from '../common/index.ts';

/** The files of Puppet's ssldir, absolute. */
export interface SslDirectory {
  readonly root: string;
  readonly caCertificate: string;
  readonly caKey: string;
  /** The next serial number, hex, as Puppet's own CA keeps it. */
  readonly serial: string;
  /** One empty file for each serial number that was taken: two processes never take the same. */
  readonly serials: string;
  /** The CA's certificate where agents look for it. */
  readonly localCaCertificate: string;
  certificate(certname: string): string;
  privateKey(certname: string): string;
}

/** Names the files below `root`; nothing is read or written. */
export function sslDirectory(root: string): SslDirectory {
  return {
    root,
    caCertificate: joinPath(root, 'ca/ca_crt.pem'),
    caKey: joinPath(root, 'ca/ca_key.pem'),
    serial: joinPath(root, 'ca/serial'),
    serials: joinPath(root, 'ca/serials'),
    localCaCertificate: joinPath(root, 'certs/ca.pem'),
    certificate: (certname) => joinPath(root, `certs/${certname}.pem`),
    privateKey: (certname) => joinPath(root, `private_keys/${certname}.pem`),
  };
}

/** Makes the directories, for the owner alone, also where they were there with more rights. */
export async function makeDirectories(ssl: SslDirectory): Promise<void> {
  const holders = [ssl.caKey, ssl.localCaCertificate, ssl.privateKey('x')].map(dirname);
  const directories = [ssl.root, ...holders, ssl.serials];
  for (const directory of directories) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  }
}

/** The file's text; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes an empty file for the owner alone; false where there is one already, whoever made it. */
export async function claim(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Writes a file for the owner alone, so that after a crash it holds the old contents or the new, on disk and not only in
 * the cache: a lost serial number would be given twice.
 */
export async function writeSecret(path: string, contents: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
