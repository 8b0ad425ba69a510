import type { Stats } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from './process-tree.ts';

/** Milliseconds. Who shares the directory from another machine or container has processes that are not seen here. */
const surelyLeft = 3_600_000;

/**
 * Makes a directory for this process, `PREFIX-PID-…`, and removes those of processes that were killed before they could
 * do it themselves.
 *
 * @param parent absolute
 */
export async function makeTemporary(parent: string, prefix: string, now: number = Date.now()): Promise<string> {
  const left = removeLeft(parent, prefix, now).catch(() => {});
  const made = await mkdtemp(join(parent, `${prefix}-${process.pid}-`));
  await left;
  return made;
}

async function removeLeft(parent: string, prefix: string, now: number): Promise<void> {
  const beginning = `${prefix}-`;
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(beginning) ? /^\d+(?=-\w{6}$)/.exec(name.slice(beginning.length))?.[0] : undefined;
    if (pid === undefined || (await isRunning(Number(pid), undefined))) continue;
    const path = join(parent, name);
    const found = await lstat(path);
    if (isOurs(found) && found.mtimeMs < now - surelyLeft) await rm(path, { recursive: true, force: true });
  }
}

function isOurs(found: Stats): boolean {
  return found.isDirectory() && found.uid === process.getuid?.();
}
