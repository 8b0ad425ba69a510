import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { JsonObject } from '../../common/index.ts';
import type { Machine } from './machine.ts';

/** Where host keys lie, by system. */
const directories: readonly string[] =
  process.platform === 'win32'
    ? [join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'ssh')]
    : ['/etc/ssh', '/usr/local/etc/ssh', '/etc', '/usr/local/etc', '/etc/opt/ssh'];

/** Keys by the type in their files: the fact's name of them, and their number in SSHFP records (RFC 4255, 6594, 7479). */
const kinds: Readonly<Record<string, readonly [name: string, file: string, number: number]>> = {
  'ssh-rsa': ['rsa', 'ssh_host_rsa_key.pub', 1],
  'ssh-dss': ['dsa', 'ssh_host_dsa_key.pub', 2],
  'ecdsa-sha2-nistp256': ['ecdsa', 'ssh_host_ecdsa_key.pub', 3],
  'ssh-ed25519': ['ed25519', 'ssh_host_ed25519_key.pub', 4],
};

/** Facter's `ssh`: the host keys of the machine; undefined where it has none. */
export async function sshFact(machine: Machine): Promise<JsonObject | undefined> {
  const found: Record<string, JsonObject> = {};
  for (const directory of directories) {
    for (const [, file] of Object.values(kinds)) {
      const [type = '', key = ''] = (await machine.read(join(directory, file)))?.split(/\s+/) ?? [];
      const kind = kinds[type];
      if (kind === undefined || key === '') continue;
      const [name, , number] = kind;
      const bytes = Buffer.from(key, 'base64');
      const record = (algorithm: string, digest: number): string =>
        `SSHFP ${number} ${digest} ${createHash(algorithm).update(bytes).digest('hex')}`;
      found[name] = { fingerprints: { sha1: record('sha1', 1), sha256: record('sha256', 2) }, key, type };
    }
  }
  return Object.keys(found).length === 0 ? undefined : found;
}
