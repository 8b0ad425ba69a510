import { OrchestratorError } from '../common/index.ts';

/** A plugin that failed while it did something. */
export function executionError(message: string, plugin: string, place: string): OrchestratorError {
  return new OrchestratorError('bolt/plugin-error', `Error executing plugin ${plugin} from ${place}: ${message}`);
}

/** A reference, or what is configured for a plugin, that will not do. */
export function validationError(message: string): OrchestratorError {
  return new OrchestratorError('bolt/validation-error', message);
}

/** A plugin that is not described as it must be. */
export function invalidPlugin(message: string, plugin: string, cause?: unknown): OrchestratorError {
  const text = `Invalid Plugin Data for ${plugin}: ${message}`;
  return new OrchestratorError('bolt/invalid-plugin-data', text, cause === undefined ? {} : { cause });
}

/** Plugins of Bolt that need a module of their own, which may not be there. */
const known: ReadonlySet<string> = new Set([
  'aws_inventory',
  'azure_inventory',
  'gcloud_inventory',
  'terraform',
  'vault',
]);

/** There is no such plugin. */
export function unknownPlugin(name: string): OrchestratorError {
  const hint = known.has(name) ? `. It comes with the module puppetlabs-${name}, which is not on the modulepath.` : '';
  return new OrchestratorError('bolt/unknown-plugin', `Unknown plugin: '${name}'${hint}`);
}

/** There is no such task. */
export function unknownTask(name: string): OrchestratorError {
  const message = `Could not find a task named '${name}'. For a list of available tasks, run 'bolt task show'.`;
  return new OrchestratorError('bolt/unknown-task', message);
}
