import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemporary } from './node/index.ts';
import type { ContentStore, StoredContent } from './store/index.ts';

/** Nobody fetches anything from here: files are used where they are, and those that will be gone are kept until the end. */
export function openLooseContent(): { readonly content: ContentStore; close(): Promise<void> } {
  let kept: Promise<string> | undefined;
  const put = async (path: string): Promise<StoredContent> => {
    const bytes = await readFile(path);
    return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, path };
  };
  return {
    content: {
      put,
      take: async (path) => {
        kept ??= makeTemporary(tmpdir(), 'baton-content');
        const found = await put(path);
        const copy = join(await kept, found.sha256);
        await copyFile(path, copy);
        return { ...found, path: copy };
      },
      find: async () => undefined,
      read: ({ path }) => createReadStream(path),
      prune: async () => {},
    },
    close: async () => {
      if (kept !== undefined) await rm(await kept, { recursive: true, force: true });
    },
  };
}
