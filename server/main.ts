/** The program of `serve.ts`; what it compiles is kept for the next start, which has to be said first. */
import { setFlagsFromString } from 'node:v8';
import { enableCodeCache } from '../orchestrator-core/code-cache.ts';

// Trees of syntax are garbage as soon as they were looked at. Left to itself V8 lets the heap grow to ten times of what is
// kept before it collects them; and making the WebAssembly of the grammars faster takes more memory than they do.
for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=20', '--no-wasm-dynamic-tiering'])
  setFlagsFromString(flag);

enableCodeCache();
void import('./serve.ts').then(({ serve }) => serve());
