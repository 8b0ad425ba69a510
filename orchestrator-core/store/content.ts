import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OrchestratorError } from '../common/index.ts';

/** A file that was put into the store. */
export interface StoredContent {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  /** Where the store keeps it, absolute. */
  readonly path: string;
}

/** The files that running jobs need, by their digest: what a target fetches is what was there when its job began. */
export interface ContentStore {
  /** Keeps a copy of the file; the same bytes are kept once. @throws OrchestratorError `baton/file-unreadable`. */
  put(path: string): Promise<StoredContent>;
  /** As {@link put}, of a file that will be gone soon. */
  take(path: string): Promise<StoredContent>;
  /** The file with this digest, undefined when it was never put or is pruned. */
  find(sha256: string): Promise<StoredContent | undefined>;
  /** The bytes of what {@link find} found. */
  read(content: StoredContent): AsyncIterable<Uint8Array>;
  /** Removes what was last put before `timestamp`. */
  prune(timestamp: number): Promise<void>;
}

const digestPattern = /^[0-9a-f]{64}$/;

/** Opens the store in a directory, which is made when it is not there. */
export async function openContentStore(directory: string): Promise<ContentStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const find = async (sha256: string): Promise<StoredContent | undefined> => {
    if (!digestPattern.test(sha256)) return undefined;
    const path = join(directory, sha256);
    const found = await stat(path).catch(() => undefined);
    return found === undefined ? undefined : { sha256, size: found.size, path };
  };
  const put = async (source: string): Promise<StoredContent> => {
    // Hashed while it is copied: the digest is of the bytes that are kept, even when the file changes meanwhile.
    const partial = join(directory, `partial-${randomUUID()}`);
    try {
      const { sha256, size } = await copyHashing(source, partial);
      const path = join(directory, sha256);
      await rename(partial, path);
      return { sha256, size, path };
    } catch (cause) {
      await rm(partial, { force: true });
      const because = cause instanceof Error ? cause.message : String(cause);
      throw new OrchestratorError('baton/file-unreadable', `The file ${source} can't be taken: ${because}.`, {
        cause,
      });
    }
  };
  return {
    put,
    take: put,
    find,
    read: (content) => createReadStream(content.path),
    prune: async (timestamp) => {
      for (const name of await readdir(directory)) {
        const path = join(directory, name);
        const found = await stat(path).catch(() => undefined);
        if (found !== undefined && found.mtimeMs < timestamp) await rm(path, { force: true });
      }
    },
  };
}

async function copyHashing(
  source: string,
  target: string,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(target, 'wx', 0o600);
  try {
    for await (const chunk of createReadStream(source)) {
      hash.update(chunk);
      size += chunk.length;
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), size };
}
