import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAuthority } from './access/index.ts';
import { silentLog } from './common/index.ts';
import { systemClock } from './node/index.ts';

/** A server for tests that answers every request as it was told. */
export interface FakePuppetDb {
  /** The directory with `ca.pem`, the authority of its certificate, and `token`. */
  readonly directory: string;
  readonly url: string;
  /** What it was asked, in order. */
  readonly asked: { readonly path: string; readonly body: unknown; readonly token: string | undefined }[];
  /** What it answers from now on. */
  answer: { readonly status: number; readonly text: string; readonly headers?: Readonly<Record<string, string>> };
  close(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startFakePuppetDb(): Promise<FakePuppetDb> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-puppetdb-'));
  const authority = await openAuthority(join(directory, 'ssl'), { clock: systemClock, log: silentLog });
  const { certificate, key } = await authority.issue('puppetdb', ['localhost', '127.0.0.1']);
  await writeFile(join(directory, 'ca.pem'), authority.certificate);
  await writeFile(join(directory, 'token'), ' t0ken \n');
  const server = createServer({ cert: certificate, key }, (request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const token = request.headers['x-authentication'];
      fake.asked.push({ path: request.url ?? '', body: JSON.parse(text), token: token?.toString() });
      response.writeHead(fake.answer.status, fake.answer.headers).end(fake.answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakePuppetDb = {
    directory,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: { status: 200, text: '[]' },
    close: async () => {
      server.close();
      await rm(directory, { recursive: true });
    },
  };
  return fake;
}
