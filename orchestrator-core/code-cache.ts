import { lstatSync, mkdirSync, type Stats, statSync } from 'node:fs';
import * as module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Has V8 keep what it compiles for the next start, in a directory that nobody else can write to: what lies there is run.
 * Node's own choice is one below the temporary directory that whoever comes first makes, for everybody. Where the
 * directory is another's, or stands where somebody else could exchange it, or Node is too old, nothing is kept.
 */
export function enableCodeCache(parent: string = tmpdir()): void {
  const own = process.env['NODE_COMPILE_CACHE'];
  const user = process.getuid?.();
  const directory = own ?? join(parent, `baton-code${user === undefined ? '' : `-${user}`}`);
  try {
    if (own === undefined) {
      mkdirSync(directory, { mode: 0o700, recursive: true });
      const found = lstatSync(directory);
      if (!found.isDirectory()) return;
      if (user !== undefined && !(isOf(user, found) && keepsNames(user, statSync(parent)))) return;
    }
    module.enableCompileCache(directory);
  } catch {
    // A start without it takes longer, and no more.
  }
}

function isOf(user: number, { uid, mode }: Stats): boolean {
  return uid === user && (mode & 0o022) === 0;
}

/** Whether what is in a directory stays there: others may not write to it, or touch their own alone, as in `/tmp`. */
function keepsNames(user: number, { uid, mode }: Stats): boolean {
  return (uid === user || uid === 0) && ((mode & 0o022) === 0 || (mode & 0o1000) !== 0);
}
