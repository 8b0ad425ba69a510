import { statfs } from 'node:fs/promises';
import type { JsonObject } from '../../common/index.ts';
import { outputOf } from './program.ts';
import { humanSize } from './units.ts';

/** A mounted file system. */
export interface MountLine {
  readonly device: string;
  readonly path: string;
  readonly filesystem: string;
  readonly options: readonly string[];
}

/** How much a file system holds, in bytes. */
export interface Space {
  readonly size: number;
  readonly available: number;
  readonly used: number;
}

/** Milliseconds for a file system to say how full it is: one whose server is away never does. */
const patience = 2000;
/** After so many that did not answer, none is asked any more: each leaves a process that waits for its server. */
const mostLate = 3;

/**
 * File systems whose server may be away. Asking one such hangs where it cannot be ended, and this process has four
 * threads for all its files: a process of its own is asked, which can be left behind.
 */
const remote =
  /^(nfs|cifs|smb|afs|ceph|gluster|lustre|gpfs|beegfs|ocfs|gfs|9p|ncp|coda|davfs|fuse|macfuse|osxfuse|webdav)/;

/** Facter's `mountpoints`: zeros where a file system does not say how full it is. */
export async function mountpointsFact(mounts: readonly MountLine[], signal: AbortSignal): Promise<JsonObject> {
  const facts: Record<string, JsonObject> = {};
  let late = 0;
  for (const { path, ...mount } of mounts) {
    const space = await (async (): Promise<Space | undefined> => {
      if (!remote.test(mount.filesystem)) return localSpace(path);
      if (late >= mostLate) return undefined;
      const asked = performance.now();
      const found = await remoteSpace(path, signal);
      // Others refuse at once, as a user's own do to root.
      if (found === undefined && performance.now() - asked > patience - 100) late += 1;
      return found;
    })();
    const { options, ...named } = mount;
    facts[path] = { ...named, ...(options.length === 0 ? {} : { options }), ...spaceFact(space) };
  }
  return facts;
}

async function localSpace(path: string): Promise<Space | undefined> {
  const { promise: tooLate, resolve: give } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => give(undefined), patience);
  const found = await Promise.race([statfs(path).catch(() => undefined), tooLate]);
  clearTimeout(timer);
  return found && spaceOf(found.bsize, found.blocks, found.bfree, found.bavail);
}

async function remoteSpace(path: string, signal: AbortSignal): Promise<Space | undefined> {
  const words = process.platform === 'darwin' ? ['-kP', path] : ['-f', '-c', '%S %b %f %a', path];
  const file = process.platform === 'darwin' ? 'df' : 'stat';
  const output = await outputOf({ file, arguments: words, timeout: patience }, signal);
  const numbers =
    output
      ?.trim()
      .split('\n')
      .at(-1)
      ?.match(/(?<=^|\s)\d+(?=\s|$)/g)
      ?.map(Number) ?? [];
  const [one = 0, two = 0, three = 0, four] = numbers;
  if (file === 'df') return numbers.length < 3 ? undefined : spaceOf(1024, one, one - two, three);
  return four === undefined ? undefined : spaceOf(one, two, three, four);
}

function spaceOf(block: number, blocks: number, free: number, available: number): Space {
  const size = blocks * block;
  // On macOS volumes share their container: what the others use is not available either.
  const used = process.platform === 'darwin' ? size - available * block : (blocks - free) * block;
  return { size, available: available * block, used };
}

/** The fields of `mountpoints` that say how full it is. */
export function spaceFact({ size, available, used }: Space = { size: 0, available: 0, used: 0 }): JsonObject {
  const total = used + available;
  const capacity = used === total ? '100%' : used > 0 ? `${((used / total) * 100).toFixed(2)}%` : '0%';
  return {
    available: humanSize(available),
    available_bytes: available,
    capacity,
    size: humanSize(size),
    size_bytes: size,
    used: humanSize(used),
    used_bytes: used,
  };
}
