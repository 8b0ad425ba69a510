/** `baton serve` as users have it, for measuring. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dialOrchestrator, type RemoteOrchestrator } from '../../orchestrator-core/api/index.ts';
import { root } from '../../scripts/build.ts';

/** A running orchestrator, and a connection to it. */
export interface BenchedOrchestrator {
  readonly remote: RemoteOrchestrator;
  readonly child: ChildProcess;
  /** The broker without TLS, where it was asked for. */
  readonly plainBroker: string;
  close(): Promise<void>;
}

/** Starts the built program on any free ports. @param more further options of `baton serve`. */
export async function serveProcess(
  project: string,
  data: string,
  more: readonly string[],
): Promise<BenchedOrchestrator> {
  const ports = ['--broker-port', '0', '--api-port', '0', '--json'];
  const args = [join(root, 'dist/baton.cjs'), 'serve', '--project', project, '--data', data, ...ports, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const ready = JSON.parse(line) as { readonly api: string; readonly tokenFile: string; readonly plainBroker?: string };
  const token = (await readFile(ready.tokenFile, 'utf8')).trim();
  const ca = await readFile(join(data, 'ssl/certs/ca.pem'), 'utf8');
  const remote = await dialOrchestrator({ url: ready.api, token, ca });
  const close = async () => {
    remote.dispose();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { remote, child, plainBroker: ready.plainBroker ?? '', close };
}

/** Bytes of memory that a process has. */
export async function residentOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
