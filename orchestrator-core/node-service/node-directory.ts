import { type Clock, type Log, OrchestratorError, toErrorValue } from '../common/index.ts';
import type { Inventory, NodeStore, StoredNode, TargetSummary, TransportName } from '../inventory/index.ts';
import type { Connection, InventoryProblem, Node, NodeSource } from '../orchestrator.ts';
import type { AgentDirectory } from '../transports/index.ts';
import type { JobHistory } from './job-history.ts';
import { type NameOrder, orderNames } from './name-order.ts';
import { type NodeNames, nodeNames } from './node-names.ts';

/** Where the directory gets to know of nodes. */
export interface DirectoryPorts {
  /** The same object as long as nothing changed. */
  readonly inventory: () => Promise<Inventory>;
  readonly agents: AgentDirectory;
  readonly store: NodeStore;
  readonly jobs: JobHistory;
  readonly log: Log;
  readonly clock: Clock;
  /** Some nodes changed, or any may have. */
  readonly changed: (names?: readonly string[]) => void;
}

/** The nodes for people to look at, whatever is wrong with the inventory. */
export interface ShownNodes {
  /** By name, `web2` before `web10`. */
  readonly nodes: readonly Node[];
  readonly records: ReadonlyMap<string, Node>;
  readonly names: NodeNames;
  /** The one that was read last. */
  readonly inventory?: Inventory;
  /** It, or none, stands for one that cannot be read. */
  readonly problem?: InventoryProblem;
}

/** One record for each node that any source knows. What cannot be had without the inventory throws what is wrong with it. */
export interface NodeDirectory {
  /** As things are now: those of the inventory in its order, then the others. */
  records(): Promise<ReadonlyMap<string, Node>>;
  /** The same to be looked at, which goes on while the inventory is broken. */
  shown(): Promise<ShownNodes>;
  /** Who is who, as the inventory has it now. */
  names(): Promise<NodeNames>;
  /** The same as of the last look. */
  lastNames(): NodeNames;
  /** What was told to `jobs` of these nodes changed. */
  touch(names: Iterable<string>): void;
  close(): void;
}

/** Nodes that are asked for by name when they changed; more, and the store is asked for all. */
const mostStale = 2000;

/** A directory of what the sources say; each change makes the records of its nodes anew, no others. */
export function createNodeDirectory(ports: DirectoryPorts): NodeDirectory {
  return new Directory(ports);
}

class Directory implements NodeDirectory {
  readonly #ports: DirectoryPorts;
  readonly #ends: (() => void)[];
  #inventory: Inventory | undefined;
  /** When it was last found right. */
  #readAt: number | undefined;
  /** What the inventory says of its targets. */
  #listed = new Map<string, TargetSummary>();
  /** What it says of targets that it does not name: agents, and others. */
  #strangers: Readonly<Record<'agent' | 'other', TargetSummary>> | undefined;
  #names: NodeNames = nodeNames(new Map());
  /** By certname. */
  #stored = new Map<string, StoredNode>();
  /** Nodes of which the store is to be asked again; undefined, of all. */
  #stale: Set<string> | undefined;
  #records = new Map<string, Node>();
  /** Nodes whose records are to be made again; undefined, all. */
  #dirty: Set<string> | undefined;
  #order: NameOrder | undefined;
  #sorted: readonly Node[] | undefined;
  #refreshing: Promise<unknown> | undefined;
  #isStoreBroken = false;

  constructor(ports: DirectoryPorts) {
    this.#ports = ports;
    const told = (certnames: readonly string[]): void => {
      const nodes = certnames.map((certname) => this.#names.nodeOf(certname));
      this.touch(nodes);
      ports.changed(nodes);
    };
    this.#ends = [
      ports.agents.onChange((name) => told([name])),
      ports.store.onChange((names) => {
        for (const name of names) this.#stale?.add(name);
        told(names);
      }),
    ];
  }

  touch(names: Iterable<string>): void {
    for (const name of names) this.#dirty?.add(name);
  }

  close(): void {
    for (const end of this.#ends) end();
  }

  async records(): Promise<ReadonlyMap<string, Node>> {
    const problem = await this.#renew();
    if (problem !== undefined) throw problem;
    return this.#records;
  }

  async shown(): Promise<ShownNodes> {
    const problem = await this.#renew();
    const shown = {
      nodes: this.#sortedNodes(),
      records: this.#records,
      names: this.#names,
      ...(this.#inventory && { inventory: this.#inventory }),
    };
    if (problem === undefined) return shown;
    const since = this.#readAt;
    return { ...shown, problem: { error: toErrorValue(problem), ...(since === undefined ? {} : { since }) } };
  }

  /** Takes in what changed. @returns what is wrong with the inventory. */
  async #renew(): Promise<OrchestratorError | undefined> {
    // One at a time: whoever asks while another's answer is being made may know of a later change.
    while (this.#refreshing !== undefined) await this.#refreshing.catch(() => {});
    const refreshing = this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    this.#refreshing = refreshing;
    return refreshing;
  }

  #sortedNodes(): readonly Node[] {
    const records = this.#records;
    this.#order ??= orderNames(records.keys());
    if (this.#sorted === undefined) {
      const sorted: Node[] = [];
      for (const name of this.#order.names) {
        const node = records.get(name);
        if (node !== undefined) sorted.push(node);
      }
      this.#sorted = sorted;
    }
    return this.#sorted;
  }

  async names(): Promise<NodeNames> {
    await this.records();
    return this.#names;
  }

  lastNames(): NodeNames {
    return this.#names;
  }

  async #refresh(): Promise<OrchestratorError | undefined> {
    const problem = await this.#refreshInventory();
    await this.#readStore();
    if (this.#dirty === undefined) this.#rebuild();
    else if (this.#dirty.size > 0) this.#update(this.#dirty);
    this.#dirty = new Set();
    return problem;
  }

  async #refreshInventory(): Promise<OrchestratorError | undefined> {
    try {
      const inventory = await this.#ports.inventory();
      if (inventory !== this.#inventory) this.#readInventory(inventory);
      this.#readAt = this.#ports.clock.now();
      return undefined;
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      this.#strangers ??= { agent: { ...nobody, transport: 'pcp' }, other: nobody };
      return error;
    }
  }

  #readInventory(inventory: Inventory): void {
    this.#inventory = inventory;
    // Once for all: each target is merged with its groups.
    this.#listed = new Map(inventory.targets([stranger]).map((target) => [target.name, target]));
    const agent = this.#listed.get(stranger);
    this.#listed.delete(stranger);
    this.#names = nodeNames(this.#listed);
    this.#strangers = {
      agent: agent ?? { ...nobody, transport: 'pcp' },
      other: { ...(agent ?? nobody), transport: transportOfOthers(inventory) },
    };
    if (!inventory.present && !this.#listed.has(here)) {
      // Without an inventory there is still this machine to run on.
      const { transport, groups = [], features = [], aliases = [] } = selected(inventory, here) ?? {};
      this.#listed.set(here, { name: here, transport: transport ?? 'local', groups, features, aliases });
    }
    this.#dirty = undefined;
  }

  async #readStore(): Promise<void> {
    const { store, log } = this.#ports;
    const stale = this.#stale;
    if (stale?.size === 0) return;
    this.#stale = new Set();
    try {
      if (stale === undefined || stale.size > mostStale) {
        this.#stored = new Map((await store.nodes()).map((node) => [node.certname, node]));
        this.#dirty = undefined;
      } else {
        const asked = [...stale];
        const found = new Map((await store.nodes(asked)).map((node) => [node.certname, node]));
        for (const name of asked) {
          const node = found.get(name);
          if (node === undefined) this.#stored.delete(name);
          else this.#stored.set(name, node);
          this.#dirty?.add(this.#names.nodeOf(name));
        }
      }
      this.#isStoreBroken = false;
    } catch (error) {
      // Lists go on with what is known; what was not read is asked for again.
      this.#stale = undefined;
      if (!this.#isStoreBroken) log.log('error', `What is stored of nodes cannot be read: ${String(error)}`);
      this.#isStoreBroken = true;
    }
  }

  #rebuild(): void {
    const { agents } = this.#ports;
    const certnames = [...agents.names(), ...agents.gone(), ...this.#stored.keys()];
    const others = new Set(certnames.map((certname) => this.#names.nodeOf(certname)));
    const names = [...this.#listed.keys(), ...[...others].filter((name) => !this.#listed.has(name)).sort()];
    this.#records = new Map();
    for (const name of names) {
      const record = this.#recordOf(name);
      if (record !== undefined) this.#records.set(name, record);
    }
    this.#order = undefined;
    this.#sorted = undefined;
  }

  #update(names: ReadonlySet<string>): void {
    for (const name of names) {
      const record = this.#recordOf(name);
      if (record === undefined) {
        this.#records.delete(name);
        this.#order?.remove(name);
      } else {
        if (!this.#records.has(name)) this.#order?.add(name);
        this.#records.set(name, record);
      }
    }
    this.#sorted = undefined;
  }

  /** Undefined where no source knows the node. */
  #recordOf(name: string): Node | undefined {
    const { agents, jobs } = this.#ports;
    const listed = this.#listed.get(name);
    const certname = this.#names.certnameOf(name);
    const stored = this.#stored.get(certname);
    const isAgent = agents.get(certname) !== undefined || agents.goneSince(certname) !== undefined;
    const summary = listed ?? (isAgent ? this.#strangers?.agent : stored && this.#strangers?.other);
    if (summary === undefined) return undefined;
    const { groups, aliases } = summary;
    // As everywhere, unless the inventory says otherwise.
    const transport = name === here && listed === undefined && !isAgent ? 'local' : summary.transport;
    const hello = transport === 'pcp' ? agents.helloOf(certname) : undefined;
    const features = hello === undefined ? summary.features : [...new Set([...summary.features, ...hello.features])];
    const sources: NodeSource[] = [];
    if (listed !== undefined && !(name === here && !this.#inventory?.present)) sources.push('inventory');
    if (isAgent) sources.push('agent');
    if (stored !== undefined) sources.push('puppetdb');
    const job = jobs.last(name);
    return {
      name,
      transport,
      groups,
      aliases,
      features,
      sources,
      connection: transport === 'pcp' ? connectionOf(agents, certname) : { kind: 'agentless' },
      ...(stored?.factsAt === undefined ? {} : { factsAt: stored.factsAt }),
      ...(stored?.report === undefined ? {} : { lastReport: stored.report }),
      ...(job === undefined ? {} : { lastJob: { id: job.id, at: job.at, state: job.state } }),
    };
  }
}

/** Names that are in no inventory, and the one that is in none but always there. */
const stranger = 'no-target-of-that-name';
const here = 'localhost';
const nobody: TargetSummary = { name: stranger, transport: 'ssh', aliases: [], features: [], groups: ['all'] };

/** How a target is reached that nobody names; a node of which only PuppetDB knows, say. */
function transportOfOthers(inventory: Inventory): TransportName {
  return selected(inventory, stranger)?.transport ?? nobody.transport;
}

function selected(inventory: Inventory, name: string): Partial<TargetSummary> | undefined {
  try {
    return inventory.select([name])[0];
  } catch {
    // What is wrong with its configuration is told to whoever runs something on it.
    return undefined;
  }
}

function connectionOf(agents: AgentDirectory, name: string): Connection {
  const connected = agents.get(name);
  if (connected === undefined) {
    const since = agents.goneSince(name);
    return { kind: 'disconnected', ...(since === undefined ? {} : { since }) };
  }
  const { since, hello } = connected;
  if (hello === undefined) return { kind: 'connected', since };
  const { version, extensions } = hello;
  return { kind: 'connected', since, agent: { version, extensions } };
}
