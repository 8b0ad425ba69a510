import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Json, OrchestratorError } from '../../common/index.ts';
import { laidOut } from './json-layout.ts';

/** What a request is answered with. */
export interface Reply {
  readonly status: number;
  readonly type?: 'application/json;charset=utf-8' | 'text/plain;charset=utf-8';
  /** The body at once, or piece by piece as the client takes it. */
  readonly body: string | AsyncIterable<string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON, laid out as PuppetDB does where it is no stream. */
export function jsonReply(value: Json, status = 200): Reply {
  return { status, type: 'application/json;charset=utf-8', body: laidOut(value) };
}

/** An answer in words, as PuppetDB's errors are. */
export function textReply(body: string, status: number): Reply {
  return { status, type: 'text/plain;charset=utf-8', body };
}

const dashboard = '/dashboard/index.html';

/**
 * What there is not. Whoever asks PuppetDB for something unknown below `/pdb` is sent to a dashboard below that, and so on;
 * here the second step is 404.
 */
export function notFoundReply(path: string): Reply {
  if (path === '/') return { status: 302, body: '', headers: { Location: `/pdb${dashboard}` } };
  if (!/^\/pdb(?:\/|$)/.test(path) || path.endsWith(dashboard)) return textReply('Not Found', 404);
  return { status: 302, body: '', headers: { Location: `${path}${dashboard}` } };
}

/** An error that is an answer: the status, and a sentence for whoever asked. */
export function refusal(status: number, message: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.puppetdb/refused', message, { details: { status } });
}

/** Kinds of errors that a better request would not have got, with their status. */
const statuses: Readonly<Record<string, number>> = {
  'puppetlabs.puppetdb/query-error': 400,
  'puppetlabs.puppetdb/command-error': 400,
  // PuppetDB 8's.
  'baton/query-timeout': 500,
  'baton/query-too-large': 500,
  'baton/disk-full': 503,
  'baton/stopping': 503,
  'baton/node-store-broke-off': 503,
  'baton/node-store-busy': 503,
  'baton/node-store-unwritable': 503,
  'baton/node-store-damaged': 503,
};

/** The answer that an error is; undefined where it is a fault of ours, which nobody is told but the log. */
export function replyOf(error: unknown): Reply | undefined {
  if (!(error instanceof OrchestratorError)) return undefined;
  const { status } = error.details;
  if (typeof status === 'number') return textReply(error.message, status);
  const known = statuses[error.kind];
  return known === undefined ? undefined : textReply(error.message, known);
}

/** Bytes from which a body is worth compressing. */
const worthCompressing = 1400;

/** Sends an answer at the client's pace. Rejects when the client goes, or when a stream of pieces fails after it began. */
export async function send(response: ServerResponse, asked: IncomingHttpHeaders, reply: Reply): Promise<void> {
  const { body } = reply;
  const gzip = acceptsGzip(asked) && (typeof body !== 'string' || body.length >= worthCompressing);
  response.writeHead(reply.status, {
    ...(reply.type === undefined ? {} : { 'Content-Type': reply.type }),
    ...(typeof body === 'string' && !gzip ? { 'Content-Length': Buffer.byteLength(body) } : {}),
    ...(gzip ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
    ...reply.headers,
  });
  if (typeof body === 'string' && !gzip) {
    response.end(body);
    return;
  }
  const source = typeof body === 'string' ? [body] : body;
  if (gzip) await pipeline(Readable.from(source), createGzip(), response);
  else await pipeline(Readable.from(source), response);
}

function acceptsGzip(headers: IncomingHttpHeaders): boolean {
  const accepted = String(headers['accept-encoding'] ?? '').split(',');
  return accepted.some((each) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/.test(each));
}
