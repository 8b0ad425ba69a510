import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
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

/** How many commands are kept that could not be carried out, and for how long; the newest always is. */
export interface DeadLetterBounds {
  /** Milliseconds. */
  readonly age: number;
  readonly bytes: number;
  readonly count: number;
}

const day = 24 * 60 * 60 * 1000;
/** PuppetDB keeps them until somebody removes them; a node that sends something wrong does so each half hour. */
const usual: DeadLetterBounds = { age: 30 * day, bytes: 256 * 2 ** 20, count: 2000 };

/** A directory of commands that could not be carried out, as PuppetDB's dead letter office is one, but of bounded size. */
export interface DeadLetters {
  /**
   * Keeps the payload as it came, and beside it a `.txt` with the reason. It may hold secrets, and is for its owner alone.
   * What is too old or too much then is removed, oldest first. Answers the payload's path.
   */
  keep(id: string, letter: DeadLetter): Promise<string>;
}

interface Kept {
  /** Without its extension. */
  readonly path: string;
  readonly at: number;
  readonly bytes: number;
}

/** Opens the directory, which need not be there. */
export function openDeadLetters(directory: string, bounds: DeadLetterBounds = usual): DeadLetters {
  let all: Kept[] | undefined;
  const prune = async (now: number): Promise<void> => {
    all ??= await lettersIn(directory);
    const letters = all;
    letters.sort((one, other) => one.at - other.at);
    let bytes = letters.reduce((sum, letter) => sum + letter.bytes, 0);
    while (letters.length > 1) {
      const [oldest] = letters;
      if (oldest === undefined) return;
      if (now - oldest.at <= bounds.age && bytes <= bounds.bytes && letters.length <= bounds.count) return;
      letters.shift();
      bytes -= oldest.bytes;
      for (const extension of extensions) await rm(oldest.path + extension, { force: true });
    }
  };
  let pruning = Promise.resolve();
  return {
    keep: async (id, letter) => {
      const kept = await write(directory, id, letter);
      const removeOthers = async (): Promise<void> => {
        if (all?.some(({ path }) => path === kept.path) === false) all.push(kept);
        await prune(letter.received);
      };
      // One at a time: what was found is counted once. It is kept, whether or not others could be removed.
      pruning = pruning.then(removeOthers).catch(() => {});
      await pruning;
      return `${kept.path}.json`;
    },
  };
}

const extensions = ['.json', '.txt'] as const;

async function write(directory: string, id: string, letter: DeadLetter): Promise<Kept> {
  const { command, version, certname, payload, received, reason } = letter;
  const safe = (text: string): string => text.replace(/[^\w.-]/g, '_').slice(0, 100);
  const place = join(directory, safe(command.replaceAll(' ', '_')) || 'unknown');
  await mkdir(place, { recursive: true, mode: 0o700 });
  const path = join(place, `${received}-${safe(certname)}-${id}`);
  const words = `${new Date(received).toISOString()}\ncommand: ${command}\nversion: ${version}\ncertname: ${certname}\n${reason}\n`;
  const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload));
  await writeFile(`${path}.json`, bytes, { mode: 0o600 });
  await writeFile(`${path}.txt`, words, { mode: 0o600 });
  return { path, at: received, bytes: bytes.length };
}

/** What is there from earlier lives; names begin with the time. Other files are left alone. */
async function lettersIn(directory: string): Promise<Kept[]> {
  const found: Kept[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const [, time] = /^(\d+)-.*\.json$/.exec(entry.name) ?? [];
    if (time === undefined || !entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const size = await stat(path).then(
      (seen) => seen.size,
      () => 0,
    );
    found.push({ path: path.slice(0, -'.json'.length), at: Number(time), bytes: size });
  }
  return found;
}
