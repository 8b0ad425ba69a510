import { isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { NodeStore } from '../inventory/index.ts';
import type { Node, NodeDetails, SourcedValue } from '../orchestrator.ts';
import type { JobHistory } from './job-history.ts';

/** What the details of a node are put together from. */
export interface DetailSources {
  readonly store: NodeStore;
  readonly jobs: JobHistory;
  /** The classes that its agent says were applied last. */
  readonly agentClasses: (name: string) => readonly string[];
  readonly effective: (name: string) => Promise<readonly SourcedValue[]>;
}

/** A node that no source knows. */
export function unknownNode(name: string): OrchestratorError {
  return new OrchestratorError('bolt/unknown-target', `There is no node ${name}.`, { details: { target: name } });
}

/** Everything that is known of a node. */
export async function detailsOf(node: Node, sources: DetailSources): Promise<NodeDetails> {
  const { store, jobs } = sources;
  const { name } = node;
  const [facts, catalog, classes, effective] = await Promise.all([
    store.facts(name),
    catalogOf(store, name),
    catalogClasses(store, name),
    sources.effective(name),
  ]);
  return {
    ...node,
    ...(facts === undefined ? {} : { facts }),
    // A catalog says what was meant to be applied; without one the agent knows.
    classes: classes.length > 0 ? classes : sources.agentClasses(name),
    effective,
    jobs: jobs.of(name),
    ...(catalog === undefined ? {} : { catalog }),
  };
}

async function catalogOf(store: NodeStore, name: string): Promise<NodeDetails['catalog']> {
  const mine = ['=', 'certname', name];
  const columns = ['certname', 'version', 'environment', 'producer_timestamp'];
  const [found] = await rowsOf(store, ['from', 'catalogs', ['extract', columns, mine]]);
  if (found === undefined) return undefined;
  const [counted] = await rowsOf(store, ['from', 'resources', ['extract', [['function', 'count']], mine]]);
  const { version, environment, producer_timestamp: at } = found;
  return {
    at: Date.parse(String(at)),
    ...(typeof environment === 'string' ? { environment } : {}),
    version: String(version),
    resources: Number(counted?.['count'] ?? 0),
  };
}

async function catalogClasses(store: NodeStore, name: string): Promise<readonly string[]> {
  const filter = ['and', ['=', 'certname', name], ['=', 'type', 'Class']];
  const found = await rowsOf(store, ['from', 'resources', ['extract', ['title'], filter]]);
  return found.map(({ title }) => String(title)).sort();
}

/** All rows that a query in PuppetDB's JSON form finds. */
export async function rowsOf(store: NodeStore, query: readonly Json[]): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const page of store.query({ query })) {
    for (const text of page) {
      const row: unknown = JSON.parse(text);
      if (isJsonObject(row)) rows.push(row);
    }
  }
  return rows;
}
