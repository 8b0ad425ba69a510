import type { Log } from './common/index.ts';
import type { Orchestrator } from './orchestrator.ts';
import { openEmbedded } from './serve.ts';

/** Which orchestrator is wanted. */
export interface ConnectOptions {
  /** The project's directory, absolute. */
  readonly project: string;
  /** Its data directory, absolute, where it is not the default one. */
  readonly data?: string;
  /** The api of a running orchestrator, `https://…`; its token and CA are those of the data directory. */
  readonly url?: string;
  readonly modulepath?: readonly string[];
  readonly inventory?: string;
  readonly log: Log;
}

/** An orchestrator, wherever it runs. */
export interface Connected {
  readonly orchestrator: Orchestrator;
  /** Whether it runs in this process, and ends with `close`. */
  readonly embedded: boolean;
  close(): Promise<void>;
}

/** The orchestrator that serves the project already, else one in this process until `close`. */
export async function openOrchestrator(options: ConnectOptions): Promise<Connected> {
  const served = await openEmbedded(options);
  return { orchestrator: served.orchestrator, embedded: true, close: () => served.close() };
}
