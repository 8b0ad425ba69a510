import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFiles, systemClock } from '../orchestrator-core/node/index.ts';
import type { Runtime, WasmName } from './runtime.ts';

/** This machine. `directory` is where the program lies: `dist/` with the WebAssembly, or the unbuilt `server/`. */
export function nodeRuntime(directory: string): Runtime {
  return {
    files: diskFiles,
    clock: systemClock,
    soon: (callback) => {
      setImmediate(callback);
    },
    wasm: (name) => readWasm(directory, name),
  };
}

async function readWasm(directory: string, name: WasmName): Promise<Uint8Array> {
  const file = `${name}.wasm`;
  return readFile(join(directory, file)).catch(() =>
    readFile(join(directory, '..', 'node_modules', name, file)).catch((cause: unknown) => {
      throw new Error(`${file} is neither in ${directory} nor in its node_modules: build again`, { cause });
    }),
  );
}
