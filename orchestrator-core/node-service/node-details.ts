import { isJsonObject, type Json, type JsonObject, nearest, OrchestratorError } from '../common/index.ts';
import type { NodeStore } from '../inventory/index.ts';
import type { Node, NodeDetails, SourcedValue } from '../orchestrator.ts';
import type { AgentRecords } from '../store/index.ts';
import type { JobHistory } from './job-history.ts';
import type { NodeQueries } from './node-queries.ts';

/** What the details of a node are put together from. */
export interface DetailSources {
  readonly store: NodeStore;
  readonly queries: NodeQueries;
  readonly jobs: JobHistory;
  readonly records: AgentRecords;
  readonly effective: (name: string) => Promise<readonly SourcedValue[]>;
}

/** A node that no source knows, and which one was probably meant. */
export function unknownNode(name: string, known: Iterable<string>): OrchestratorError {
  const names = [...known];
  const meant = names.find((one) => one.startsWith(`${name}.`)) ?? nearest(name, names);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new OrchestratorError('bolt/unknown-target', `There is no node ${name}.${hint}`, {
    details: { target: name },
  });
}

/** Everything that is known of a node. */
export async function detailsOf(node: Node, certname: string, sources: DetailSources): Promise<NodeDetails> {
  const { store, jobs, records } = sources;
  const { name } = node;
  const [facts, compiled, effective] = await Promise.all([
    store.facts(certname),
    compiledFor(sources, certname),
    sources.effective(name),
  ]);
  return {
    ...node,
    ...(facts === undefined ? {} : { facts }),
    // A catalog says what was meant to be applied; without one the agent knows.
    classes: compiled?.classes ?? records.get(certname)?.classes ?? [],
    effective,
    jobs: jobs.of(name),
    ...(compiled === undefined ? {} : { catalog: compiled.catalog }),
  };
}

interface Compiled {
  readonly catalog: NonNullable<NodeDetails['catalog']>;
  readonly classes: readonly string[];
}

/** The newest catalog that Baton's own store has, else that of the configured PuppetDB, if that can be asked. */
async function compiledFor({ store, queries }: DetailSources, name: string): Promise<Compiled | undefined> {
  const own = await readCatalog((query) => rowsOf(store, query), name);
  if (own !== undefined || (await queries.remote()) === undefined) return own;
  return readCatalog(async (query) => (await queries.answer({ query })).rows, name).catch(() => undefined);
}

async function readCatalog(
  ask: (query: readonly Json[]) => Promise<readonly JsonObject[]>,
  name: string,
): Promise<Compiled | undefined> {
  const mine = ['=', 'certname', name];
  const columns = ['certname', 'version', 'environment', 'producer_timestamp'];
  const [found] = await ask(['from', 'catalogs', ['extract', columns, mine]]);
  if (found === undefined) return undefined;
  const [[counted], classes] = await Promise.all([
    ask(['from', 'resources', ['extract', [['function', 'count']], mine]]),
    ask(['from', 'resources', ['extract', ['title'], ['and', mine, ['=', 'type', 'Class']]]]),
  ]);
  const { version, environment, producer_timestamp: at } = found;
  return {
    catalog: {
      at: Date.parse(String(at)),
      ...(typeof environment === 'string' ? { environment } : {}),
      version: String(version),
      resources: Number(counted?.['count'] ?? 0),
    },
    classes: classes.map(({ title }) => String(title)).sort(),
  };
}

/** All rows that a query in PuppetDB's JSON form finds, which is about one node. */
export async function rowsOf(store: NodeStore, query: readonly Json[]): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = [];
  for await (const page of store.query({ query, brief: true })) {
    for (const text of page) {
      const row: unknown = JSON.parse(text);
      if (isJsonObject(row)) rows.push(row);
    }
  }
  return rows;
}
