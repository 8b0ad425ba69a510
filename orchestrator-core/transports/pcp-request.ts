import { type JsonObject, OrchestratorError } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action, ContentFile } from '../jobs/index.ts';
import type { TaskRunFile, TaskRunImplementation, TaskRunMetadata } from '../pxp/index.ts';
import { withImplementations } from './implementations.ts';

/**
 * Bytes of a message to an agent. The reference agent receives up to 32,000,000 and drops its connection at a longer
 * one, without a word.
 */
export const largestMessage = 31_900_000;

/** The mount under `/puppet/v3/file_content/` where files are found by their digest. */
export const contentMount = 'content';

/** A PXP request without its transaction. */
export interface PxpAction {
  readonly module: string;
  readonly action: string;
  readonly params: JsonObject;
}

/**
 * What an agent is asked to do. The target's features are those the inventory adds to the agent's own.
 * @throws OrchestratorError `bolt/validation-error` for an environment variable that no shell can have, and
 * `bolt/no-implementation` for a task that is for proxies alone: an agent knows nothing of `remote`.
 */
export function pxpAction(action: Action, target: Pick<Target, 'name' | 'features'>): PxpAction {
  if (action.kind === 'command') {
    return {
      module: 'command',
      action: 'run',
      params: { command: withEnvironment(action.command, action.environment) },
    };
  }
  if (action.kind !== 'task') {
    throw new OrchestratorError('baton/unsupported-action', `An agent is not asked for a ${action.kind} as such.`);
  }
  const { name, files, metadata } = withImplementations(action.task, target.name, false);
  const implementations = metadata.implementations?.map(
    (implementation): TaskRunImplementation => ({
      name: implementation.name,
      ...(implementation.requirements === undefined ? {} : { requirements: implementation.requirements }),
      ...(implementation.files === undefined ? {} : { files: implementation.files }),
      ...(implementation.input_method === undefined ? {} : { input_method: implementation.input_method }),
    }),
  );
  const told: TaskRunMetadata = {
    ...(metadata.input_method === undefined ? {} : { input_method: metadata.input_method }),
    ...(implementations === undefined ? {} : { implementations }),
    ...(metadata.files === undefined ? {} : { files: metadata.files }),
    features: target.features,
  };
  const input = action.noop ? { ...action.parameters, _noop: true } : action.parameters;
  const params = { task: name, files: files.map(taskFile), input, metadata: told };
  // JSON by construction; the interfaces have no index signature.
  return { module: 'task', action: 'run', params: params as unknown as JsonObject };
}

function taskFile(file: ContentFile): TaskRunFile {
  const path = `/puppet/v3/file_content/${contentMount}/${file.sha256}`;
  return { filename: file.filename, uri: { path, params: {} }, sha256: file.sha256, size_bytes: file.size };
}

/** PXP's `command run` has no environment: the shell that runs the line sets it first. */
function withEnvironment(command: string, environment: Readonly<Record<string, string>>): string {
  const names = Object.keys(environment);
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw new OrchestratorError(
        'bolt/validation-error',
        `${JSON.stringify(name)} can't be an environment variable: expected letters, digits and underscores.`,
      );
    }
  }
  if (names.length === 0) return command;
  const assignments = Object.entries(environment).map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'`);
  return `export ${assignments.join(' ')}; ${command}`;
}
