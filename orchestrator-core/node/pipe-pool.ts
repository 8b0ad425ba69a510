import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, unlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTemporary } from './temporary-directory.ts';

/** One pipe: what a child writes into `writeEnd` is read from `readable`. */
export interface Pipe {
  readonly readable: Socket;
  /** A file descriptor to hand to a child; closed by {@link Pipe.closeWriteEnd}. */
  readonly writeEnd: number;
  /** This process's own hold on the write end; the reader sees the end only after it. */
  closeWriteEnd(): void;
}

const mostAtOnce = 128;

/**
 * Real pipes for children. What Node itself makes for a child are sockets, and a script that writes to `/dev/stderr`
 * (a common habit) fails on a socket. Named pipes, made many at a time by one `mkfifo` and unlinked as soon as they are
 * open, are pipes to everyone and cheaper besides.
 */
export class PipePool {
  readonly #parent: string;
  #directory: string | undefined;
  #names: string[] = [];
  #batch = 4;
  #count = 0;
  #refill: Promise<void> | undefined;
  #usable = process.platform !== 'win32';

  constructor(parent: string = tmpdir()) {
    this.#parent = parent;
  }

  /** A pipe, or undefined where the machine has no `mkfifo`: Node's own sockets must do then. */
  async take(): Promise<Pipe | undefined> {
    while (this.#usable && this.#names.length === 0) {
      this.#refill ??= this.#make().finally(() => {
        this.#refill = undefined;
      });
      await this.#refill;
    }
    const name = this.#names.pop();
    return name === undefined ? undefined : openPipe(name);
  }

  async #make(): Promise<void> {
    try {
      const directory = this.#directory ?? (await this.#makeDirectory());
      const names = Array.from({ length: this.#batch }, () => join(directory, String(this.#count++)));
      this.#batch = Math.min(mostAtOnce, this.#batch * 4);
      await promisify(execFile)('mkfifo', ['-m', '600', ...names]);
      this.#names.push(...names);
    } catch {
      this.#usable = false;
    }
  }

  async #makeDirectory(): Promise<string> {
    const directory = await makeTemporary(this.#parent, 'baton-pipes');
    this.#directory = directory;
    // Also when this process leaves in a hurry.
    process.once('exit', this.#removeNow);
    return directory;
  }

  readonly #removeNow = (): void => {
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  };

  /** Removes what is left. Pipes that were taken go on working. */
  async close(): Promise<void> {
    this.#usable = false;
    this.#names = [];
    process.off('exit', this.#removeNow);
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
  }
}

function openPipe(name: string): Pipe {
  const readEnd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(name, constants.O_WRONLY);
  unlinkSync(name);
  return {
    readable: new Socket({ fd: readEnd, readable: true, writable: false }),
    writeEnd,
    closeWriteEnd: () => closeSync(writeEnd),
  };
}
