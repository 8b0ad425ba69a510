/** `baton serve`, as an operator has it running while a window is open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/build.ts';

/** A running orchestrator. */
export interface Served {
  /** What it says when it can be reached: addresses by their names. */
  readonly ready: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** Starts it and waits until it can be reached; a window with the same `data` finds it. */
export async function serve(project: string, data: string, options: readonly string[] = []): Promise<Served> {
  const line = ['serve', '--project', project, '--broker-port', '0', '--api-port', '0', '--json', ...options];
  const child = spawn(process.execPath, [join(root, 'dist/baton.cjs'), ...line], {
    env: { ...process.env, XDG_DATA_HOME: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const said of createInterface({ input: child.stdout })) {
    if (said.startsWith('{')) return { ready: JSON.parse(said), stop: () => stop(child) };
  }
  throw new Error('the orchestrator ended before it could be reached');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
