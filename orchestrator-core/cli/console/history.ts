import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withoutPasswords } from '../../common/index.ts';
import { writeFileAtomic } from '../../node/index.ts';

/** The lines of earlier consoles. */
export interface History {
  /** The newest first, as Node's readline wants them. */
  readonly lines: readonly string[];
  /** Keeps the lines of an input, but not those of one that may hold a secret. Never rejects. */
  add(input: readonly string[]): Promise<void>;
}

/** Lines that are kept. */
const mostLines = 1000;

/** What people call secrets by: an input with such a word, or with a password in a URI, is not written down. */
const secretWords = /sensitive|passw|passphrase|secret|token|credential|private.?key|api.?key/i;

/** Reads the history of a file, which is its owner's alone. A history that cannot be kept is no reason to fail. */
export async function openHistory(path: string): Promise<History> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  // A file grows with each line, and is cut when it is read.
  if (lines.length > 2 * mostLines) {
    await writeFileAtomic(path, `${lines.slice(-mostLines).join('\n')}\n`, 0o600).catch(() => {});
  }
  return {
    lines: lines.slice(-mostLines).reverse(),
    add: async (input) => {
      const kept = input.filter((line) => line.trim() !== '');
      if (kept.length === 0 || kept.some((line) => secretWords.test(line) || withoutPasswords(line) !== line)) return;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await appendFile(path, `${kept.join('\n')}\n`, { mode: 0o600 });
      } catch {
        // The data directory takes nothing.
      }
    },
  };
}
