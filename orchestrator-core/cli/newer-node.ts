import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

/** The Node that the project installs for itself, beside the bundle; undefined where there is none. */
export function projectNode(bundle: string): string | undefined {
  const path = join(bundle, '..', 'node_modules', 'node', 'bin', 'node');
  return existsSync(path) ? path : undefined;
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the same command line under another Node; the answer is its exit code. Signals are passed on. */
export function runUnder(node: string, line: readonly string[]): Promise<number> {
  const child = spawn(node, line, { stdio: 'inherit' });
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
