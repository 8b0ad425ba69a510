import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../common/index.ts';
import { readInventory, type Target } from '../../inventory/index.ts';
import type { Action, ContentFile, NodeResult, OutputChunk } from '../../jobs/index.ts';
import { listProcesses, systemClock, systemIds } from '../../node/index.ts';
import type { TaskMetadata } from '../../tasks/index.ts';
import type { ShellConnector } from './connection.ts';
import { createShellTransport } from './shell-transport.ts';
import { type TestConnectorOptions, testConnector } from './test-connector.ts';

/** What came of an action in a test, and what it left behind. */
export interface TestRun {
  readonly result: NodeResult;
  readonly chunks: readonly OutputChunk[];
  readonly messages: readonly string[];
  /** Names in the temporary directory of the target. */
  readonly left: readonly string[];
  /** How often something was run on the target. */
  readonly trips: number;
}

/** How a test runs an action. */
export interface TestRunOptions extends Partial<TestConnectorOptions> {
  readonly config?: JsonObject;
  readonly runAs?: string;
  readonly signal?: AbortSignal;
  readonly onOutput?: (chunk: OutputChunk) => void;
  readonly connector?: ShellConnector;
  readonly target?: Target;
}

/** For tests: a place with files, and actions run over a connector. */
export class TestPlace {
  readonly root: string;
  readonly work: string;
  readonly home: string;
  #count = 0;

  private constructor(root: string) {
    this.root = root;
    this.work = join(root, 'tmp of it');
    this.home = join(root, 'home');
  }

  static async make(): Promise<TestPlace> {
    const place = new TestPlace(await mkdtemp(join(tmpdir(), 'baton-shell-')));
    await mkdir(place.work);
    await mkdir(place.home);
    return place;
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  async file(name: string, content: string | Uint8Array, mode = 0o644): Promise<string> {
    const directory = join(this.root, `files-${this.#count++}`);
    await mkdir(directory);
    const path = join(directory, name);
    await writeFile(path, content);
    await chmod(path, mode);
    return path;
  }

  async content(filename: string, text: string | Uint8Array): Promise<ContentFile> {
    const path = await this.file('content', text);
    return { filename, sha256: '0', size: Buffer.byteLength(text), path };
  }

  async task(
    files: Readonly<Record<string, string | Uint8Array>>,
    given: { readonly metadata?: TaskMetadata; readonly parameters?: JsonObject; readonly noop?: boolean } = {},
  ): Promise<Action> {
    const made = await Promise.all(Object.entries(files).map(([name, text]) => this.content(name, text)));
    const task = { name: 'mod::one', metadata: given.metadata ?? {}, files: made };
    return { kind: 'task', task, parameters: given.parameters ?? {}, noop: given.noop === true };
  }

  target(config: JsonObject): Target {
    const text = JSON.stringify({
      targets: [{ name: 'there', config: { transport: 'ssh', ssh: { tmpdir: this.work, ...config } } }],
    });
    const [target] = readInventory({ text, path: '/inventory.yaml' }).select(['there']);
    assert.ok(target);
    return target;
  }

  async run(action: Action, options: TestRunOptions = {}): Promise<TestRun> {
    const chunks: OutputChunk[] = [];
    const messages: string[] = [];
    let trips = 0;
    const onCommand = (command: string): void => {
      trips += 1;
      options.onCommand?.(command);
    };
    const connector = options.connector ?? testConnector({ home: this.home, ...options, onCommand });
    const transport = createShellTransport(connector, { clock: systemClock, ids: systemIds });
    const transaction = `run-${process.pid}-${this.#count++}`;
    const run = {
      job: '1',
      target: options.target ?? this.target(options.config ?? {}),
      action,
      transaction,
      ...(options.runAs === undefined ? {} : { runAs: options.runAs }),
    };
    const observer = {
      output: async (chunk: OutputChunk): Promise<void> => {
        chunks.push(chunk);
        options.onOutput?.(chunk);
      },
      message: async (text: string): Promise<void> => void messages.push(text),
    };
    const result = await transport.run(run, observer, options.signal ?? new AbortController().signal);
    return { result, chunks, messages, left: await readdir(this.work), trips };
  }
}

/** The error of a result. */
export function errorOf({ value }: NodeResult): {
  readonly kind: string;
  readonly msg: string;
  readonly code: unknown;
} {
  const error = value['_error'] as JsonObject | undefined;
  return { kind: String(error?.['kind']), msg: String(error?.['msg']), code: error?.['issue_code'] };
}

/** Whether any of the processes still runs. */
export async function anyRuns(pids: readonly number[]): Promise<boolean> {
  return (await listProcesses()).some(({ pid }) => pids.includes(pid));
}
