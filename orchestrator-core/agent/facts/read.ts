import { readdir, readFile } from 'node:fs/promises';

/** The text of a small file without blanks around it; undefined where there is none, or it may not be read. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return undefined;
  }
}

/** The names in a directory, sorted; none where there is no such directory. */
export async function namesIn(path: string): Promise<readonly string[]> {
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
