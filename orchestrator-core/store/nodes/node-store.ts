import { access } from 'node:fs/promises';
import {
  type CancelSignal,
  type Clock,
  fromErrorValue,
  type Json,
  OrchestratorError,
  queryTimeout,
} from '../../common/index.ts';
import type {
  NodeStore,
  StoreCommand,
  StoredFactChange,
  StoredFacts,
  StoredNode,
  StoreQuery,
} from '../../inventory/index.ts';
import { inMemory, type NodeDatabaseOptions } from './database.ts';
import type { Row } from './read.ts';
import { fieldEnd, lineEnd, type ReadRequest, type WriteAnswer } from './thread/messages.ts';
import { NodeWorker } from './thread/node-worker.ts';
import { type Limits, ReaderPool } from './thread/reader-pool.ts';
import { inProcess, inThread } from './thread/start.ts';
import { defaultRetention, type Retention, type WriterOptions } from './write.ts';

/** How a node store is opened. */
export interface NodeStoreOptions extends NodeDatabaseOptions, WriterOptions {
  /** When what is old is removed; without one nothing is. */
  readonly clock?: Clock;
  /** How long things are kept; default PuppetDB's. */
  readonly retention?: Retention;
  /** When what takes too long is ended; default the machine's, whose timers keep no program running. */
  readonly timer?: Pick<Clock, 'after'>;
  /** How many queries are answered at a time, and bytes that each may have in memory; default 8, and {@link mostMemory}. */
  readonly readers?: { readonly most?: number; readonly mostMemory?: number };
}

/** How many different values of a fact are kept to be shared while all are read. */
const mostShared = 1000;
/** How often what is old is looked for. */
const sweepEvery = 60 * 60 * 1000;
/** How many commands go into one transaction at most. */
const mostAtOnce = 100;
/** Bytes that a process which answers a query may have in memory, Node's own 50 MiB among them. */
const mostMemory = 512 * 2 ** 20;

/** The machine's timers, for what keeps no program running. */
const unhurried: Pick<Clock, 'after'> = {
  after: (delay, callback) => {
    const handle = setTimeout(callback, delay).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

/**
 * Opens the node store: SQLite in a thread that writes, one that answers what lists ask, and processes that answer queries,
 * so that neither a long query nor a big command holds up another or this thread. One process at a time may write; any
 * number may read (`readOnly`), even before there is a file: who only reads hears with the first answer what is wrong.
 * @throws OrchestratorError `baton/node-store-damaged`, `baton/node-store-too-new`, `baton/node-store-unwritable`,
 * `baton/disk-full`.
 */
export async function openNodeStore(options: NodeStoreOptions): Promise<NodeStore> {
  const { path, readOnly = false, maxBytes, corrective, timer = unhurried, readers = {} } = options;
  const listeners = new Set<(certnames: readonly string[]) => void>();
  const tell = (certnames: readonly string[]): void => {
    if (certnames.length > 0) for (const listener of listeners) listener(certnames);
  };
  const bounded = {
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(corrective === undefined ? {} : { corrective }),
  };
  const writer = readOnly ? undefined : new NodeWorker(inThread({ role: 'writer', path, ...bounded }), tell);
  await writer?.open();
  // Without a file there is nothing to read, and reading makes none.
  const isThere = !readOnly || (await exists(path));
  const read = { role: 'reader', path: isThere ? path : inMemory, readOnly: isThere } as const;
  const lists = new NodeWorker(inThread(read));
  const queries = new ReaderPool(inProcess({ mostMemory, ...readers, ...read }), timer, readers.most);
  return new SqliteNodeStore({ lists, queries, writer }, listeners, tell, options);
}

/** Who has the database open. */
interface Workers {
  readonly lists: NodeWorker;
  readonly queries: ReaderPool;
  /** Absent where it is only read. */
  readonly writer: NodeWorker | undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

interface Submitted {
  readonly command: StoreCommand;
  resolve(): void;
  reject(error: unknown): void;
}

class SqliteNodeStore implements NodeStore {
  readonly #lists: NodeWorker;
  readonly #queries: ReaderPool;
  readonly #writer: NodeWorker | undefined;
  readonly #listeners: Set<(certnames: readonly string[]) => void>;
  readonly #tell: (certnames: readonly string[]) => void;
  readonly #clock: Clock | undefined;
  readonly #retention: Retention;
  #submitted: Submitted[] = [];
  #writing: Promise<void> | undefined;
  #timer: ReturnType<Clock['after']> | undefined;
  #closed = false;

  constructor(
    { lists, queries, writer }: Workers,
    listeners: Set<(certnames: readonly string[]) => void>,
    tell: (certnames: readonly string[]) => void,
    { clock, retention = defaultRetention }: Pick<NodeStoreOptions, 'clock' | 'retention'>,
  ) {
    this.#lists = lists;
    this.#queries = queries;
    this.#writer = writer;
    this.#listeners = listeners;
    this.#tell = tell;
    this.#clock = clock;
    this.#retention = retention;
    this.#sweepLater();
  }

  async *query(query: StoreQuery, signal?: CancelSignal): AsyncIterable<readonly string[]> {
    this.#checkOpen();
    signal?.throwIfAborted();
    const request: ReadRequest = { kind: 'query', query: plainQuery(query) };
    const pages =
      query.brief === true ? this.#lists.pages(request) : this.#queries.pages(request, limitsOf(query, signal));
    for await (const page of pages) if (page !== '') yield page.split(lineEnd);
  }

  async count(query: StoreQuery, signal?: CancelSignal): Promise<number> {
    this.#checkOpen();
    return Number(await this.#queries.ask({ kind: 'count', query: plainQuery(query) }, limitsOf(query, signal)));
  }

  submit(command: StoreCommand): Promise<void> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#writer === undefined) {
      const message = 'This program only reads the node store: another one, the running orchestrator, writes into it.';
      return Promise.reject(new OrchestratorError('baton/node-store-read-only', message));
    }
    return new Promise((resolve, reject) => {
      this.#submitted.push({ command, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Hands all that is waiting to the writer, a transaction at a time: the more there is, the fewer flushes it takes. */
  async #write(): Promise<void> {
    // Whatever comes in this turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#submitted.length > 0) {
      const batch = this.#submitted.splice(0, mostAtOnce);
      try {
        const commands = batch.map(({ command }) => portable(command));
        const answers = (await this.#writer?.ask({ kind: 'write', commands })) as readonly WriteAnswer[];
        const changed = answers.flatMap((each) => ('changed' in each && each.changed ? [each.certname] : []));
        this.#tell([...new Set(changed)]);
        for (const [index, { resolve, reject }] of batch.entries()) {
          const answer = answers[index];
          if (answer !== undefined && 'error' in answer) reject(fromErrorValue(answer.error));
          else resolve();
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // At once: whoever was told of the last one may submit the next before anything else happens.
    this.#writing = undefined;
  }

  async nodes(names?: readonly string[]): Promise<readonly StoredNode[]> {
    const nodes: StoredNode[] = [];
    await this.#each({ kind: 'nodes', certnames: names }, 7, (row) => nodes.push(storedNode(row)));
    return nodes;
  }

  async facts(certname: string): Promise<StoredFacts | undefined> {
    this.#checkOpen();
    const row = (await this.#lists.ask({ kind: 'facts', certname })) as Row | undefined;
    if (row === undefined) return undefined;
    const [values, at, environment] = row;
    return {
      values: JSON.parse(String(values)),
      at: Number(at),
      ...(typeof environment === 'string' ? { environment } : {}),
    };
  }

  async factHistory(certname: string): Promise<readonly StoredFactChange[]> {
    this.#checkOpen();
    const rows = (await this.#lists.ask({ kind: 'factHistory', certname })) as readonly Row[];
    return rows.map(([at, path, before, after]) => ({
      at: Number(at),
      path: JSON.parse(String(path)),
      ...(before === null ? {} : { before: JSON.parse(String(before)) }),
      ...(after === null ? {} : { after: JSON.parse(String(after)) }),
    }));
  }

  async factValues(fact: string, names?: readonly string[]): Promise<ReadonlyMap<string, Json>> {
    const values = new Map<string, Json>();
    const parsed = new Map<string, Json>();
    await this.#each({ kind: 'factValues', path: pathOf(fact), certnames: names }, 2, ([certname = '', text = '']) => {
      // Many nodes have the same.
      let value = parsed.get(text);
      if (value === undefined) {
        value = JSON.parse(text) as Json;
        if (parsed.size < mostShared) parsed.set(text, value);
      }
      values.set(certname, value);
    });
    return values;
  }

  /** Rows of so many fields each. */
  async #each(request: ReadRequest, width: number, take: (row: readonly string[]) => void): Promise<void> {
    this.#checkOpen();
    for await (const page of this.#lists.pages(request)) {
      const fields = page === '' ? [] : page.split(fieldEnd);
      for (let at = 0; at < fields.length; at += width) take(fields.slice(at, at + width));
    }
  }

  onChange(listener: (certnames: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    await this.#writing;
    await Promise.all([this.#lists.close(), this.#queries.close()]);
    // Last: the file is made whole when nobody reads it any more.
    await this.#writer?.close();
  }

  #sweepLater(): void {
    const clock = this.#clock;
    if (clock === undefined || this.#writer === undefined || this.#closed) return;
    this.#timer = clock.after(sweepEvery, () => {
      const request = { kind: 'sweep', now: clock.now(), retention: this.#retention } as const;
      // What could not be removed now is tried again the next time.
      this.#writer?.ask(request).then(
        () => this.#sweepLater(),
        () => this.#sweepLater(),
      );
    });
  }

  #checkOpen(): void {
    if (this.#closed) throw closed();
  }
}

function closed(): OrchestratorError {
  return new OrchestratorError('baton/stopping', 'The node store is closed.');
}

/** What can go to another thread; a query as text, which has numbers of any size. */
function plainQuery({ query, limit, offset, orderBy, newestEvents, allNodes }: StoreQuery): StoreQuery {
  return {
    query: typeof query === 'string' ? query : JSON.stringify(query),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    ...(orderBy === undefined ? {} : { orderBy }),
    ...(newestEvents === undefined ? {} : { newestEvents }),
    ...(allNodes === undefined ? {} : { allNodes }),
  };
}

function limitsOf({ timeout }: StoreQuery, signal: CancelSignal | undefined): Limits {
  return { signal, timeout: queryTimeout(timeout) };
}

/** As bytes: numbers that a double does not hold are objects here which go to no other thread. */
function portable(command: StoreCommand): StoreCommand {
  const { payload } = command;
  return payload instanceof Uint8Array ? command : { ...command, payload: Buffer.from(JSON.stringify(payload)) };
}

/** A field that is empty is not there. */
function storedNode([certname = '', factsAt, catalogAt, status, at, noop, hash = '']: readonly string[]): StoredNode {
  return {
    certname,
    ...(factsAt === '' ? {} : { factsAt: Number(factsAt) }),
    ...(catalogAt === '' ? {} : { catalogAt: Number(catalogAt) }),
    ...(hash === '' || (status !== 'changed' && status !== 'unchanged' && status !== 'failed')
      ? {}
      : { report: { status, at: Number(at), noop: noop === '1', hash } }),
  };
}

/** `os.release.major`, `disks."sda.1"`, `processors.models[0]`. */
function pathOf(fact: string): readonly (string | number)[] {
  return [...fact.matchAll(/(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|([^.[\]]+))|\[(\d+)\]/g)].map(([, quoted, plain, index]) =>
    index === undefined ? (quoted ?? plain ?? '') : Number(index),
  );
}
