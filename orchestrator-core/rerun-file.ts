import { readFile } from 'node:fs/promises';
import { isJsonObject, OrchestratorError } from './common/index.ts';
import { checkPasswords } from './given-passwords.ts';
import type { Rerun } from './inventory/index.ts';

/** What stands in the file in the place of a password that the target was given with. */
export const passwordNotKept = 'not kept';

/** What came of a target, as Bolt has it, and whether its password stood in the URI that it was given by. */
export interface RerunEntry {
  readonly target: string;
  readonly status: string;
  readonly password?: typeof passwordNotKept;
}

/** Which targets of a run are meant. */
export type RerunFilter = Rerun['which'];

/** Whether a word says which targets of a run are meant. */
export function isRerunFilter(word: string): word is RerunFilter {
  return word === 'all' || word === 'failure' || word === 'success';
}

/**
 * The targets of the last run, as Bolt keeps them in the project's rerun file.
 * @throws OrchestratorError `bolt/file-error`, `baton/password-not-kept`
 */
export async function lastTargets(path: string, filter: RerunFilter): Promise<readonly string[]> {
  const entries = await readRerunFile(path);
  const wanted = entries.filter(({ status }) => filter === 'all' || status === filter);
  const names = wanted.map(({ target }) => target);
  const lost = wanted.filter(({ password }) => password !== undefined);
  checkPasswords(
    names,
    lost.map(({ target }) => target),
  );
  return names;
}

async function readRerunFile(path: string): Promise<readonly RerunEntry[]> {
  const fault = (message: string) => new OrchestratorError('bolt/file-error', message, { details: { path } });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw fault(`Could not read rerun file at ${path}`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw fault(`Unable to parse rerun file at ${path} as JSON: ${why}`);
  }
  const entries = Array.isArray(data) ? data.map(readEntry) : [undefined];
  return entries.map((entry) => {
    if (entry === undefined) throw fault(`Missing data in rerun file: ${path}`);
    return entry;
  });
}

function readEntry(entry: unknown): RerunEntry | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { target, status, password } = entry;
  if (typeof target !== 'string' || typeof status !== 'string') return undefined;
  return { target, status, ...(password === passwordNotKept ? { password } : {}) };
}
