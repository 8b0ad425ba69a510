import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { baseName, type Clock, type Log } from '../common/index.ts';
import type { FileUri, TaskRunFile } from '../pxp/index.ts';
import { ActionError } from './action.ts';
import type { Download } from './download.ts';

/** Milliseconds before each further attempt at a file, the reference agent's. */
const waits = [1000, 2000, 4000, 8000];

/** What the cache is made of; a test hands in a download of its own. */
export interface CacheOptions {
  /** `<root>/<sha256>/<name>`. */
  readonly root: string;
  readonly primaries: readonly string[];
  readonly download: Download;
  readonly clock: Clock;
  readonly log: Log;
}

/** The path and query of a file's URL. The path stands as it is; the query is percent-encoded. */
function requestPath(uri: FileUri): string {
  if (!uri.path.startsWith('/')) throw new ActionError(`the path '${uri.path}' of a file's uri must begin with '/'`);
  const query = Object.entries(uri.params).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  return query.length === 0 ? uri.path : `${uri.path}?${query.join('&')}`;
}

/** The SHA-256 of a file in lower-case hex; undefined when there is no such file. */
async function digest(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}

/** The task files that this agent has, each checked against its digest every time it is asked for. */
export class ContentCache {
  readonly #options: CacheOptions;
  /** One visitor at a time for each file: the second finds what the first has fetched. */
  readonly #visits: Map<string, Promise<unknown>> = new Map();
  #attempts = 0;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    await mkdir(this.#options.root, { recursive: true, mode: 0o750 });
  }

  /** The path of the file in the cache, fetched if need be. Raises ActionError with the reference agent's texts. */
  async fetch(file: TaskRunFile, signal: AbortSignal): Promise<string> {
    const name = baseName(file.filename);
    if (name === '' || name === '.' || name === '..' || name.includes('\0')) {
      throw new ActionError(`'${file.filename}' is not the name of a file`);
    }
    const sha256 = file.sha256.toLowerCase();
    const path = join(this.#options.root, sha256, name);
    const before = this.#visits.get(path) ?? Promise.resolve();
    const visit = before.catch(() => {}).then(() => this.#visit(file, sha256, path, signal));
    this.#visits.set(path, visit);
    try {
      return await visit;
    } finally {
      if (this.#visits.get(path) === visit) this.#visits.delete(path);
    }
  }

  async #visit(file: TaskRunFile, sha256: string, path: string, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const directory = join(this.#options.root, sha256);
    await mkdir(directory, { recursive: true, mode: 0o750 });
    const now = this.#options.clock.now() / 1000;
    await utimes(directory, now, now);
    if ((await digest(path)) === sha256) {
      await chmod(path, 0o750);
      return path;
    }
    if (this.#options.primaries.length === 0)
      throw new ActionError('Cannot download file. No master-uris were provided');
    const target = requestPath(file.uri);
    for (const wait of [...waits, undefined]) {
      const fault = await this.#attempt(file, sha256, path, target, signal);
      if (fault === undefined) return path;
      if (wait === undefined) throw new ActionError(`Failed to download file with: ${fault}`);
      this.#options.log.log('warn', `${fault}; trying again in ${wait / 1000} s`);
      await this.#wait(wait, signal);
    }
    throw new Error('unreachable');
  }

  /** One round over the primaries; undefined when the file is there, else the reason in the reference agent's words. */
  async #attempt(
    file: TaskRunFile,
    sha256: string,
    path: string,
    target: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    this.#attempts += 1;
    const temporary = join(path, '..', `temp_file_${process.pid}-${this.#attempts}`);
    let latest = '';
    try {
      for (const primary of this.#options.primaries) {
        const response = await this.#options
          .download({ primary, path: target }, temporary, signal)
          .catch((error: unknown) => {
            signal.throwIfAborted();
            return `${primary}${target}: ${error instanceof Error ? error.message : String(error)}`;
          });
        if (typeof response === 'string') latest = response;
        else if (response.status >= 300) {
          latest = `${primary}${target} returned a response with HTTP status ${response.status}. Response body: ${response.body}`;
        } else if ((await digest(temporary)) !== sha256) {
          return `The downloaded file "${baseName(file.filename)}" has a SHA that differs from the provided SHA`;
        } else {
          await rename(temporary, path);
          await chmod(path, 0o750);
          return undefined;
        }
        await rm(temporary, { force: true });
      }
      return `Downloading file "${baseName(file.filename)}" failed after trying all the available master-uris. Most recent error message: ${latest}`;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  #wait(delay: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.after(delay, () => {
        signal.removeEventListener('abort', cancel);
        resolve();
      });
      const cancel = (): void => {
        timer.cancel();
        reject(signal.reason);
      };
      signal.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Removes what was not used for `age` milliseconds. */
  async purge(age: number): Promise<void> {
    for (const name of await readdir(this.#options.root)) {
      const directory = join(this.#options.root, name);
      const found = await stat(directory).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < this.#options.clock.now() - age) {
        await rm(directory, { recursive: true, force: true });
      }
    }
  }
}
