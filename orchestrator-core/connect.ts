import { readFile } from 'node:fs/promises';
import { dialOrchestrator, type RemoteOrchestrator } from './api/index.ts';
import { type Clock, type Log, OrchestratorError } from './common/index.ts';
import { type DataDirectory, dataDirectory, defaultDataDirectory, readEndpoint } from './data-directory.ts';
import { systemClock } from './node/index.ts';
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

/** Milliseconds for another process, which has the data directory, to say where it is reached; and between looks. */
const startTime = 10_000;
const lookAgain = 50;

/**
 * The orchestrator that serves the project already, else one in this process until `close`.
 * @throws OrchestratorError `baton/cannot-connect` when the one at `url` does not answer.
 */
export async function openOrchestrator(options: ConnectOptions): Promise<Connected> {
  const data = dataDirectory(options.data ?? defaultDataDirectory(options.project));
  if (options.url !== undefined) return connected(await dialUrl(data, options.url));
  const running = await dialRunning(data);
  if (running !== undefined) return connected(running);
  try {
    const served = await openEmbedded(options);
    return { orchestrator: served.orchestrator, embedded: true, close: () => served.close() };
  } catch (error) {
    if (!isInUse(error)) throw error;
    return connected(await dialStarting(data, systemClock, error));
  }
}

/** Whether another orchestrator has the data directory. */
export function isInUse(error: unknown): error is OrchestratorError {
  return error instanceof OrchestratorError && error.kind === 'baton/data-directory-in-use';
}

function connected(remote: RemoteOrchestrator): Connected {
  return { orchestrator: remote, embedded: false, close: async () => remote.dispose() };
}

async function dialUrl(data: DataDirectory, url: string): Promise<RemoteOrchestrator> {
  const token = await readFile(data.token, 'utf8').catch((cause: unknown) => {
    const message = `There is no token for ${url} in ${data.root}. Name the data directory of that orchestrator.`;
    throw new OrchestratorError('baton/cannot-connect', message, { cause });
  });
  const endpoint = await readEndpoint(data);
  const ca = endpoint === undefined ? undefined : await readFile(endpoint.caFile, 'utf8').catch(() => undefined);
  return dialOrchestrator({ url: url.replace(/\/+$/, ''), token: token.trim(), ...(ca === undefined ? {} : { ca }) });
}

/** The orchestrator that has the data directory, if one has and answers. */
export async function dialRunning(data: DataDirectory): Promise<RemoteOrchestrator | undefined> {
  const endpoint = await readEndpoint(data);
  if (endpoint === undefined) return undefined;
  try {
    const [token, ca] = await Promise.all([readFile(endpoint.tokenFile, 'utf8'), readFile(endpoint.caFile, 'utf8')]);
    return await dialOrchestrator({ url: endpoint.api, token: token.trim(), ca });
  } catch {
    // Another process may have the pid of one that was killed. Who has the journal is who is asked.
    return undefined;
  }
}

/** Another process has the journal and is about to say where it is. @throws `reason` when it does not. */
export async function dialStarting(data: DataDirectory, clock: Clock, reason: unknown): Promise<RemoteOrchestrator> {
  for (const end = clock.now() + startTime; clock.now() < end; ) {
    const running = await dialRunning(data);
    if (running !== undefined) return running;
    await new Promise<void>((resolve) => clock.after(lookAgain, resolve));
  }
  throw reason;
}
