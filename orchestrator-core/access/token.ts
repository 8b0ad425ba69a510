import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readIfThere, writeSecret } from './ssldir.ts';

/** 256 bits as base64url: nothing to guess, nothing to quote. */
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

/** The bearer token in this file, which only its owner may read; made on first use, or anew when the file is damaged. */
export async function openToken(path: string): Promise<string> {
  const kept = (await readIfThere(path))?.trim();
  if (kept !== undefined && tokenPattern.test(kept)) {
    await chmod(path, 0o600);
    return kept;
  }
  const token = randomBytes(32).toString('base64url');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeSecret(path, `${token}\n`);
  return token;
}
