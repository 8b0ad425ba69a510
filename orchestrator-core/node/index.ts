export { writeFileAtomic } from './atomic-file.ts';
export { systemClock, systemIds } from './clock.ts';
export { diskFiles } from './files.ts';
export {
  descendants,
  type EndOptions,
  endProcessTree,
  isRunning,
  listProcesses,
  type ProcessEntry,
} from './process-tree.ts';
