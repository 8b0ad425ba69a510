import type { Clock, Json, JsonObject, Log } from '../common/index.ts';
import { deepMerge, type NodeStore } from '../inventory/index.ts';
import { rowsOf } from './node-details.ts';

/** Facts that were found on a node. */
export interface FoundFacts {
  readonly certname: string;
  readonly values: JsonObject;
  /** When they were found, milliseconds since the Unix epoch. */
  readonly at: number;
}

/** What is known of the facts of a node that are stored. */
export interface FactSet {
  readonly at: number;
  readonly environment?: string;
  /** Who sent them; Baton itself is {@link producer}. */
  readonly producer?: string;
}

/** Who sends what Baton's agents and tasks find. */
export const producer = 'orchestrator';

export interface FactWriterPorts {
  readonly store: NodeStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** What is stored of a node's facts, without the facts. */
export async function factSetOf(store: NodeStore, certname: string): Promise<FactSet | undefined> {
  const columns = ['environment', 'producer', 'producer_timestamp'];
  const [found] = await rowsOf(store, ['from', 'factsets', ['extract', columns, ['=', 'certname', certname]]]);
  if (found === undefined) return undefined;
  const { environment, producer: by, producer_timestamp: at } = found;
  return {
    at: Date.parse(String(at)),
    ...(typeof environment === 'string' ? { environment } : {}),
    ...(typeof by === 'string' ? { producer: by } : {}),
  };
}

/**
 * Stores facts as Puppet's `replace facts` command has them; resolves when they are durable. What a task without Facter
 * finds is little: it is laid over what is known. @throws OrchestratorError when the store does not take them.
 */
export async function writeFacts({ store, clock }: FactWriterPorts, found: FoundFacts): Promise<void> {
  const { certname } = found;
  const now = clock.now();
  const before = await factSetOf(store, certname);
  const said = found.values['agent_specified_environment'];
  const environment = typeof said === 'string' && said !== '' ? said : (before?.environment ?? 'production');
  // A clock that goes wrong must not keep out what is found later.
  const at = Math.min(found.at, now);
  const values = isWhole(found.values) ? found.values : await overStored(store, found);
  const payload: Json = {
    certname,
    environment,
    producer,
    producer_timestamp: new Date(at).toISOString(),
    values,
  };
  await store.submit({ command: 'replace facts', version: 5, certname, payload, received: now });
}

/** Whether these are all facts of a node, and not what little a task can find by itself. */
function isWhole(values: JsonObject): boolean {
  return 'facterversion' in values || ('kernelrelease' in values && 'networking' in values);
}

async function overStored(store: NodeStore, { certname, values }: FoundFacts): Promise<JsonObject> {
  const stored = await store.facts(certname);
  return stored === undefined ? values : deepMerge(stored.values, values);
}
