export { hasReference, isReference } from './built-in.ts';
export type { SecretHook } from './plugin.ts';
export type {
  KeyFiles,
  PluginCache,
  PluginHost,
  PluginPorts,
  PluginPuppetDb,
  PluginTask,
  SecretKeys,
} from './ports.ts';
export { certnamesIn } from './puppetdb-reference.ts';
export {
  createPluginResolver,
  isSecretName,
  type PluginOrigin,
  type PluginResolver,
  type ResolvedValue,
} from './resolve.ts';
