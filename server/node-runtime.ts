import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { brotliDecompress } from 'node:zlib';
import { diskFiles, ownModules, systemClock, writeFileAtomic } from '../orchestrator-core/node/index.ts';
import type { Runtime, WasmName } from './runtime.ts';

/** This machine. `directory` is where the program lies: `dist/` with the WebAssembly, or the unbuilt `server/`. */
export function nodeRuntime(directory: string): Runtime {
  return {
    files: diskFiles,
    clock: systemClock,
    ownModules,
    cache: (kept) => ({
      read: (name) => readFile(join(kept, name), 'utf8'),
      write: async (name, text) => {
        await mkdir(kept, { recursive: true });
        await writeFileAtomic(join(kept, name), text, 0o600);
      },
    }),
    soon: (callback) => {
      setImmediate(callback);
    },
    wasm: (name) => readWasm(directory, name),
  };
}

async function readWasm(directory: string, name: WasmName): Promise<Uint8Array> {
  // V8's optimizing compiler takes two gigabytes and seconds for the lexer of the bash grammar; scripts are small.
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
  const file = `${name}.wasm`;
  const packed = await readFile(join(directory, `${file}.br`)).catch(() => undefined);
  if (packed !== undefined) return decompress(packed);
  return readFile(join(directory, '..', 'node_modules', name, file)).catch((cause: unknown) => {
    throw new Error(`${file} is neither in ${directory} nor in its node_modules: build again`, { cause });
  });
}

const decompress = promisify(brotliDecompress);
