import type { CancelSignal, Json, JsonObject } from '../common/index.ts';

/** A query with the options that PuppetDB's HTTP interface takes beside it. */
export interface StoreQuery {
  /** PQL, or PuppetDB's JSON form. */
  readonly query: string | readonly Json[];
  readonly limit?: number;
  readonly offset?: number;
  readonly orderBy?: readonly { readonly field: string; readonly order?: 'asc' | 'desc' }[];
  /** Of events: only the newest one of each property of a resource between these times, in milliseconds since 1970. */
  readonly newestEvents?: { readonly start: number; readonly end: number };
  /** Nodes that were deactivated or have expired count as well, where the query says nothing of them. */
  readonly allNodes?: boolean;
  /** Milliseconds that it may take, with the time that whoever reads its rows takes; default ten minutes, 0 for ever. */
  readonly timeout?: number;
  /** Asked by Baton itself, of one node: answered where lists are, and never behind what people ask. */
  readonly brief?: true;
}

/** A command in PuppetDB's wire format: `replace facts` 5, `replace catalog` 9, `store report` 8, `deactivate node` 3. */
export interface StoreCommand {
  /** With spaces or underscores. */
  readonly command: string;
  readonly version: number;
  readonly certname: string;
  /** JSON, or its text in UTF-8: read in the store's thread, with numbers of any size. */
  readonly payload: Json | Uint8Array;
  /** When it was received, milliseconds since the Unix epoch. */
  readonly received: number;
}

/** What a node's facts were and are. */
export interface StoredFacts {
  readonly values: JsonObject;
  /** When they were found, milliseconds since the Unix epoch. */
  readonly at: number;
  readonly environment?: string;
}

/** A change of one fact, as {@link NodeStore.factHistory} answers. */
export interface StoredFactChange {
  readonly at: number;
  readonly path: readonly (string | number)[];
  readonly before?: Json;
  readonly after?: Json;
}

/** What lists show of every node without asking for each. */
export interface StoredNode {
  readonly certname: string;
  readonly factsAt?: number;
  readonly catalogAt?: number;
  readonly report?: {
    readonly status: 'changed' | 'unchanged' | 'failed';
    readonly at: number;
    readonly noop: boolean;
    readonly hash: string;
  };
}

/**
 * What is kept of nodes: facts with their history, catalogs, reports, packages. Implemented by `store/nodes/` over SQLite in
 * threads and processes of its own, so that no query holds up the orchestrator, a list or another query.
 */
export interface NodeStore {
  /**
   * The rows that a query finds, a page at a time, each row the JSON text of an object: whole numbers of any size stay as
   * they are. The signal ends it whatever it is at. @throws OrchestratorError `puppetlabs.puppetdb/query-error` with
   * PuppetDB's sentence, `baton/query-timeout`, `baton/query-too-large`, `baton/query-abandoned`, `baton/node-store-busy`.
   */
  query(query: StoreQuery, signal?: CancelSignal): AsyncIterable<readonly string[]>;
  /** How many rows a query would find without its limit and offset. @throws OrchestratorError as `query` */
  count(query: StoreQuery, signal?: CancelSignal): Promise<number>;
  /**
   * Resolves when what the command says is durable and every later query sees it. A command that is older than what is
   * known changes nothing. @throws OrchestratorError `puppetlabs.puppetdb/command-error` that names the place in the payload.
   */
  submit(command: StoreCommand): Promise<void>;
  /** Every active node, or those of them that are named: whoever keeps a list asks again only for what changed. */
  nodes(certnames?: readonly string[]): Promise<readonly StoredNode[]>;
  facts(certname: string): Promise<StoredFacts | undefined>;
  factHistory(certname: string): Promise<readonly StoredFactChange[]>;
  /** The value of a fact, by its dotted path, of every active node that has it, or of those of them that are named. */
  factValues(fact: string, certnames?: readonly string[]): Promise<ReadonlyMap<string, Json>>;
  /** Nodes of which something was written. Returns what ends it. */
  onChange(listener: (certnames: readonly string[]) => void): () => void;
  close(): Promise<void>;
}
