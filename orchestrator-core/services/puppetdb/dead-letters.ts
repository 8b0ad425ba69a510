import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../common/index.ts';

/** A command that could not be carried out. */
export interface DeadLetter {
  readonly command: string;
  readonly version: number;
  readonly certname: string;
  readonly payload: Json | Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly received: number;
  readonly reason: string;
}

/**
 * Keeps a command that could not be carried out, as PuppetDB's dead letter office does: the payload as it came, and beside
 * it a `.txt` with the reason. It may hold secrets, and is for its owner alone. Answers the payload's path.
 */
export async function keepDeadLetter(directory: string, id: string, letter: DeadLetter): Promise<string> {
  const { command, version, certname, payload, received, reason } = letter;
  const safe = (text: string): string => text.replace(/[^\w.-]/g, '_').slice(0, 100);
  const place = join(directory, safe(command.replaceAll(' ', '_')) || 'unknown');
  await mkdir(place, { recursive: true, mode: 0o700 });
  const path = join(place, `${received}-${safe(certname)}-${id}`);
  const words = `${new Date(received).toISOString()}\ncommand: ${command}\nversion: ${version}\ncertname: ${certname}\n${reason}\n`;
  await writeFile(`${path}.json`, payload instanceof Uint8Array ? payload : JSON.stringify(payload), { mode: 0o600 });
  await writeFile(`${path}.txt`, words, { mode: 0o600 });
  return `${path}.json`;
}
