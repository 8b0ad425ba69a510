import type { Log } from './common/index.ts';
import type { InventoryChoice } from './load-inventory.ts';
import type { Orchestrator } from './orchestrator.ts';
import type { PuppetDbServing } from './serve-puppetdb.ts';

/** How an orchestrator is started. */
export interface ServeOptions extends InventoryChoice {
  /** The project's directory, absolute. */
  readonly project: string;
  /** Where everything it must remember lives, absolute; default `defaultDataDirectory` of the project. */
  readonly data?: string;
  /** The address the broker and the api listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** 0 (the default) means any free port, the same as last time where it is still free. */
  readonly brokerPort?: number;
  readonly apiPort?: number;
  /** Asks for a broker without TLS as well, on 127.0.0.1 alone: see `listenPlainBroker`. 0 is any free port. */
  readonly plainBrokerPort?: number;
  /** Whether it is a PuppetDB for others, too. */
  readonly puppetDb?: PuppetDbServing;
  /** How many agents of its own it starts, `node1` … ; default 0. */
  readonly localNodes?: number;
  /** The command that starts this program; `agent --broker …` is appended to it. Needed with `localNodes`. */
  readonly agentCommand?: readonly string[];
  /** The modulepath, where a command line overrides the project's; absolute directories. */
  readonly modulepath?: readonly string[];
  /** Milliseconds after which nodes of which nothing was heard are left out of queries; default never. */
  readonly nodeTtl?: number;
  readonly log: Log;
}

/** An orchestrator that runs in this process. */
export interface Served {
  readonly orchestrator: Orchestrator;
  /** Where agents and clients reach it. They may connect from the moment this is known. */
  readonly ready: {
    readonly broker: string;
    readonly api: string;
    readonly tokenFile: string;
    /** Only where it was asked for. */
    readonly plainBroker?: string;
    readonly puppetDb?: string;
    readonly puppetDbTls?: string;
  };
  /**
   * Ends gracefully. Jobs that run on agents go on there and are followed after the next start; those of transports
   * that end with this process are ended, and say so. Rejects, when all is closed, with `baton/not-kept` where the disk did
   * not take what happened.
   */
  close(): Promise<void>;
}
