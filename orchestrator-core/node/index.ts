export { abortSignalOf } from './abort-signal.ts';
export { writeFileAtomic } from './atomic-file.ts';
export { boundedRun } from './bounded-run.ts';
export { cannotListen } from './cannot-listen.ts';
export { systemClock, systemIds } from './clock.ts';
export { diskFiles } from './files.ts';
export { findRuby } from './find-program.ts';
export { isBrought, ownModules } from './own-modules.ts';
export { type Pipe, PipePool } from './pipe-pool.ts';
export {
  type EndOptions,
  endProcessTree,
  isRunning,
  listProcesses,
  type ProcessEntry,
} from './process-tree.ts';
export {
  holdGroup,
  type ProcessChunk,
  type ProcessEnd,
  type ProcessPorts,
  type ProcessRequest,
  runProcess,
} from './run-process.ts';
export { exitCodeOf, type ProgramStart, startProcess } from './start-process.ts';
export { makeTemporary } from './temporary-directory.ts';
