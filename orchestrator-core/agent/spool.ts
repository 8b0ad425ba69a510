import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  boolean,
  type Clock,
  type Decoded,
  decodeText,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from '../common/index.ts';
import { writeFileAtomic } from '../node/index.ts';
import { transactionIdPattern } from '../pxp/index.ts';

/** `metadata` of a transaction, the reference agent's keys; its copy of the results is left out, the files have them. */
export interface SpoolMetadata {
  readonly requester: string;
  readonly module: string;
  readonly action: string;
  /** Always `{}`: parameters may be secret. */
  readonly request_params: string;
  readonly transaction_id: string;
  readonly request_id: string;
  readonly notify_outcome: boolean;
  /** ISO 8601 with microseconds. */
  readonly start: string;
  readonly status: 'running' | 'success' | 'failure' | 'undetermined';
  readonly end?: string;
  readonly results_are_valid?: boolean;
  /** Why there is no result, as the final message says it. */
  readonly execution_error?: string;
}

const schema: Schema<SpoolMetadata> = object<SpoolMetadata>(
  {
    requester: text,
    module: text,
    action: text,
    request_params: text,
    transaction_id: text,
    request_id: text,
    notify_outcome: boolean,
    start: text,
    status: oneOf('running', 'success', 'failure', 'undetermined'),
    end: optional(text),
    results_are_valid: optional(boolean),
    execution_error: optional(text),
  },
  'allowed',
);

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** A file's text; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Creates the empty files that a program's output goes to, so that they can be watched from the start. */
export async function createOutputFiles(directory: string): Promise<void> {
  await Promise.all(
    ['stdout', 'stderr'].map((name) => writeFile(join(directory, name), '', { mode: 0o640, flag: 'a' })),
  );
}

/**
 * What the agent remembers of non-blocking requests, one directory for each transaction: `metadata`, `pid`, `stdout`,
 * `stderr`, `exitcode` as the reference agent keeps them, and of ours `start_time` (of the pid, against its reuse),
 * `signal` (which one ended it), `wrapper` (the wrapper's own errors) and `undelivered` (the final response is owed).
 */
export class Spool {
  readonly #root: string;
  readonly #clock: Clock;

  constructor(root: string, clock: Clock) {
    this.#root = root;
    this.#clock = clock;
  }

  /** Makes the directory of the spool itself. */
  async open(): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o750 });
  }

  /** Where a transaction is kept; its id was checked against {@link transactionIdPattern}. */
  directory(transaction: string): string {
    return join(this.#root, transaction);
  }

  /** Now, as metadata spells times. */
  timestamp(): string {
    return new Date(this.#clock.now()).toISOString().replace('Z', '000Z');
  }

  /** Begins a transaction; false when it was begun before, in this life of the agent or an earlier one. */
  async create(metadata: SpoolMetadata): Promise<boolean> {
    const directory = this.directory(metadata.transaction_id);
    try {
      await mkdir(directory, { mode: 0o750 });
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    }
    if (metadata.notify_outcome) await this.setUndelivered(metadata.transaction_id);
    await this.write(metadata);
    await createOutputFiles(directory);
    return true;
  }

  async write(metadata: SpoolMetadata): Promise<void> {
    const path = join(this.directory(metadata.transaction_id), 'metadata');
    await writeFileAtomic(path, `${JSON.stringify(metadata)}\n`, 0o640);
  }

  /** Undefined when there is no such transaction; an error that says why when its metadata cannot be understood. */
  async read(transaction: string): Promise<Decoded<SpoolMetadata> | undefined> {
    const directory = this.directory(transaction);
    const found = await readIfThere(join(directory, 'metadata'));
    if (found !== undefined) return decodeText(schema, found, 'metadata');
    const names = await readdir(directory).catch(() => undefined);
    return names === undefined ? undefined : { ok: false, error: 'metadata: the file is missing' };
  }

  /** The ids of all transactions, in no order. */
  async list(): Promise<readonly string[]> {
    const entries = await readdir(this.#root, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && transactionIdPattern.test(entry.name))
      .map(({ name }) => name);
  }

  async remove(transaction: string): Promise<void> {
    await rm(this.directory(transaction), { recursive: true, force: true });
  }

  /** Notes that the final response of the transaction is still owed to its requester. */
  async setUndelivered(transaction: string): Promise<void> {
    await writeFile(this.#mark(transaction), '', { mode: 0o640 });
  }

  async setDelivered(transaction: string): Promise<void> {
    await rm(this.#mark(transaction), { force: true });
  }

  async isUndelivered(transaction: string): Promise<boolean> {
    return (await readIfThere(this.#mark(transaction))) !== undefined;
  }

  #mark(transaction: string): string {
    return join(this.directory(transaction), 'undelivered');
  }
}
