export { findModuleFile } from './find-module-file.ts';
export {
  type ActionPorts,
  type PreparedAction,
  prepareCommand,
  prepareCopy,
  prepareScript,
  prepareTask,
} from './prepare-action.ts';
export { prepareFacts, prepareManifest, preparePuppet } from './prepare-puppet.ts';
