import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type CancelSignal,
  digitsJson,
  isJsonObject,
  type Json,
  type JsonObject,
  OrchestratorError,
  queryTimeout,
  queryTooLong,
} from './common/index.ts';
import { jsonRows } from './json-rows.ts';
import { abortSignalOf } from './node/index.ts';
import type { QueryRequest } from './orchestrator.ts';
import type { PlanPuppetDb } from './plans/index.ts';

/** A PuppetDB somewhere else. */
export interface PuppetDbClient extends PlanPuppetDb {
  /** Whether the project or this machine says where one is. One that is said wrongly is one. */
  isConfigured(): Promise<boolean>;
  /**
   * Asks a query with its options; rows are read as they come, and no faster than they are taken. @throws OrchestratorError `puppetlabs.puppetdb/query-error` in PuppetDB's words, or
   * `bolt/puppetdb-error` when none can be asked.
   */
  pages(request: QueryRequest, signal?: AbortSignal): AsyncIterable<FoundRows>;
  /** All of it at once. */
  ask(request: QueryRequest): Promise<FoundRows>;
}

/** Some of what a query found, or all. */
export interface FoundRows {
  readonly rows: readonly JsonObject[];
  /** How many there are without a limit, where that was asked. */
  readonly total?: number;
}

/** Where a project's PuppetDB is, and how much of this machine is asked about it. */
export interface PuppetDbSettings {
  /** The project's directory, to which paths in its settings are relative; absolute. */
  readonly directory: string;
  /** `puppetdb` of the project. */
  readonly puppetdb?: JsonObject;
  /** `puppetdb-instances` of the project. */
  readonly puppetdbInstances?: Readonly<Record<string, JsonObject>>;
}

/** Files of this machine that say where its PuppetDB is, the first of them that is there. */
const clientConfigs: readonly string[] = [
  join(homedir(), '.puppetlabs/client-tools/puppetdb.conf'),
  '/etc/puppetlabs/client-tools/puppetdb.conf',
];
const tokenFile: string = join(homedir(), '.puppetlabs/token');
/** Seconds, Bolt's. */
const defaultTimeout = 60;
const defaultPorts: Readonly<Record<string, number>> = { 'https:': 8081, 'http:': 8080 };

/** One PuppetDB, ready to be asked. */
interface Instance {
  readonly urls: readonly string[];
  /** Needed by those that speak TLS. */
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly token?: string;
  /** Seconds until an answer has begun. */
  readonly timeout: number;
}

/**
 * The PuppetDB that a project names, or this machine's client tools. It is read and reached only when it is asked; of
 * several servers the first that answers.
 */
export function openPuppetDb(settings: PuppetDbSettings, configs: readonly string[] = clientConfigs): PuppetDbClient {
  const instances = new Map<string | undefined, Promise<Instance>>();
  let config: string | undefined;
  const instance = async (name: string | undefined): Promise<Instance> => {
    const now = await configText(configs);
    // People install client tools, and change what is in them, while this runs.
    if (now?.text !== config) instances.clear();
    config = now?.text;
    const known = instances.get(name) ?? readInstance(settings, name, configs);
    instances.set(name, known);
    return known;
  };
  /** After a failure the files are read again: tokens run out, and people log in anew. */
  const sendTo = async (name: string | undefined, request: PuppetDbRequest): Promise<Response> => {
    try {
      return await send(await instance(name), request);
    } catch (error) {
      instances.delete(name);
      throw error;
    }
  };
  const ask = async (name: string | undefined, query: Json, path: string, cancel?: CancelSignal): Promise<Json> => {
    const body = JSON.stringify({ query });
    const signal = cancel && abortSignalOf(cancel);
    const asked = { path: `/pdb/query/v4${path}`, body, failure: 'Failed to query PuppetDB' };
    const answer = await sendTo(name, signal === undefined ? asked : { ...asked, signal });
    const text = await wholeText(answer).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    return parsed(text);
  };
  async function* pages(request: QueryRequest, signal?: AbortSignal): AsyncGenerator<FoundRows> {
    const { query, limit, offset, orderBy, includeTotal, instance: name, timeout } = request;
    const order = orderBy?.map(({ field, order: direction }) => ({ field, ...(direction && { order: direction }) }));
    const body = JSON.stringify({
      query,
      limit,
      offset,
      ...(order === undefined ? {} : { order_by: order }),
      ...(includeTotal ? { include_total: true } : {}),
    });
    const most = queryTimeout(timeout);
    const late = Number.isFinite(most) ? AbortSignal.timeout(most) : undefined;
    const all = AbortSignal.any([signal, late].filter((each) => each !== undefined));
    try {
      const { text, records } = await sendTo(name, { path: '/pdb/query/v4', body, failure: undefined, signal: all });
      const total = records === undefined ? {} : { total: records };
      yield { rows: [], ...total };
      for await (const rows of jsonRows(text)) yield { rows: rows.filter(isJsonObject), ...total };
    } catch (cause) {
      signal?.throwIfAborted();
      if (late?.aborted) throw queryTooLong(most);
      if (cause instanceof OrchestratorError) throw cause;
      throw puppetDbError(
        `PuppetDB's answer broke off: ${cause instanceof Error ? cause.message : String(cause)}`,
        cause,
      );
    }
  }
  return {
    isConfigured: async () =>
      settings.puppetdb !== undefined ||
      'server_urls' in (await clientConfig(configs).catch(() => ({ server_urls: '' }))),
    pages,
    ask: async (request) => {
      const rows: JsonObject[] = [];
      let total: number | undefined;
      for await (const page of pages(request)) {
        for (const row of page.rows) rows.push(row);
        total = page.total;
      }
      return { rows, ...(total === undefined ? {} : { total }) };
    },
    query: (query, name, signal) => ask(name, query, '', signal),
    facts: async (certnames, name, signal) => {
      if (certnames.length === 0) return {};
      const query = ['or', ...[...new Set(certnames)].map((certname) => ['=', 'certname', certname])];
      const found = await ask(name, query, '/inventory', signal);
      const nodes = Array.isArray(found) ? found.filter(isJsonObject) : [];
      return Object.fromEntries(
        nodes.map(({ certname, facts = null }) => [String(certname), isJsonObject(facts) ? facts : {}]),
      );
    },
    command: async (command, version, payload, name) => {
      const { certname } = payload;
      if (typeof certname !== 'string') {
        const message = "Payload must include 'certname', unable to invoke command.";
        throw new OrchestratorError('bolt/pdb-command', message);
      }
      const query = new URLSearchParams({ command, version: String(version), certname });
      const failure = 'Failed to invoke PuppetDB command';
      const request = { path: `/pdb/cmd/v1?${query}`, body: JSON.stringify(payload), failure };
      const answer = parsed(await wholeText(await sendTo(name, request)));
      return isJsonObject(answer) && typeof answer['uuid'] === 'string' ? answer['uuid'] : '';
    },
  };
}

function puppetDbError(message: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError('bolt/puppetdb-error', message, cause === undefined ? {} : { cause });
}

/** @throws OrchestratorError `bolt/puppetdb-error` when it is not configured, or not as it must be. */
async function readInstance(
  { directory, puppetdb = {}, puppetdbInstances = {} }: PuppetDbSettings,
  name: string | undefined,
  configs: readonly string[],
): Promise<Instance> {
  const named = name === undefined ? undefined : puppetdbInstances[name];
  if (name !== undefined && named === undefined) {
    throw puppetDbError(`PuppetDB instance '${name}' has not been configured, unable to connect`);
  }
  const settings = named ?? { ...(await clientConfig(configs)), ...puppetdb };
  const { server_urls: given, connect_timeout: connect, read_timeout: read } = settings;
  const urls = (Array.isArray(given) ? given : [given]).filter((url) => typeof url === 'string');
  if (urls.length === 0) throw puppetDbError('server_urls must be specified');
  const file = async (key: string): Promise<Buffer | undefined> => {
    const path = settings[key];
    if (typeof path !== 'string') return undefined;
    const absolute = path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(directory, path);
    return readFile(absolute).catch((cause: unknown) => {
      throw puppetDbError(`${key} file ${absolute} does not exist`, cause);
    });
  };
  const [ca, cert, key, token] = [await file('cacert'), await file('cert'), await file('key'), await file('token')];
  if (ca === undefined && urls.some((url) => !url.startsWith('http:'))) throw puppetDbError('cacert must be specified');
  if ((cert === undefined) !== (key === undefined)) throw puppetDbError('cert and key must be specified together');
  const timeouts = [connect, read].filter((each) => typeof each === 'number');
  const common = { urls, ...(ca === undefined ? {} : { ca }), timeout: Math.max(0, ...timeouts) || defaultTimeout };
  if (cert !== undefined && key !== undefined) return { ...common, cert, key };
  // A project may say that there is none.
  const usual = 'token' in settings ? undefined : await readFile(tokenFile).catch(() => undefined);
  const text = (token ?? usual)?.toString().trim();
  return text === undefined ? common : { ...common, token: text };
}

async function clientConfig(configs: readonly string[]): Promise<JsonObject> {
  const { path, text } = (await configText(configs)) ?? {};
  if (text === undefined) return {};
  try {
    const config: unknown = JSON.parse(text);
    const found = isJsonObject(config) ? config['puppetdb'] : undefined;
    return isJsonObject(found) ? found : {};
  } catch (error) {
    throw puppetDbError(`Could not load puppetdb.conf from ${path}: ${String(error)}`, error);
  }
}

/** The first of the files that is there. */
async function configText(
  configs: readonly string[],
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  for (const path of configs) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

interface PuppetDbRequest {
  readonly path: string;
  readonly body: string;
  /** What an error begins with; absent, what PuppetDB says of a query is the error. */
  readonly failure: string | undefined;
  readonly signal?: AbortSignal;
}

/** Tries one server after the other; what a server says of a wrong request is final. */
async function send(instance: Instance, request: PuppetDbRequest): Promise<Response> {
  const faults: string[] = [];
  for (const url of instance.urls) {
    let answer: Response;
    try {
      answer = await post(url, instance, request);
    } catch (error) {
      request.signal?.throwIfAborted();
      faults.push(`${url}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    if (answer.status === 200) return answer;
    const said = await wholeText(answer);
    if (answer.status === 400 && request.failure !== undefined) throw puppetDbError(`${request.failure}: ${said}`);
    if (answer.status === 400) throw new OrchestratorError('puppetlabs.puppetdb/query-error', said);
    faults.push(`${url}: ${answer.status} ${said}`);
  }
  const urls = instance.urls.join(', ');
  throw puppetDbError(`Failed to connect to all PuppetDB server_urls: ${urls}. ${faults.join('; ')}`);
}

function parsed(text: string): Json {
  try {
    return digitsJson(text);
  } catch (cause) {
    throw puppetDbError(`Unable to parse response as JSON: ${text}`, cause);
  }
}

interface Response {
  readonly status: number;
  /** As it comes, once. */
  readonly text: AsyncIterable<string>;
  /** How many rows there are without a limit, where that was asked. */
  readonly records: number | undefined;
}

async function post(
  url: string,
  { ca, cert, key, token, timeout }: Instance,
  { path, body, signal }: PuppetDbRequest,
): Promise<Response> {
  const address = new URL(url);
  const { request } = address.protocol === 'http:' ? await import('node:http') : await import('node:https');
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: address.hostname,
        port: address.port === '' ? (defaultPorts[address.protocol] ?? 8081) : Number(address.port),
        path,
        method: 'POST',
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert, key }),
        timeout: timeout * 1000,
        ...(signal === undefined ? {} : { signal }),
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          // Nobody on the way is to read it.
          ...(token === undefined || address.protocol === 'http:' ? {} : { 'X-Authentication': token }),
        },
      },
      (response) => {
        const total = Number(response.headers['x-records'] ?? Number.NaN);
        const records = Number.isNaN(total) ? undefined : total;
        resolve({ status: response.statusCode ?? 0, text: response.setEncoding('utf8'), records });
      },
    );
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${timeout} seconds`)));
    sent.once('error', reject);
    sent.end(body);
  });
}

async function wholeText({ text }: Response): Promise<string> {
  let whole = '';
  for await (const piece of text) whole += piece;
  return whole;
}
