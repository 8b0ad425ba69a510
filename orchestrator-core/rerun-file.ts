import { readFile } from 'node:fs/promises';
import { isJsonObject, OrchestratorError } from './common/index.ts';
import type { Rerun } from './inventory/index.ts';

/** Which targets of a run are meant. */
export type RerunFilter = Rerun['which'];

/** Whether a word says which targets of a run are meant. */
export function isRerunFilter(word: string): word is RerunFilter {
  return word === 'all' || word === 'failure' || word === 'success';
}

/**
 * The targets of the last run, as Bolt keeps them in the project's rerun file.
 * @throws OrchestratorError `bolt/file-error`
 */
export async function lastTargets(path: string, filter: RerunFilter): Promise<readonly string[]> {
  const data = await readRerunFile(path);
  return data.filter((one) => filter === 'all' || one.status === filter).map((one) => one.target);
}

async function readRerunFile(path: string): Promise<readonly { target: string; status: string }[]> {
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

function readEntry(entry: unknown): { target: string; status: string } | undefined {
  if (!isJsonObject(entry)) return undefined;
  const { target, status } = entry;
  return typeof target === 'string' && typeof status === 'string' ? { target, status } : undefined;
}
