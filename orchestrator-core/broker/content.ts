import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Log } from '../common/index.ts';

/** A file that agents may fetch. */
export interface Content {
  /** Bytes. */
  readonly size: number;
  /** Opens the file; called at most once, and not for a HEAD request. */
  read(): AsyncIterable<Uint8Array>;
}

/** Where the files come from that task runs refer to by URL. */
export interface ContentSource {
  /**
   * Finds what `GET /puppet/v3/file_content/<path>?<query>` names; undefined when there is no such thing. The path is
   * already decoded, and holds no empty, `.` or `..` segment.
   */
  find(path: string, query: Readonly<Record<string, string>>): Promise<Content | undefined>;
}

/** Where a Puppet server has its file contents; agents append what follows to their primary URI. */
export const contentPrefix = '/puppet/v3/file_content/';

/** Answers a request below {@link contentPrefix} of a client whose certificate is already proved. Never rejects. */
export async function serveContent(
  source: ContentSource,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      answer(response, 405, 'METHOD_NOT_ALLOWED', `Method Not Allowed: expected GET, got ${request.method}`);
      return;
    }
    const wanted = parseContentUrl(request.url ?? '');
    const content = wanted === undefined ? undefined : await source.find(wanted.path, wanted.query);
    if (content === undefined) {
      const name = wanted?.path ?? 'a path that cannot be decoded';
      answer(response, 404, 'RESOURCE_NOT_FOUND', `Not Found: Could not find file_content ${name}`);
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': content.size });
    if (request.method === 'HEAD') response.end();
    else await pipeline(Readable.from(content.read()), response);
  } catch (error) {
    log.log('warn', `${request.url}: the file could not be sent: ${String(error)}`);
    // Cut off in the middle, the agent sees a short body and tries again.
    if (response.headersSent) response.destroy();
    else answer(response, 500, 'RUNTIME_ERROR', 'Server Error: the file could not be read');
  }
}

/** Ends a request with an error as a Puppet server words it. */
export function answer(response: ServerResponse, status: number, kind: string, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ message, issue_kind: kind }));
}

/** The path below the prefix with its query; undefined when it cannot be decoded or leads elsewhere. */
function parseContentUrl(
  url: string,
): { readonly path: string; readonly query: Readonly<Record<string, string>> } | undefined {
  const [path = '', query = ''] = url.split('?', 2);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path.slice(contentPrefix.length));
  } catch {
    return undefined;
  }
  const strayed = decoded.split('/').some((segment) => segment === '' || segment === '.' || segment === '..');
  if (strayed || decoded.includes('\0')) return undefined;
  return { path: decoded, query: Object.fromEntries(new URLSearchParams(query)) };
}
