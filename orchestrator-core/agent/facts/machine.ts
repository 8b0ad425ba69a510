import { constants } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { outputOf } from './program.ts';

/** What facts are found in: the files and programs of a machine. Tests hand in what other machines said. */
export interface Machine {
  /** The text of a file without blanks around it; undefined where there is none, or it may not be read. */
  read(path: string): Promise<string | undefined>;
  /** The names in a directory, sorted; none where there is no such directory. */
  names(path: string): Promise<readonly string[]>;
  has(path: string): Promise<boolean>;
  /** What a program of the system prints; undefined where there is none, or it fails, or takes too long. */
  ask(file: string, ...words: string[]): Promise<string | undefined>;
}

/** Milliseconds for a program of the system: `blkid` and `lsblk` read from disks, which may hang. */
const patience = 5000;
/** Bytes of a file that are read: what is longer is no fact, but `/dev/zero` behind a link. */
const longest = 1024 * 1024;

/** This machine, until `signal` ends its programs. */
export function thisMachine(signal: AbortSignal): Machine {
  return {
    read: readText,
    names: namesIn,
    has: (path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ask: (file, ...words) => outputOf({ file, arguments: words, timeout: patience, most: 4 * longest }, signal),
  };
}

/** As `read` of a machine. Bytes that are no UTF-8 are replaced; of a pipe or a device nothing is read. */
export async function readText(path: string, most: number = longest): Promise<string | undefined> {
  try {
    return (await readBytes(path, most))?.toString('utf8').trim();
  } catch {
    return undefined;
  }
}

/** The bytes of a file; undefined where it is no plain file, or longer than `most`. Rejects where it cannot be read. */
export async function readBytes(path: string, most: number): Promise<Buffer | undefined> {
  // Without it, opening a pipe waits for who writes into it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    // What `/proc` holds has no size before it is read.
    for (;;) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.allocUnsafe(64 * 1024) });
      if (bytesRead === 0) return Buffer.concat(chunks);
      size += bytesRead;
      if (size > most) return undefined;
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch {
    return [];
  }
}

/** The fields that have a value, as a fact has them: what is not known is not there. */
export function known<T>(fields: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, T] => entry[1] !== undefined && entry[1] !== ''),
  );
}
