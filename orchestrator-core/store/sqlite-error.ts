import { OrchestratorError } from '../common/index.ts';

/** SQLite's result codes that a person can do something about (sqlite.org/rescode.html), without their extension. */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/** The primary result code, undefined when it is not SQLite that failed. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** Whether another process has the database. */
export function isTaken(error: unknown): boolean {
  const code = resultCode(error);
  return code === codes.busy || code === codes.locked;
}

/** What SQLite said, in words that tell what to do; anything else as it is. */
export function explain(error: unknown, path: string): unknown {
  const cause = error;
  const because = error instanceof Error ? error.message : String(error);
  switch (resultCode(error)) {
    case codes.corrupt:
    case codes.notADatabase:
      return damaged(path, because, cause);
    case codes.full:
      return new OrchestratorError(
        'baton/disk-full',
        `The journal ${path} can't grow: there is no space left. Free some space; nothing was written in part.`,
        { cause },
      );
    case codes.readOnly:
    case codes.ioError:
    case codes.cannotOpen:
      return new OrchestratorError('baton/journal-unwritable', `The journal ${path} can't be written: ${because}.`, {
        cause,
      });
    default:
      return error;
  }
}

/** The file is not a journal, or is no longer whole. */
export function damaged(path: string, because: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError(
    'baton/journal-damaged',
    `The journal ${path} is damaged (${because}). Restore it from a backup, or move it away to begin a new one: the jobs in it are then forgotten.`,
    { cause },
  );
}
