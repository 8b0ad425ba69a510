/** The language server's process: over Node's IPC when an editor forks it, over standard input and output with `--stdio`. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeRuntime } from './node-runtime.ts';
import { startServer } from './server.ts';

/** Serves whoever started this process. */
export function serve(): void {
  startServer(createConnection(ProposedFeatures.all), nodeRuntime(import.meta.dirname));
}
