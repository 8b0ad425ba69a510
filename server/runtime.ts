import type { Clock, Files } from '../orchestrator-core/common/index.ts';
import type { CacheStore } from './index/cache.ts';

/** The engine and the grammars that read task scripts. */
export type WasmName =
  | 'web-tree-sitter'
  | 'tree-sitter-bash'
  | 'tree-sitter-powershell'
  | 'tree-sitter-python'
  | 'tree-sitter-ruby';

/** All that the server takes from the machine. */
export interface Runtime {
  readonly files: Files;
  readonly clock: Clock;
  /** What is kept in a directory of the client's, which is made when it is first written to. */
  cache(directory: string): CacheStore;
  /** The directory of the modules that every project has, absolute. */
  readonly ownModules?: string;
  /** Runs `callback` once the events that already wait were handled. */
  soon(callback: () => void): void;
  /** The WebAssembly of that name; asked for once, when the first script is read. */
  wasm(name: WasmName): Promise<Uint8Array>;
}
