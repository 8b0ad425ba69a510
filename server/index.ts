export type { Runtime, WasmName } from './runtime.ts';
export { startServer } from './server.ts';
