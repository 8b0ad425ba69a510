import { rename, rm, writeFile } from 'node:fs/promises';

let counter = 0;

/**
 * Writes a file so that a reader, or this process after a crash, sees either the old contents or the new, never a part.
 * The temporary file stands beside it, so both are on one file system.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  counter += 1;
  const temporary = `${path}.${process.pid}-${counter}.tmp`;
  try {
    await writeFile(temporary, data, { mode });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
