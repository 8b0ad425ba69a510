import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, type Log, OrchestratorError } from '../../common/index.ts';
import { answerCommand, type CommandPorts, invalidCommandReply } from './command.ts';
import { answerQuery, type QueryPorts } from './query.ts';
import { jsonReply, notFoundReply, type Reply, refusal, replyOf, send, textReply } from './reply.ts';
import { metricsText, puppetDbVersion, serviceStates, summaryStats } from './status.ts';

/** Everything that requests are answered with. */
export interface AnswerPorts extends QueryPorts, CommandPorts {
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers one request. Never rejects; what goes wrong after the answer has begun ends the connection. */
export async function answerRequest(
  ports: AnswerPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { log } = ports;
  try {
    const reply = await replyTo(ports, request, gone.signal).catch((error) => failed(error, request, gone.signal, log));
    if (reply === undefined) return;
    // Ruby's client does not look at an answer before it has sent everything.
    request.resume();
    await send(response, request.headers, reply);
  } catch (error) {
    if (!gone.signal.aborted) log.log('warn', `puppetdb: an answer broke off: ${String(error)}`);
    response.destroy();
  }
}

function failed(error: unknown, request: IncomingMessage, signal: AbortSignal, log: Log): Reply | undefined {
  // Nobody is there to be told.
  if (signal.aborted) return undefined;
  const known = invalidCommandReply(error) ?? unknownThingReply(error) ?? replyOf(error);
  if (known !== undefined) {
    if (known.status >= 500) log.log('error', `puppetdb: ${request.method} ${pathOf(request)}: ${String(known.body)}`);
    return known;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.log('error', `puppetdb: ${request.method} ${pathOf(request)} failed: ${text}`);
  return textReply('An unexpected error occurred while processing the request', 500);
}

function unknownThingReply(error: unknown): Reply | undefined {
  if (!(error instanceof OrchestratorError) || error.kind !== 'puppetlabs.puppetdb/unknown-thing') return undefined;
  return { status: 404, type: 'application/json;charset=utf-8', body: String(error.details['reply']) };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '/';
}

async function replyTo(ports: AnswerPorts, request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
  const path = pathOf(request);
  const params = new URLSearchParams((request.url ?? '').slice(path.length));
  const parts = partsOf(path);
  const [first, second, version, ...rest] = parts;
  if (first === 'pdb' && second === 'query') {
    if (/^v[1-3]$/.test(version ?? '')) throw refusal(404, `The ${version} API has been retired; please use v4`);
    if (version !== 'v4') return notFoundReply(path);
    checkMedia(request);
    return (await answerQuery(ports, { request, path: rest, params, signal })) ?? notFoundReply(path);
  }
  if (first === 'pdb' && second === 'cmd' && version === 'v1' && rest.length === 0) {
    checkMedia(request);
    return answerCommand(ports, request, params);
  }
  return (request.method === 'GET' ? await answerPlain(ports, parts) : undefined) ?? notFoundReply(path);
}

/** What takes no parameters and says how the service is; undefined for what there is not. */
async function answerPlain(
  { counts, clock, store }: AnswerPorts,
  parts: readonly string[],
): Promise<Reply | undefined> {
  switch (parts.join('/')) {
    case 'pdb/meta/v1/version':
      return jsonReply({ version: puppetDbVersion });
    case 'pdb/meta/v1/version/latest':
      return jsonReply({ newer: false, version: puppetDbVersion, link: null });
    case 'pdb/meta/v1/server-time':
      return jsonReply({ server_time: new Date(clock.now()).toISOString() });
    case 'pdb/admin/v1/summary-stats':
      return jsonReply(await summaryStats(store));
    case 'status/v1/simple':
      return textReply('running', 200);
    case 'status/v1/services':
      return jsonReply(serviceStates(counts));
    case 'metrics':
      return textReply(metricsText(counts), 200);
  }
  const [status, v1, services, name, ...rest] = parts;
  if (status === 'status' && v1 === 'v1' && services === 'services' && name !== undefined && rest.length === 0) {
    const state = serviceStates(counts)[name];
    if (state !== undefined) return jsonReply({ ...state, service_name: name });
    return jsonReply({ kind: 'service-not-found', msg: `No status information found for service ${name}` }, 404);
  }
  return undefined;
}

function partsOf(path: string): readonly string[] {
  try {
    // Java's decoder takes a plus for a blank, in paths as well.
    return path
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  } catch {
    throw refusal(400, `The path ${path} is not well-formed.`);
  }
}

/** PuppetDB speaks JSON alone. */
function checkMedia({ method, headers }: IncomingMessage): void {
  const { accept } = headers;
  if (accept !== undefined) {
    const types = accept.split(',').map((each) => each.trim());
    if (!types.some((type) => ['*/*', 'application/*', 'application/json'].includes(type))) {
      throw refusal(406, 'must accept application/json');
    }
  }
  const [type] = (headers['content-type'] ?? '').split(';', 1);
  const media = (type ?? '').trim().toLowerCase();
  if (method === 'POST' && media !== '' && media !== 'application/json') {
    throw refusal(415, `content type ${media} not supported`);
  }
}
