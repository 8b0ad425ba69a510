import { type Clock, isJsonObject, type Json, type JsonObject, type Log } from '../common/index.ts';
import { factAt, type NodeStore, type StoredFacts, type StoredNode } from '../inventory/index.ts';
import type { QueryRequest } from '../orchestrator.ts';

/** What nodes of another PuppetDB are asked of. */
export interface RemotePorts {
  /** Baton's own store, whose nodes are among them. */
  readonly store: NodeStore;
  /** Asks the PuppetDB that is configured; undefined while none is. */
  readonly remote: () => Promise<
    { ask(request: QueryRequest): Promise<{ readonly rows: readonly JsonObject[] }> } | undefined
  >;
  readonly clock: Clock;
  readonly log: Log;
}

/** Milliseconds for which what PuppetDB said of all nodes is believed, and nodes that one request asks for. */
const believed = 60_000;
const pageSize = 5000;
/** Milliseconds that one node's page waits for PuppetDB. */
const patience = 10_000;
/** Facts of all nodes that are remembered. */
const mostFacts = 24;

/** What PuppetDB said, and when. */
interface Said<T> {
  values: ReadonlyMap<string, T>;
  at: number;
  asking?: Promise<void> | undefined;
  /** Why the last question was not answered. */
  failure?: unknown;
}

/** A store that also has what a PuppetDB said some time ago. */
export interface RemoteNodeStore extends NodeStore {
  /**
   * Resolves when it has what PuppetDB says now of all nodes, and of this fact of theirs.
   * @throws OrchestratorError where PuppetDB cannot be asked: what it said before may choose other nodes.
   */
  renew(fact?: string): Promise<void>;
}

/**
 * A store in which the nodes of the configured PuppetDB are, too. Lists never wait for it: they show what it said last,
 * and when it says something else, that is a change. Queries and commands go to the own store.
 */
export function withRemoteNodes(ports: RemotePorts): RemoteNodeStore {
  return new RemoteNodes(ports);
}

class RemoteNodes implements RemoteNodeStore {
  readonly #ports: RemotePorts;
  readonly #listeners = new Set<(names: readonly string[]) => void>();
  readonly #nodes: Said<StoredNode> = { values: new Map(), at: Number.NEGATIVE_INFINITY };
  readonly #facts = new Map<string, Said<Json>>();
  /** The last failure that was told: the same one again is not. */
  #failure = '';
  #closed = false;

  constructor(ports: RemotePorts) {
    this.#ports = ports;
    ports.store.onChange((names) => this.#tell(names));
  }

  query(...args: Parameters<NodeStore['query']>): ReturnType<NodeStore['query']> {
    return this.#ports.store.query(...args);
  }

  count(...args: Parameters<NodeStore['count']>): ReturnType<NodeStore['count']> {
    return this.#ports.store.count(...args);
  }

  submit(...args: Parameters<NodeStore['submit']>): ReturnType<NodeStore['submit']> {
    return this.#ports.store.submit(...args);
  }

  factHistory(...args: Parameters<NodeStore['factHistory']>): ReturnType<NodeStore['factHistory']> {
    return this.#ports.store.factHistory(...args);
  }

  async nodes(certnames?: readonly string[]): Promise<readonly StoredNode[]> {
    const own = await this.#ports.store.nodes(certnames);
    void this.#renewNodes();
    const { values } = this.#nodes;
    if (values.size === 0) return own;
    const remote = certnames === undefined ? [...values.values()] : certnames.flatMap((name) => values.get(name) ?? []);
    const byName = new Map(remote.map((node) => [node.certname, node]));
    for (const node of own) byName.set(node.certname, newer(node, byName.get(node.certname)));
    return [...byName.values()];
  }

  async facts(certname: string): Promise<StoredFacts | undefined> {
    const [own, remote] = await Promise.all([this.#ports.store.facts(certname), this.#remoteFacts(certname)]);
    return remote !== undefined && remote.at > (own?.at ?? 0) ? remote : own;
  }

  async factValues(fact: string, certnames?: readonly string[]): Promise<ReadonlyMap<string, Json>> {
    const own = await this.#ports.store.factValues(fact, certnames);
    const said = this.#saidOf(fact);
    void this.#renewFact(fact, said);
    if (said.values.size === 0) return own;
    const wanted = certnames ?? said.values.keys();
    const merged = new Map<string, Json>();
    for (const name of wanted) {
      const value = said.values.get(name);
      if (value !== undefined) merged.set(name, value);
    }
    for (const [name, value] of own) merged.set(name, value);
    return merged;
  }

  onChange(listener: (names: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#ports.store.close();
  }

  #tell(names: readonly string[]): void {
    for (const listener of this.#listeners) listener(names);
  }

  async renew(fact?: string): Promise<void> {
    const known = fact === undefined ? undefined : this.#saidOf(fact);
    const said = known ?? this.#nodes;
    // A failure that a list has met a moment ago is no answer.
    if (said.failure !== undefined) said.at = Number.NEGATIVE_INFINITY;
    await (fact === undefined || known === undefined ? this.#renewNodes() : this.#renewFact(fact, known));
    if (said.failure !== undefined) throw said.failure;
  }

  #saidOf(fact: string): Said<Json> {
    const said = this.#facts.get(fact) ?? { values: new Map(), at: Number.NEGATIVE_INFINITY };
    // At the end of the line: whatever was asked for longest ago is forgotten first.
    this.#facts.delete(fact);
    this.#facts.set(fact, said);
    const [oldest] = this.#facts.keys();
    if (this.#facts.size > mostFacts && oldest !== undefined) this.#facts.delete(oldest);
    return said;
  }

  #renewNodes(): Promise<void> {
    return this.#renew(this.#nodes, () => this.#askNodes(), sameNode);
  }

  #renewFact(fact: string, said: Said<Json>): Promise<void> {
    return this.#renew(said, () => this.#askFact(fact), sameJson);
  }

  /** Asks again, once at a time, and tells which nodes are others than before. Never rejects. */
  #renew<T>(said: Said<T>, ask: () => Promise<Map<string, T> | undefined>, same: (one: T, other: T) => boolean) {
    const isNew = this.#ports.clock.now() - said.at < believed;
    if (said.asking === undefined && (isNew || this.#closed)) return Promise.resolve();
    said.asking ??= this.#askAgain(said, ask, same).finally(() => {
      said.asking = undefined;
    });
    return said.asking;
  }

  async #askAgain<T>(
    said: Said<T>,
    ask: () => Promise<Map<string, T> | undefined>,
    same: (one: T, other: T) => boolean,
  ): Promise<void> {
    const { clock, log } = this.#ports;
    try {
      const values = (await ask()) ?? new Map<string, T>();
      const before = said.values;
      said.values = values;
      said.failure = undefined;
      this.#failure = '';
      const changed = [...new Set([...before.keys(), ...values.keys()])].filter((name) => {
        const [one, other] = [before.get(name), values.get(name)];
        return one === undefined || other === undefined ? one !== other : !same(one, other);
      });
      // Whoever hears of it asks at once.
      said.at = clock.now();
      if (changed.length > 0 && !this.#closed) this.#tell(changed);
    } catch (error) {
      said.at = clock.now();
      said.failure = error;
      const failure = error instanceof Error ? error.message : String(error);
      if (failure !== this.#failure)
        log.log('warn', `What PuppetDB knows of nodes is not shown, or is old: ${failure}`);
      this.#failure = failure;
    }
  }

  async #askNodes(): Promise<Map<string, StoredNode> | undefined> {
    const columns = ['certname', 'facts_timestamp', 'catalog_timestamp', 'report_timestamp'];
    const report = ['latest_report_status', 'latest_report_noop', 'latest_report_hash'];
    const rows = await this.#pages(['from', 'nodes', ['extract', [...columns, ...report]]]);
    return rows && new Map(rows.map((row) => [String(row['certname']), nodeOf(row)]));
  }

  async #askFact(fact: string): Promise<Map<string, Json> | undefined> {
    // PuppetDB gives no elements of arrays: they are taken out of the array.
    const [, array = fact, element = ''] = /^([^"[]+)(\[.*)$/s.exec(fact) ?? [];
    const column = `facts.${array}`;
    const rows = await this.#pages(['from', 'inventory', ['extract', ['certname', column]]]);
    return (
      rows &&
      new Map(
        rows.flatMap((row): [string, Json][] => {
          const whole = row[column] ?? null;
          const value = element === '' ? whole : factAt({ whole }, `whole${element}`);
          return value === undefined || value === null ? [] : [[String(row['certname']), value]];
        }),
      )
    );
  }

  async #pages(query: readonly Json[]): Promise<readonly JsonObject[] | undefined> {
    const client = await this.#ports.remote();
    if (client === undefined) return undefined;
    const rows: JsonObject[] = [];
    for (let offset = 0; ; offset += pageSize) {
      const orderBy = [{ field: 'certname' }];
      const page = await client.ask({ query, orderBy, limit: pageSize, offset });
      rows.push(...page.rows);
      if (page.rows.length < pageSize || this.#closed) return rows;
    }
  }

  async #remoteFacts(certname: string): Promise<StoredFacts | undefined> {
    const { clock } = this.#ports;
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = clock.after(patience, () => resolve(undefined));
    const found = await Promise.race([this.#askFacts(certname).catch(() => undefined), late]);
    timer.cancel();
    return found;
  }

  async #askFacts(certname: string): Promise<StoredFacts | undefined> {
    const client = await this.#ports.remote();
    const columns = ['facts', 'timestamp', 'environment'];
    const query: Json[] = ['from', 'inventory', ['extract', columns, ['=', 'certname', certname]]];
    const [row] = (await client?.ask({ query }))?.rows ?? [];
    const { facts, timestamp, environment } = row ?? {};
    if (!isJsonObject(facts)) return undefined;
    const known = typeof environment === 'string' ? { environment } : {};
    return { values: facts, at: Date.parse(String(timestamp)), ...known };
  }
}

function nodeOf(row: JsonObject): StoredNode {
  const time = (key: string): number | undefined => {
    const text = row[key];
    return typeof text === 'string' ? Date.parse(text) : undefined;
  };
  const [factsAt, catalogAt, reportAt] = ['facts_timestamp', 'catalog_timestamp', 'report_timestamp'].map(time);
  const { latest_report_status: status, latest_report_noop: noop, latest_report_hash: hash } = row;
  const isReport = status === 'changed' || status === 'unchanged' || status === 'failed';
  return {
    certname: String(row['certname']),
    ...(factsAt === undefined ? {} : { factsAt }),
    ...(catalogAt === undefined ? {} : { catalogAt }),
    ...(isReport && reportAt !== undefined
      ? { report: { status, at: reportAt, noop: noop === true, hash: String(hash) } }
      : {}),
  };
}

/** What both know, the newer of each. */
function newer(own: StoredNode, remote: StoredNode | undefined): StoredNode {
  if (remote === undefined) return own;
  const latest = (one: number | undefined, other: number | undefined): number | undefined =>
    one === undefined || (other !== undefined && other > one) ? other : one;
  const [factsAt, catalogAt] = [latest(own.factsAt, remote.factsAt), latest(own.catalogAt, remote.catalogAt)];
  const report = (remote.report?.at ?? 0) > (own.report?.at ?? 0) ? remote.report : own.report;
  return {
    certname: own.certname,
    ...(factsAt === undefined ? {} : { factsAt }),
    ...(catalogAt === undefined ? {} : { catalogAt }),
    ...(report === undefined ? {} : { report }),
  };
}

function sameNode(one: StoredNode, other: StoredNode): boolean {
  return one.factsAt === other.factsAt && one.catalogAt === other.catalogAt && one.report?.hash === other.report?.hash;
}

function sameJson(one: Json, other: Json): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
