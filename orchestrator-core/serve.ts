import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { type Authority, openAuthority, openToken } from './access/index.ts';
import { type ApiListener, listenApi } from './api/index.ts';
import {
  type Broker,
  createBroker,
  type Listener,
  listenBroker,
  listenPlainBroker,
  type ServerTls,
} from './broker/index.ts';
import { type Log, OrchestratorError } from './common/index.ts';
import { contentSource } from './content-source.ts';
import {
  type DataDirectory,
  dataDirectory,
  defaultDataDirectory,
  makeDataDirectory,
  readPorts,
  removeEndpoint,
  writeEndpoint,
  writePorts,
} from './data-directory.ts';
import { createOrchestrator } from './embedded.ts';
import type { NodeStore } from './inventory/index.ts';
import { type Journal, notKept } from './jobs/index.ts';
import { diskFiles, systemClock, systemIds } from './node/index.ts';
import { NoticeHub } from './notice-hub.ts';
import type { Orchestrator, OrchestratorStatus } from './orchestrator.ts';
import { createPlanCatalog } from './plan-service/index.ts';
import { openProjectSource, type ProjectSource } from './project-source.ts';
import { prune } from './prune.ts';
import { createQuestions, type Questions } from './questions.ts';
import { type ServedJobs, serveJobs } from './serve-jobs.ts';
import { serveLocalNodes } from './serve-local-nodes.ts';
import { openServedStore, type ServedNodes, serveNodes } from './serve-nodes.ts';
import type { Served, ServeOptions } from './serve-options.ts';
import { servePuppetDb } from './serve-puppetdb.ts';
import { statusServices } from './status-services.ts';
import { type ContentStore, openContentStore, openJournal } from './store/index.ts';
import { AgentDirectory } from './transports/index.ts';
import { version } from './version.ts';

export type { Served, ServeOptions } from './serve-options.ts';

/** The orchestrator's own certname; its controller is `pcp://orchestrator/orchestrator`. */
const certname = 'orchestrator';
/**
 * Starts the orchestrator of a project in this process.
 * @throws OrchestratorError `baton/data-directory-in-use` with the other's pid in `details.pid`,
 * `baton/data-directory-unwritable`, `baton/cannot-listen`, and what is wrong with the journal.
 */
export async function openEmbedded(options: ServeOptions): Promise<Served> {
  const data = dataDirectory(options.data ?? defaultDataDirectory(options.project));
  await makeDataDirectory(data);
  // First, for it is the lock of the directory.
  const journal = openJournal({ path: data.journal, clock: systemClock });
  const house = new House(options, data, journal);
  try {
    return await house.open();
  } catch (error) {
    await house.close();
    throw error;
  }
}

/** One running orchestrator: everything that is opened, and closed again in the opposite order. */
class House {
  readonly #options: ServeOptions;
  readonly #data: DataDirectory;
  readonly #journal: Journal;
  readonly #hub = new NoticeHub(systemClock);
  readonly #log: Log;
  readonly #agents: AgentDirectory;
  readonly #questions: Questions;
  readonly #source: ProjectSource;
  readonly #recovered = Promise.withResolvers<void>();
  readonly #closers: (() => Promise<void> | void)[] = [];
  #state: OrchestratorStatus['state'] = 'starting';
  #jobs: ServedJobs | undefined;
  #nodes: ServedNodes | undefined;
  #addresses: { readonly broker: string; readonly api: string } | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ServeOptions, data: DataDirectory, journal: Journal) {
    this.#options = options;
    this.#data = data;
    this.#journal = journal;
    this.#log = this.#hub.tee(options.log);
    this.#agents = new AgentDirectory(systemClock, this.#log);
    this.#questions = createQuestions(this.#hub, systemIds);
    this.#source = openProjectSource({
      ask: (message, signal) => this.#questions.ask(message, signal),
      ...options,
      directory: options.project,
      files: diskFiles,
      clock: systemClock,
      log: this.#log,
      onChange: (what) => this.#hub.tell({ kind: `${what}_changed` }),
    });
    this.#closers.push(
      () => this.#journal.close(),
      () => this.#hub.close(),
      () => this.#source.close(),
    );
  }

  async open(): Promise<Served> {
    const { host = '127.0.0.1', brokerPort, apiPort } = this.#options;
    const data = this.#data;
    // What a life before this one left in the middle of a plan.
    await rm(data.scratch, { recursive: true, force: true });
    const [store, authority, token, content, last] = await Promise.all([
      this.#openStore(),
      openAuthority(data.ssl, { clock: systemClock, log: this.#log }),
      openToken(data.token),
      openContentStore(data.content),
      readPorts(data),
    ]);
    const credentials = await authority.issue(certname, [
      'localhost',
      '127.0.0.1',
      '::1',
      hostname().toLowerCase(),
      host,
    ]);
    const broker = this.#openBroker();
    const tls = { certificate: credentials.certificate, key: credentials.key, ca: authority.certificate };
    const orchestrator = this.#compose(broker, content, store);
    const listening = { broker, host, tls, content: contentSource(content), clock: systemClock, log: this.#log };
    const listener = await this.#listen(brokerPort, last.broker, (port) => listenBroker({ ...listening, port }));
    // Each at once, lest it stays when the next one fails; the broker says goodbye before its sockets close.
    this.#closers.push(() => listener.close());
    const plain = await this.#listenPlain(broker);
    this.#closers.push(() => broker.stop());
    const services = () => statusServices(this.#state, broker.status().state);
    const serving = { orchestrator, host, tls, token, services, clock: systemClock, log: this.#log };
    const api = await this.#listen(apiPort, last.api, (port) => listenApi({ ...serving, port }));
    this.#closers.push(() => api.close());
    const puppetDb = await this.#servePuppetDb(host, tls, store);
    broker.start();
    this.#addresses = { broker: listener.url, api: api.url };
    await Promise.all([
      writePorts(data, { broker: listener.port, api: api.port }),
      writeEndpoint(data, {
        pid: process.pid,
        ...this.#addresses,
        tokenFile: data.token,
        caFile: data.ca,
      }),
    ]);
    this.#closers.push(() => removeEndpoint(data));
    this.#state = 'running';
    this.#log.log('info', `Agents may connect to ${listener.url}; the api is at ${api.url}`);
    void this.#settleIn(authority, listener, content);
    const ready = {
      ...this.#addresses,
      tokenFile: data.token,
      ...(plain === undefined ? {} : { plainBroker: plain.url }),
      ...puppetDb,
    };
    return { orchestrator, ready, close: () => this.close() };
  }

  async #openStore(): Promise<NodeStore> {
    const store = await openServedStore(this.#data, this.#log, this.#options.nodeTtl);
    this.#closers.push(() => store.close());
    // What is opened beside it may have failed meanwhile, and all been closed.
    if (this.#closing !== undefined) await store.close();
    return store;
  }

  /** The port that was asked for, else that of the last start, else any. */
  async #listen<T extends Listener | ApiListener>(
    wanted: number | undefined,
    last: number,
    listen: (port: number) => Promise<T>,
  ): Promise<T> {
    if (wanted !== undefined && wanted !== 0) return listen(wanted);
    try {
      return await listen(last);
    } catch (error) {
      if (last === 0 || !(error instanceof OrchestratorError) || error.kind !== 'baton/cannot-listen') throw error;
      return listen(0);
    }
  }

  /** Only when asked for. */
  async #listenPlain(broker: Broker): Promise<Listener | undefined> {
    const port = this.#options.plainBrokerPort;
    if (port === undefined) return undefined;
    const plain = await listenPlainBroker({ broker, port, clock: systemClock, log: this.#log });
    this.#closers.push(() => plain.close());
    return plain;
  }

  async #servePuppetDb(host: string, tls: ServerTls, store: NodeStore): Promise<Partial<Served['ready']>> {
    const serving = this.#options.puppetDb;
    if (serving === undefined) return {};
    const listener = await servePuppetDb({
      serving,
      host,
      tls,
      store,
      discarded: this.#data.discarded,
      log: this.#log,
    });
    this.#closers.push(() => listener?.close());
    const { plain, tls: secure } = listener ?? {};
    return { ...(plain && { puppetDb: plain.url }), ...(secure && { puppetDbTls: secure.url }) };
  }

  #openBroker(): Broker {
    const broker = createBroker({
      clock: systemClock,
      ids: systemIds,
      log: this.#log,
      name: certname,
      onServerMessage: (sender, message) => {
        this.#agents.serverMessage(sender, message);
        this.#nodes?.facts.serverMessage(sender, message);
      },
    });
    broker.onInventoryChange((change) => this.#agents.inventoryChanged(change));
    this.#agents.onChange(() => this.#hub.statusChanged(this.#status()));
    return broker;
  }

  #compose(broker: Broker, content: ContentStore, store: NodeStore): Orchestrator {
    const [data, source, agents, notices, log] = [this.#data, this.#source, this.#agents, this.#hub, this.#log];
    const jobs = serveJobs({ journal: this.#journal, source, agents, broker, content, certname, log });
    this.#jobs = jobs;
    this.#closers.push(() => jobs.closeTransports());
    const { keeper, catalog, transportOf } = jobs;
    keeper.onChange((job) => {
      this.#hub.jobChanged(job);
      this.#hub.statusChanged(this.#status());
    });
    const served = serveNodes({ data, source, agents, keeper, store, broker, notices, log });
    this.#nodes = served;
    this.#closers.push(() => served.close());
    return createOrchestrator({
      nodes: served.nodes,
      ids: systemIds,
      transportOf,
      keeper,
      source,
      catalog,
      plans: createPlanCatalog(diskFiles),
      clock: systemClock,
      scratch: data.scratch,
      content,
      agents,
      notices,
      questions: this.#questions,
      status: () => this.#status(),
      recovered: this.#recovered.promise,
    });
  }

  /** What agents and clients need not wait for. */
  async #settleIn(authority: Authority, listener: Listener, content: ContentStore): Promise<void> {
    try {
      await this.#jobs?.recover();
    } catch (error) {
      this.#log.log('error', `Jobs of an earlier life could not be taken up: ${String(error)}`);
    } finally {
      this.#recovered.resolve();
    }
    if (this.#closing !== undefined) return;
    this.#hub.statusChanged(this.#status());
    await this.#startLocalNodes(authority, listener).catch((error) =>
      this.#log.log('error', `The local nodes could not be started: ${error instanceof Error ? error.message : error}`),
    );
    await this.#watchProject();
    await this.#nodes?.nodes.recover().catch((error) => {
      // A command may be done before all of that is read.
      if (this.#closing === undefined) this.#log.log('warn', `What ran before is not shown: ${error}`);
    });
    if (this.#closing !== undefined) return;
    const pruning = prune({ journal: this.#journal, content, clock: systemClock, log: this.#log });
    this.#closers.push(() => pruning.close());
  }

  async #watchProject(): Promise<void> {
    try {
      await this.#source.watch();
    } catch (error) {
      this.#log.log('warn', `The project is not watched: ${String(error)}`);
    }
    // Who has asked before the watches stood may have been answered with what has changed since.
    for (const kind of ['tasks_changed', 'plans_changed', 'inventory_changed'] as const) this.#hub.tell({ kind });
  }

  async #startLocalNodes(authority: Authority, listener: Listener): Promise<void> {
    const { localNodes: count = 0, agentCommand: command = [] } = this.#options;
    const [directory, broker, log] = [this.#data.nodes, listener.localUrl, this.#log];
    const nodes = await serveLocalNodes({ count, command, directory, broker, authority, log });
    if (this.#closing === undefined) this.#closers.push(() => nodes?.close());
    else await nodes?.close();
  }

  #status(): OrchestratorStatus {
    return {
      state: this.#state,
      version: version,
      project: this.#options.project,
      dataDirectory: this.#data.root,
      ...this.#addresses,
      connectedNodes: this.#agents.names().length,
      runningJobs: this.#jobs?.keeper.running() ?? 0,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#state = 'stopping';
    this.#hub.statusChanged(this.#status());
    // While everybody can still be told. What agents run is left to them before their connections go.
    const unkept = await this.#jobs?.keeper.close('The orchestrator was ended.');
    this.#jobs?.closeAgents();
    const failed = (error: unknown): void =>
      this.#log.log('warn', `While ending: ${error instanceof Error ? error.message : error}`);
    for (const close of this.#closers.reverse()) await Promise.resolve().then(close).catch(failed);
    const lost = notKept(unkept ?? []);
    if (lost !== undefined) throw lost;
  }
}
