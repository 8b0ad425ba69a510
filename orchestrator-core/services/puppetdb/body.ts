import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { refusal } from './reply.ts';

/** How much a request may bring. */
export interface BodyLimit {
  /** Bytes when unpacked. */
  readonly largest: number;
}

/**
 * Reads the body of a request, unpacked. It may have no more bytes than it announced.
 * @throws OrchestratorError a refusal: 413, 415, 400.
 */
export async function readBody(request: IncomingMessage, { largest }: BodyLimit): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding'] ?? '';
  if (encoding !== '' && encoding !== 'gzip' && encoding !== 'identity') {
    throw refusal(415, `content encoding ${encoding} not supported`);
  }
  const announced = announcedSize(request);
  if (announced !== undefined && announced > largest) throw tooLarge(largest);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of encoding === 'gzip' ? unpacked(request) : request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > largest) throw tooLarge(largest);
      if (announced !== undefined && size > announced) {
        throw refusal(400, `The body has more than the ${announced} bytes that X-Uncompressed-Length announced.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^Z_/.test(String(error.code))) {
      throw refusal(400, `The body is not what gzip makes: ${error.message}.`);
    }
    throw error;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function unpacked(request: IncomingMessage): AsyncIterable<Buffer> {
  const gunzip = createGunzip();
  request.pipe(gunzip);
  request.once('aborted', () => gunzip.destroy(new Error('The client has gone.')));
  return gunzip;
}

/** Bytes that a body says it has when unpacked; undefined where it does not say. */
export function announcedSize({ headers }: IncomingMessage): number | undefined {
  const isPacked = headers['content-encoding'] === 'gzip';
  const said = Number(headers['x-uncompressed-length'] ?? (isPacked ? undefined : headers['content-length']));
  return Number.isSafeInteger(said) && said >= 0 ? said : undefined;
}

function tooLarge(largest: number): Error {
  return refusal(413, `Command size exceeds max-command-size: at most ${largest} bytes are taken.`);
}

/** Lets so much be held at a time and no more: whoever comes later waits for a place, in order. */
export interface Budget {
  /** Resolves when `weight` may be held; calling the answer gives it back. */
  take(weight: number): Promise<() => void>;
}

/** A budget of `total`; who wants more than that alone waits for all of it. */
export function createBudget(total: number): Budget {
  let free = total;
  const waiting: { readonly weight: number; readonly go: () => void }[] = [];
  const serve = (): void => {
    while (waiting[0] !== undefined && waiting[0].weight <= free) {
      free -= waiting[0].weight;
      waiting.shift()?.go();
    }
  };
  return {
    take: (wanted) =>
      new Promise((resolve) => {
        const weight = Math.min(wanted, total);
        let held = true;
        const giveBack = (): void => {
          if (!held) return;
          held = false;
          free += weight;
          serve();
        };
        waiting.push({ weight, go: () => resolve(giveBack) });
        serve();
      }),
  };
}
