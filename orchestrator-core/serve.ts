import type { Log } from './common/index.ts';
import type { Orchestrator } from './orchestrator.ts';

/** How an orchestrator is started. */
export interface ServeOptions {
  /** The project's directory, absolute. */
  readonly project: string;
  /** Where everything it must remember lives, absolute; default {@link defaultDataDirectory} of the project. */
  readonly data?: string;
  /** The address the broker and the api listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** 0 (the default) means any free port, the same as last time where it is still free. */
  readonly brokerPort?: number;
  readonly apiPort?: number;
  /** How many agents of its own it starts, `node1` … ; default 0. */
  readonly localNodes?: number;
  /** The command that starts an agent: this program, with `agent` to follow. Needed with `localNodes`. */
  readonly agentCommand?: readonly string[];
  /** The modulepath, where a command line overrides the project's; absolute directories. */
  readonly modulepath?: readonly string[];
  /** The inventory file, where a command line overrides the project's; absolute. */
  readonly inventory?: string;
  readonly log: Log;
}

/** An orchestrator that runs in this process. */
export interface Served {
  readonly orchestrator: Orchestrator;
  /** Where agents and clients reach it. They may connect from the moment this is known. */
  readonly ready: { readonly broker: string; readonly api: string; readonly tokenFile: string };
  /**
   * Ends gracefully. Jobs that run on agents go on there and are followed after the next start; those of transports
   * that end with this process are ended, and say so.
   */
  close(): Promise<void>;
}

/**
 * Starts the orchestrator of a project in this process.
 * @throws OrchestratorError `baton/data-directory-in-use` with the other's pid in `details.pid`.
 */
export function openEmbedded(options: ServeOptions): Promise<Served> {
  throw new Error(`not composed yet: ${options.project}`);
}
