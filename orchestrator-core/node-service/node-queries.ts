import { randomUUID } from 'node:crypto';
import {
  type CancelSignal,
  type Clock,
  digitsJson,
  isJsonObject,
  type Json,
  type JsonObject,
  OrchestratorError,
  wholeAnswer,
} from '../common/index.ts';
import type { NodeStore } from '../inventory/index.ts';
import type { QueryEnd, QueryPage, QueryRequest } from '../orchestrator.ts';
import type { PlanPuppetDb } from '../plans/index.ts';
import { isAstList, parseQueryText } from '../pql/index.ts';
import { type FoundRows, openPuppetDb, type PuppetDbClient, type PuppetDbSettings } from '../puppetdb.ts';

/**
 * What queries are asked of: the PuppetDB that the project or this machine names, else Baton's own store. Plans and the
 * plugin `puppetdb` of inventories ask the same as people do.
 */
export interface NodeQueries extends PlanPuppetDb {
  /**
   * What a query finds, as `Orchestrator.query`.
   * @throws OrchestratorError `puppetlabs.puppetdb/query-error` in PuppetDB's words, `bolt/puppetdb-error`.
   */
  pages(request: QueryRequest, signal?: AbortSignal): AsyncIterable<QueryPage>;
  /** All of it at once, of queries that find little. */
  answer(request: QueryRequest, signal?: AbortSignal): Promise<{ readonly rows: readonly JsonObject[] } & QueryEnd>;
  /** The PuppetDB that is configured; undefined where Baton's own store answers. */
  remote(): Promise<PuppetDbClient | undefined>;
}

export interface NodeQueriesPorts {
  /** The project as it is now. */
  readonly settings: () => Promise<PuppetDbSettings>;
  readonly store: NodeStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Opens the PuppetDB of settings; tests hand in their own. */
  readonly open?: (settings: PuppetDbSettings) => PuppetDbClient;
}

/** Answers queries about nodes, whoever knows. */
export function openNodeQueries(ports: NodeQueriesPorts): NodeQueries {
  const { settings, store, clock, open = openPuppetDb } = ports;
  let last: { readonly key: string; readonly client: PuppetDbClient } | undefined;
  /** Files are read again when the settings are others than before. */
  const current = async () => {
    const { directory, puppetdb, puppetdbInstances } = await settings();
    const key = JSON.stringify([directory, puppetdb, puppetdbInstances]);
    if (last?.key === key) return last;
    const client = open({
      directory,
      ...(puppetdb === undefined ? {} : { puppetdb }),
      ...(puppetdbInstances === undefined ? {} : { puppetdbInstances }),
    });
    last = { key, client };
    return last;
  };
  /** Who answers: an instance that is named must be there. */
  const clientFor = async (instance: string | undefined): Promise<PuppetDbClient | undefined> => {
    const { client } = await current();
    return instance !== undefined || (await client.isConfigured()) ? client : undefined;
  };
  async function* pages(asked: QueryRequest, signal?: AbortSignal): AsyncGenerator<QueryPage> {
    const request = withinLimits(asked);
    const client = await clientFor(request.instance);
    const begun = performance.now();
    let total: number | undefined;
    for await (const page of client === undefined ? ownPages(store, request, signal) : client.pages(request, signal)) {
      total ??= page.total;
      if (page.rows.length > 0) yield { rows: page.rows };
    }
    const source = client === undefined ? 'baton' : 'puppetdb';
    const elapsed = performance.now() - begun;
    yield { rows: [], last: { ...(total === undefined ? {} : { total }), source, elapsed } };
  }
  return {
    remote: () => clientFor(undefined),
    pages,
    answer: (request, signal) => wholeAnswer(pages(request, signal)),
    query: async (query, instance, signal) => {
      const client = await clientFor(instance);
      if (client !== undefined) return client.query(query, instance, signal);
      return ownRows(store, query, signal).catch(explained('Failed to query PuppetDB', signal));
    },
    facts: async (certnames, instance, signal) => {
      const client = await clientFor(instance);
      return client === undefined ? ownFacts(store, certnames, signal) : client.facts(certnames, instance, signal);
    },
    command: async (command, version, payload, instance) => {
      const client = await clientFor(instance);
      if (client !== undefined) return client.command(command, version, payload, instance);
      const { certname } = payload;
      if (typeof certname !== 'string') {
        const message = "Payload must include 'certname', unable to invoke command.";
        throw new OrchestratorError('bolt/pdb-command', message);
      }
      const received = clock.now();
      await store
        .submit?.({ command, version, certname, payload, received })
        .catch(explained('Failed to invoke PuppetDB command'));
      return randomUUID();
    },
  };
}

/** A failure of the own store, for people who may have meant another one. */
function explained(what: string, signal?: CancelSignal): (error: unknown) => never {
  return (cause) => {
    signal?.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `${what}: ${why}\nNo PuppetDB is configured, so Baton's own node store was asked. To ask another one, set server_urls and cacert in the section puppetdb of bolt-project.yaml.`;
    throw new OrchestratorError('bolt/puppetdb-error', message, { cause });
  };
}

/** PuppetDB prefers a limit beside a query to the query's own. */
function withinLimits(request: QueryRequest): QueryRequest {
  const { limit, ...others } = request;
  if (limit === undefined) return request;
  const parsed = parseQueryText(typeof request.query === 'string' ? request.query : JSON.stringify(request.query));
  const clauses = parsed.ok ? parsed.ast.filter(isAstList) : [];
  const own = clauses.find(([name]) => name === 'limit')?.[1];
  return typeof own === 'number' && own < limit ? others : request;
}

async function* ownPages(store: NodeStore, request: QueryRequest, signal?: CancelSignal): AsyncGenerator<FoundRows> {
  const { instance: _, includeTotal = false, ...query } = request;
  if (includeTotal) yield { rows: [], total: await store.count(query, signal) };
  for await (const page of store.query(query, signal)) yield { rows: page.map(digitsJson).filter(isJsonObject) };
}

async function ownRows(store: NodeStore, query: QueryRequest['query'], signal?: CancelSignal): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for await (const { rows } of ownPages(store, { query }, signal)) for (const row of rows) all.push(row);
  return all;
}

async function ownFacts(
  store: NodeStore,
  certnames: readonly string[],
  signal?: CancelSignal,
): Promise<Readonly<Record<string, JsonObject>>> {
  const names = [...new Set(certnames)];
  if (names.length === 0) return {};
  const query: Json[] = ['from', 'inventory', ['extract', ['certname', 'facts'], ['in', 'certname', ['array', names]]]];
  const rows = await ownRows(store, query, signal);
  return Object.fromEntries(
    rows.map(({ certname, facts = null }) => [String(certname), isJsonObject(facts) ? facts : {}]),
  );
}
