import type { IncomingMessage } from 'node:http';
import { isJsonObject, type Json, type Log, OrchestratorError } from '../../common/index.ts';
import type { NodeStore, StoreQuery } from '../../inventory/index.ts';
import { type QueryAst as Ast, astText, isExecutionError, parseQueryText } from '../../pql/index.ts';
import { parsePuppetDb } from '../../store/index.ts';
import { distinctParameters, readDistinct } from './distinct.ts';
import { type Endpoint, findEndpoint, type Thing, things } from './endpoints.ts';
import { eventCountParameters, eventCounts, summarizeBy } from './event-counts.ts';
import { laidOut } from './json-layout.ts';
import {
  aggregateParameters,
  namedParameters,
  type QueryOptions,
  readQueryOptions,
  typicalParameters,
} from './query-request.ts';
import { jsonReply, type Reply, refusal } from './reply.ts';
import { namesNodeState, queryOf } from './restrict.ts';

/** What queries are answered from. */
export interface QueryPorts {
  readonly store: NodeStore;
  readonly log: Log;
  /** Milliseconds that go on steadily. */
  readonly elapsed: () => number;
}

/** A request for something below `/pdb/query/v4`. */
export interface QueryRequest {
  readonly request: IncomingMessage;
  /** The parts of the path below it, decoded. */
  readonly path: readonly string[];
  readonly params: URLSearchParams;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

const activeNode: Ast = ['=', 'node_state', 'active'];

/** Answers a query; undefined where there is no such endpoint. Rejects with an error that `replyOf` knows. */
export async function answerQuery(ports: QueryPorts, asked: QueryRequest): Promise<Reply | undefined> {
  const answer = answerOf(ports, asked);
  if (answer === undefined) return undefined;
  const { method } = asked.request;
  if (method !== 'GET' && method !== 'POST') throw refusal(400, 'PuppetDB queries must be made via GET/POST');
  return answer();
}

function answerOf(ports: QueryPorts, asked: QueryRequest): (() => Promise<Reply>) | undefined {
  const { path } = asked;
  if (path.length === 0) return () => answerRoot(ports, asked);
  const [first = '', second = '', third] = path;
  if (path.length === 1 && (first === 'event-counts' || first === 'aggregate-event-counts')) {
    return () => answerCounts(ports, asked, first === 'event-counts');
  }
  if (path.length === 3 && first === 'reports' && (third === 'metrics' || third === 'logs')) {
    return () => answerReportPart(ports, asked, second, third);
  }
  const found = findEndpoint(path);
  return found && (() => answerEndpoint(ports, asked, found.endpoint, found.named));
}

async function answerRoot(ports: QueryPorts, { request, params, signal }: QueryRequest): Promise<Reply> {
  const optional = [...typicalParameters.filter((name) => name !== 'query'), 'ast_only'];
  const options = await readQueryOptions(request, params, { required: ['query'], optional, takesPql: true });
  // PuppetDB complains about the form of a query that is not there.
  const query = options.query ?? '[]';
  if (!options.astOnly) return answerRows(ports, options, query, signal);
  // What is wrong with its meaning is told as well.
  try {
    for await (const _ of ports.store.query({ query, limit: 1 }, signal)) break;
  } catch (error) {
    if (!isExecutionError(error)) throw error;
  }
  const parsed = parseQueryText(query);
  if (!parsed.ok) throw refusal(400, parsed.error.message);
  return jsonReply(parsePuppetDb(astText(parsed.ast)));
}

async function answerEndpoint(
  ports: QueryPorts,
  { request, params, signal }: QueryRequest,
  endpoint: Endpoint,
  named: Readonly<Record<string, string>>,
): Promise<Reply> {
  const extra = endpoint.entity === 'events' ? distinctParameters : [];
  if (endpoint.parent !== undefined) await requireThing(ports, endpoint.parent, named, signal);
  const isName = endpoint.one?.noun === 'environment' || endpoint.one?.noun === 'producer';
  const optional = isName ? namedParameters : [...typicalParameters, ...extra];
  const options = await readQueryOptions(request, params, { required: [], optional });
  const newest = readDistinct(options);
  const given = options.ast;
  const criteria = endpoint.criteria(named);
  const more = { ...newest, allNodes: endpoint.nodes === 'any' };
  if (endpoint.one !== undefined) {
    return answerOne(ports, endpoint.one, queryOf(endpoint.entity, undefined, criteria), named, signal);
  }
  const query = queryOf(endpoint.entity, given, withState(endpoint, given, criteria));
  if (endpoint.entity === 'fact_names') return answerNames(ports, options, query, signal);
  return answerRows(ports, options, query, signal, more);
}

/** The criteria with what they say of inactive nodes, where the query itself says nothing. */
function withState({ nodes }: Endpoint, given: Ast | undefined, criteria: readonly Ast[]): readonly Ast[] {
  return nodes !== 'active' || namesNodeState(given) ? criteria : [...criteria, activeNode];
}

function storeQuery({ limit, offset, orderBy }: QueryOptions, query: string | Ast): StoreQuery {
  return {
    query: typeof query === 'string' ? query : astText(query),
    ...(limit === undefined ? {} : { limit }),
    ...(offset === undefined ? {} : { offset }),
    ...(orderBy === undefined ? {} : { orderBy }),
  };
}

async function answerRows(
  ports: QueryPorts,
  options: QueryOptions,
  query: string | Ast,
  signal: AbortSignal,
  more: Pick<StoreQuery, 'newestEvents' | 'allNodes'> = {},
): Promise<Reply> {
  const { store, log } = ports;
  if (options.origin !== undefined) log.log('debug', `puppetdb: a query of ${JSON.stringify(options.origin)}`);
  const asked = { ...storeQuery(options, query), ...more };
  if (options.explain) return explain(ports, asked, signal);
  // Before the rows: who has begun to read them must not wait for another place.
  const total = options.includeTotal ? await store.count(asked, signal) : undefined;
  const pages = store.query(asked, signal)[Symbol.asyncIterator]();
  // Also where nobody takes the first page, since the client has gone before.
  signal.addEventListener('abort', () => void pages.return?.(), { once: true });
  // What is wrong with the query is known before anything is answered.
  const first = await pages.next();
  return {
    status: 200,
    type: 'application/json;charset=utf-8',
    body: arrayText(pages, first, options.pretty),
    ...(total === undefined ? {} : { headers: { 'X-Records': String(total) } }),
  };
}

/** One JSON array of all rows. */
async function* arrayText(
  pages: AsyncIterator<readonly string[]>,
  first: IteratorResult<readonly string[]>,
  pretty: boolean,
): AsyncGenerator<string> {
  const [opening, between, last] = pretty ? ['[ ', ', ', ' ]'] : ['[', ',', ']'];
  const layOut = (row: string): string => (pretty ? laidOut(parsePuppetDb(row)) : row);
  let before = opening;
  let empty = true;
  try {
    for (let page = first; page.done !== true; page = await pages.next()) {
      if (page.value.length === 0) continue;
      yield before + page.value.map(layOut).join(between);
      before = between;
      empty = false;
    }
    yield empty ? opening + last.trim() : last;
  } finally {
    await pages.return?.();
  }
}

/** PostgreSQL tells its plan; here it is how many rows there were and how long it took. */
async function explain({ store, elapsed }: QueryPorts, query: StoreQuery, signal: AbortSignal): Promise<Reply> {
  const start = elapsed();
  let rows = 0;
  for await (const page of store.query(query, signal)) rows += page.length;
  const plan = { Plan: { 'Node Type': 'SQLite', 'Actual Rows': rows }, 'Execution Time': elapsed() - start };
  return jsonReply([{ 'query plan': [plan] }]);
}

/** Every row as it is, of a query that finds few. */
async function rowsOf(
  store: NodeStore,
  query: Ast,
  signal: AbortSignal,
  more: Pick<StoreQuery, 'newestEvents' | 'allNodes'> = {},
): Promise<readonly string[]> {
  const rows: string[] = [];
  for await (const page of store.query({ query: astText(query), ...more }, signal)) rows.push(...page);
  return rows;
}

async function answerOne(
  { store }: QueryPorts,
  one: Thing,
  query: Ast,
  named: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Reply> {
  const [row] = await rowsOf(store, query, signal, { allNodes: true });
  return row === undefined ? unknownThing(one, named) : jsonReply(parsePuppetDb(row));
}

function unknownThing({ noun, key }: Thing, named: Readonly<Record<string, string>>): Reply {
  return jsonReply({ error: `No information is known about ${noun} ${named[key]}` }, 404);
}

/** An error that is a reply: what the path speaks of is not known. */
async function requireThing(
  { store }: QueryPorts,
  thing: Thing,
  named: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const { entity, field } = things[thing.noun];
  const query: Ast = ['from', entity, ['extract', [field], ['=', field, named[thing.key] ?? '']], ['limit', 1]];
  const rows = await rowsOf(store, query, signal, { allNodes: true });
  if (rows.length > 0) return;
  throw new OrchestratorError('puppetlabs.puppetdb/unknown-thing', 'Not Found', {
    details: { reply: String(unknownThing(thing, named).body) },
  });
}

/** Names of facts are an array of texts, in order, each once. */
async function answerNames(ports: QueryPorts, options: QueryOptions, query: Ast, signal: AbortSignal): Promise<Reply> {
  const orderBy = options.orderBy ?? [{ field: 'name', order: 'asc' as const }];
  const reply = await answerRows(ports, { ...options, orderBy }, query, signal);
  if (typeof reply.body === 'string') return reply;
  let text = '';
  for await (const piece of reply.body) text += piece;
  const names = (JSON.parse(text) as readonly Json[]).map((row) => (isJsonObject(row) ? (row['name'] ?? null) : row));
  return { ...reply, body: options.pretty ? laidOut(names) : JSON.stringify(names) };
}

/** What a report says of one thing: its log, or its figures. */
async function answerReportPart(
  ports: QueryPorts,
  { request, params, signal }: QueryRequest,
  hash: string,
  part: 'metrics' | 'logs',
): Promise<Reply> {
  await readQueryOptions(request, params, { required: [], optional: namedParameters });
  await requireThing(ports, { noun: 'report', key: ':hash' }, { ':hash': hash }, signal);
  const query: Ast = ['from', 'reports', ['extract', [part], ['=', 'hash', hash]]];
  const [row] = await rowsOf(ports.store, query, signal, { allNodes: true });
  const whole = row === undefined ? null : parsePuppetDb(row);
  const found = isJsonObject(whole) ? whole[part] : null;
  return jsonReply(isJsonObject(found) ? (found['data'] ?? null) : null);
}

async function answerCounts(
  ports: QueryPorts,
  { request, params, signal }: QueryRequest,
  single: boolean,
): Promise<Reply> {
  const general = single ? typicalParameters : aggregateParameters;
  const optional = [...general, ...eventCountParameters, ...distinctParameters];
  const options = await readQueryOptions(request, params, { required: ['summarize_by'], optional });
  const newest = readDistinct(options);
  const more = { ...newest, allNodes: true };
  const rows = (query: Ast): Promise<readonly string[]> => rowsOf(ports.store, query, signal, more);
  const counted = await eventCounts(
    rows,
    options.ast ?? null,
    { ...options, summarizeBy: summarizeBy(options.others, single) },
    single,
  );
  const body = options.pretty ? laidOut(counted.rows) : JSON.stringify(counted.rows);
  const headers = options.includeTotal ? { headers: { 'X-Records': String(counted.total) } } : {};
  return { status: 200, type: 'application/json;charset=utf-8', body, ...headers };
}
