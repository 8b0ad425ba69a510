import type { IncomingMessage } from 'node:http';
import { decodeUtf8, ExactNumber, isJsonObject, isWhole, type Json } from '../../common/index.ts';
import type { StoreQuery } from '../../inventory/index.ts';
import { astOfJson, clojureText, firstJson, parseAst, type QueryAst } from '../../pql/index.ts';
import { parsePuppetDb } from '../../store/index.ts';
import { type BodyLimit, readBody } from './body.ts';
import { refusal } from './reply.ts';

/** A query with everything that PuppetDB takes beside it, by URL or by body. */
export interface QueryOptions extends Omit<StoreQuery, 'query'> {
  /** Its text: PQL, or the JSON form. */
  readonly query?: string;
  /** The same read, where PQL is not taken. */
  readonly ast?: QueryAst;
  readonly includeTotal: boolean;
  readonly pretty: boolean;
  readonly astOnly: boolean;
  readonly explain: boolean;
  /** Who asks, for the log. */
  readonly origin?: string;
  /** Parameters of a single endpoint: `summarize_by`, `counts_filter` … */
  readonly others: Readonly<Record<string, Json | undefined>>;
}

/** Which parameters an endpoint takes. */
export interface Parameters {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Whether the query may be in PQL as well as in PuppetDB's JSON form. */
  readonly takesPql?: true;
}

const global = [
  'optimize_drop_unused_joins',
  'include_facts_expiration',
  'include_package_inventory',
  'explain',
  'origin',
];
/** What every endpoint takes. */
export const typicalParameters: readonly string[] = [
  ...global,
  'query',
  'limit',
  'offset',
  'order_by',
  'include_total',
  'pretty',
];

/** What an endpoint takes that knows a thing by its name alone. */
export const namedParameters: readonly string[] = [...global, 'pretty'];

/** What an endpoint takes that answers with one row for all. */
export const aggregateParameters: readonly string[] = [...global, 'query'];

/** Bytes of a query that comes as a body. */
const largestQuery: BodyLimit = { largest: 16 * 1024 * 1024 };

/** Reads what a request asks. @throws OrchestratorError a refusal with PuppetDB's sentence. */
export async function readQueryOptions(
  request: IncomingMessage,
  params: URLSearchParams,
  allowed: Parameters,
): Promise<QueryOptions> {
  const given = request.method === 'POST' ? await bodyParameters(request) : urlParameters(params);
  // What is no query is told sooner than what is wrong beside it.
  const ast = allowed.takesPql ? undefined : jsonQuery(given['query']);
  for (const name of allowed.required) {
    if (given[name] === undefined) throw refusal(400, `Missing required query parameter '${name}'`);
  }
  const stranger = Object.keys(given).find(
    (name) => !allowed.required.includes(name) && !allowed.optional.includes(name),
  );
  if (stranger !== undefined) throw refusal(400, `Unsupported query parameter '${stranger}'`);
  const {
    query,
    limit,
    offset,
    order_by: orderBy,
    origin,
    explain = null,
    include_total,
    pretty,
    ast_only,
    ...others
  } = given;
  if (explain !== null && explain !== 'analyze') {
    throw refusal(400, `Illegal value '${shown(explain)}' for :explain; expected \`analyze\`.`);
  }
  return {
    ...(typeof query === 'string' ? { query } : Array.isArray(query) ? { query: JSON.stringify(query) } : {}),
    ...(ast === undefined ? {} : { ast }),
    ...(limit === undefined || limit === null ? {} : { limit: limitOf(limit) }),
    ...(offset === undefined || offset === null ? {} : { offset: offsetOf(offset) }),
    ...(orderBy === undefined || orderBy === null ? {} : { orderBy: orderOf(orderBy) }),
    ...(typeof origin === 'string' ? { origin } : {}),
    includeTotal: truth(include_total),
    pretty: truth(pretty),
    astOnly: truth(ast_only),
    explain: explain === 'analyze',
    others,
  };
}

type Given = Readonly<Record<string, Json | undefined>>;

function urlParameters(params: URLSearchParams): Given {
  const given: Record<string, Json> = Object.fromEntries(params);
  const order = given['order_by'];
  if (order === '') given['order_by'] = null;
  else if (typeof order === 'string') {
    given['order_by'] = parsed(order, `Illegal value '${order}' for :order_by; expected a JSON array of maps.`);
  }
  const filter = given['counts_filter'];
  if (typeof filter === 'string') {
    given['counts_filter'] = parsed(filter, `Illegal value '${filter}' for :counts_filter; expected a query in JSON.`);
  }
  return given;
}

function parsed(text: string, message: string): Json {
  const first = firstJson(text);
  if ('problem' in first) throw refusal(400, message);
  return first.text === '' ? null : JSON.parse(first.text);
}

/** Endpoints of entities take PuppetDB's JSON form alone. */
function jsonQuery(query: Json | undefined): QueryAst | undefined {
  if (query === undefined || query === null) return undefined;
  const text = typeof query === 'string' ? query : JSON.stringify(query);
  if (['', 'null'].includes(text.trim())) return undefined;
  const read = parseAst(text);
  if (!read.ok) throw refusal(400, read.error.message);
  return read.ast;
}

async function bodyParameters(request: IncomingMessage): Promise<Given> {
  const text = decodeUtf8(await readBody(request, largestQuery));
  if (text === undefined) throw refusal(400, 'The body of a query must be JSON in UTF-8.');
  const first = firstJson(text);
  if ('problem' in first) throw refusal(400, first.problem);
  const body = first.text === '' ? null : parsePuppetDb(first.text);
  if (body !== null && !isJsonObject(body)) {
    throw refusal(400, 'The body of a query must be a JSON object with the key query.');
  }
  return { query: null, ...body };
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What Java takes for true. */
export function truth(value: Json | undefined): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

function integer(value: Json): number {
  if (typeof value === 'string') return /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  return typeof value === 'number' ? value : Number.NaN;
}

function limitOf(value: Json): number {
  const limit = integer(value);
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw refusal(400, `Illegal value '${shown(value)}' for :limit; expected a positive non-zero integer.`);
}

function offsetOf(value: Json): number {
  const offset = integer(value);
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw refusal(400, `Illegal value '${shown(value)}' for :offset; expected a non-negative integer.`);
}

type Order = { readonly field: string; readonly order?: 'asc' | 'desc' };

function orderOf(value: Json): readonly Order[] {
  if (isJsonObject(value) && Object.keys(value).length === 0) return [];
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof ExactNumber) {
    const type = typeof value === 'boolean' ? 'Boolean' : isWhole(String(value)) ? 'Integer' : 'Double';
    throw refusal(400, `Don't know how to create ISeq from: java.lang.${type}`);
  }
  if (!Array.isArray(value) || !value.every(isJsonObject)) {
    throw refusal(
      400,
      `Illegal value '${typeof value === 'string' ? value : clojureText(astOfJson(value))}' for :order_by; expected an array of maps.`,
    );
  }
  return value.map((each: Readonly<Record<string, Json>>) => {
    const { field, order = null, ...others } = each;
    const wrong = (why: string): Error =>
      refusal(400, `Illegal value '${clojureText(astOfJson(each))}' in :order_by; ${why}`);
    const [stranger] = Object.keys(others);
    if (stranger !== undefined) throw wrong(`unknown key '${stranger}'.`);
    if (typeof field !== 'string') throw wrong('missing required key field.');
    if (order === null) return { field };
    const direction = typeof order === 'string' ? order.toLowerCase() : '';
    if (direction !== 'asc' && direction !== 'desc') throw wrong("'order' must be either 'asc' or 'desc'");
    return { field, order: direction };
  });
}
