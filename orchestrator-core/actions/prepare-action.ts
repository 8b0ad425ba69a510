import { type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { Action, ContentFile, JobDescription } from '../jobs/index.ts';
import { redacted } from '../orchestrator.ts';
import type { Project } from '../project/index.ts';
import type { ContentStore } from '../store/index.ts';
import { sensitiveValues, type TaskCatalog } from '../task-catalog.ts';
import type { GivenParameters } from '../tasks/index.ts';

/** What an action is made from. */
export interface ActionPorts {
  readonly project: Project;
  readonly catalog: TaskCatalog;
  readonly content: ContentStore;
}

/** An action that is checked and complete, and how it is described. */
export interface PreparedAction {
  readonly action: Action;
  readonly description: Pick<
    JobDescription,
    'command' | 'object' | 'parameters' | 'sensitive' | 'environment' | 'noop' | 'byTarget'
  >;
  /** Values that nobody may see, in clear. */
  readonly sensitive: readonly Json[];
}

/** A task with its parameters. @throws OrchestratorError as {@link TaskCatalog.complete}. */
export async function prepareTask(
  { project, catalog, content }: ActionPorts,
  name: string,
  given: GivenParameters,
  noop: boolean,
): Promise<PreparedAction> {
  const { task, parameters, sensitive, files } = await catalog.complete(project, name, given, noop);
  const kept: ContentFile[] = [];
  for (const file of files) kept.push({ filename: file.name, ...(await content.put(file.path)) });
  const shown = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, sensitive.includes(key) ? redacted : value]),
  );
  return {
    action: { kind: 'task', task: { name: task.name, metadata: task.metadata, files: kept }, parameters, noop },
    description: { command: 'task', object: task.name, parameters: shown, sensitive, noop },
    sensitive: sensitiveValues(parameters, sensitive),
  };
}

const plain = { sensitive: [], noop: false } as const;

/** A command line. */
export function prepareCommand(command: string, environment: Readonly<Record<string, string>>): PreparedAction {
  return {
    action: { kind: 'command', command, environment },
    description: { ...plain, command: 'command', object: command, parameters: {}, environment },
    sensitive: [],
  };
}

/** A script of the orchestrator's machine. */
export interface ScriptRequest {
  /** As it was asked for. */
  readonly script: string;
  /** Where it was found, absolute. */
  readonly path: string;
  readonly arguments: readonly string[];
  /** Of PowerShell scripts, instead of arguments. */
  readonly parameters?: JsonObject;
  readonly environment: Readonly<Record<string, string>>;
}

/** A script with its arguments, its file kept as it is now. @throws OrchestratorError when it cannot be read. */
export async function prepareScript({ content }: ActionPorts, request: ScriptRequest): Promise<PreparedAction> {
  const { script, path, arguments: given, parameters, environment } = request;
  const file: ContentFile = { filename: path.slice(path.lastIndexOf('/') + 1), ...(await content.put(path)) };
  const more = parameters === undefined ? {} : { parameters };
  return {
    action: { kind: 'script', script: file, arguments: given, environment, ...more },
    description: {
      ...plain,
      command: 'script',
      object: script,
      parameters: { arguments: given, ...more },
      environment,
    },
    sensitive: [],
  };
}

/** Files that are copied to targets or from them. */
export function prepareCopy(kind: 'upload' | 'download', source: string, destination: string): PreparedAction {
  if (destination === '') {
    throw new OrchestratorError('bolt/validation-error', `The ${kind} of ${source} needs a destination.`);
  }
  return {
    action: { kind, source, destination },
    description: { ...plain, command: kind, object: source, parameters: { destination } },
    sensitive: [],
  };
}
