import { readFile } from 'node:fs/promises';
import { type Log, OrchestratorError } from './common/index.ts';
import type { NodeStore } from './inventory/index.ts';
import { systemClock, systemIds } from './node/index.ts';
import { listenPuppetDb, type PuppetDbListener, type PuppetDbTls } from './services/index.ts';

/** Whether and how an orchestrator is a PuppetDB for others, too. */
export interface PuppetDbServing {
  /** Asks for plain HTTP, on 127.0.0.1 alone. 0 is any free port; PuppetDB's own is 8080. */
  readonly plainPort?: number;
  /** Asks for HTTPS for clients with certificates. 0 is any free port; PuppetDB's own is 8081. */
  readonly tlsPort?: number;
  /** PEM files, absolute: the server's certificate and key, and the CA of its clients; default the orchestrator's own. */
  readonly certificate?: string;
  readonly key?: string;
  readonly ca?: string;
  /** A file with the names of the clients that are let in, one a line; default all that the CA has signed. */
  readonly allowlist?: string;
  /** Whether an orchestrator that cannot listen there does without, and says so in its log. */
  readonly dispensable?: boolean;
}

/** What it is served with. */
export interface ServedPuppetDb {
  readonly serving: PuppetDbServing;
  readonly host: string;
  /** The orchestrator's own, as PEM. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly ca: string };
  readonly store: NodeStore;
  /** Where commands are kept that cannot be carried out. */
  readonly discarded: string;
  readonly log: Log;
}

/**
 * Serves PuppetDB's interface where that is asked for.
 * @throws OrchestratorError `baton/cannot-listen`, `baton/file-unreadable`, `baton/invalid-option`.
 */
export async function servePuppetDb(options: ServedPuppetDb): Promise<PuppetDbListener | undefined> {
  const { serving, log } = options;
  if (serving.plainPort === undefined && serving.tlsPort === undefined) return undefined;
  try {
    return await listen(options);
  } catch (error) {
    if (serving.dispensable !== true || !(error instanceof OrchestratorError)) throw error;
    log.log('warn', `${error.message} PuppetDB's interface is not served.`);
    return undefined;
  }
}

async function listen(options: ServedPuppetDb): Promise<PuppetDbListener> {
  const { serving, store, discarded, log } = options;
  const { plainPort, tlsPort } = serving;
  const tls = tlsPort === undefined ? undefined : await tlsOf(options, tlsPort);
  const listener = await listenPuppetDb({
    store,
    discarded,
    ...(plainPort === undefined ? {} : { plainPort }),
    ...(tls === undefined ? {} : { tls }),
    ids: systemIds,
    clock: systemClock,
    log,
  });
  const addresses = [listener.plain?.url, listener.tls?.url].filter((url) => url !== undefined);
  log.log('info', `PuppetDB's interface is at ${addresses.join(' and ')}`);
  return listener;
}

async function tlsOf({ serving, host, tls }: ServedPuppetDb, port: number): Promise<PuppetDbTls> {
  const { certificate, key, ca, allowlist } = serving;
  if ((certificate === undefined) !== (key === undefined)) {
    const message = 'A certificate for PuppetDB needs its key, and the key its certificate: name both files or none.';
    throw new OrchestratorError('baton/invalid-option', message);
  }
  const names = allowlist === undefined ? undefined : (await textOf(allowlist)).split('\n').map((line) => line.trim());
  return {
    host,
    port,
    certificate: certificate === undefined ? tls.certificate : await textOf(certificate),
    key: key === undefined ? tls.key : await textOf(key),
    ca: ca === undefined ? tls.ca : await textOf(ca),
    ...(names === undefined ? {} : { allowlist: names.filter((name) => name !== '' && !name.startsWith('#')) }),
  };
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OrchestratorError('baton/file-unreadable', `PuppetDB cannot be served: ${why}.`, { cause });
  });
}
