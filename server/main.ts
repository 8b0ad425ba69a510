/** The language server's process: over Node's IPC when an editor forks it, over standard input and output with `--stdio`. */
import { setFlagsFromString } from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeRuntime } from './node-runtime.ts';
import { startServer } from './server.ts';

// Trees of syntax are garbage as soon as they were looked at. Left to itself V8 lets the heap grow to ten times of what is
// kept before it collects them; and making the WebAssembly of the grammars faster takes more memory than they do.
for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=20', '--no-wasm-dynamic-tiering'])
  setFlagsFromString(flag);

startServer(createConnection(ProposedFeatures.all), nodeRuntime(import.meta.dirname));
