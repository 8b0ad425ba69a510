import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OrchestratorError } from '../../common/index.ts';
import type { Terminal } from '../terminal.ts';

/** `baton lsp`: becomes the language server on standard input and output. */
export async function languageServer(terminal: Terminal): Promise<number> {
  const here = import.meta.dirname;
  const candidates = [join(here, 'server.cjs'), join(here, '../../../server/main.ts')];
  const server = candidates.find((path) => existsSync(path));
  if (server === undefined) {
    throw new OrchestratorError(
      'baton/not-built',
      `The language server is not at ${candidates[0]}. Build it with 'npm run build'.`,
    );
  }
  const child = spawn(process.execPath, [server, '--stdio'], { stdio: 'inherit', env: { ...terminal.environment } });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', pass);
  process.on('SIGTERM', pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
