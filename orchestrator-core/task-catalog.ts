import type { Files, Json, JsonObject } from './common/index.ts';
import type { Action, NodeResult } from './jobs/index.ts';
import { type FindAlias, loadAliases } from './language/index.ts';
import { isBrought } from './node/index.ts';
import type { ParameterVerdict, TaskList, TaskSummary } from './orchestrator.ts';
import type { Project } from './project/index.ts';
import {
  checkParameter,
  commandResult,
  completeParameters,
  findTask,
  type GivenParameters,
  givenValues,
  listTasks,
  type ParameterForm,
  parameterForms,
  parameterTypes,
  sharedFiles,
  type Task,
  type TaskFile,
  takesValue,
  taskResult,
} from './tasks/index.ts';
import type { ProcessOutcome } from './transports/index.ts';

/** A task with the values it will be run with. */
export interface CompletedTask {
  readonly task: Task;
  /** Given values and defaults, in the order in which they are sent. */
  readonly parameters: JsonObject;
  /** Names of those that must not be shown. */
  readonly sensitive: readonly string[];
  /** The executables, then the shared files. */
  readonly files: readonly TaskFile[];
}

/** What the orchestrator knows of tasks. */
export interface TaskCatalog {
  list(project: Project): Promise<TaskList>;
  /** @throws OrchestratorError `bolt/unknown-task`, or what is wrong with its metadata. */
  find(project: Project, name: string): Promise<Task>;
  forms(project: Project, name: string): Promise<readonly ParameterForm[]>;
  check(project: Project, task: string, parameter: string, text: string): Promise<ParameterVerdict>;
  /** Whether a parameter of that type takes the value. */
  isOfType(project: Project, value: Json, type: string): Promise<boolean>;
  /** What was given, as the types of the task read it: see {@link givenValues}. */
  values(project: Project, name: string, given: GivenParameters): Promise<JsonObject>;
  /** @throws OrchestratorError with Bolt's message when a value is missing, unknown or of the wrong type. */
  complete(project: Project, name: string, given: GivenParameters, noop: boolean): Promise<CompletedTask>;
}

/** What Bolt tells the tasks of plugins besides their parameters: the project's directory. */
const projectParameter = '_boltdir';

/** The tasks of a project as its files are now. */
export function createTaskCatalog(files: Files): TaskCatalog {
  const find = async (project: Project, name: string): Promise<Task> =>
    (await findTask(files, project.modules, name)).task;
  const aliases = (project: Project, task: Task): Promise<FindAlias> =>
    loadAliases(files, project.modules, parameterTypes(task));
  return {
    find,
    list: async (project) => {
      const { tasks, problems } = await listTasks(files, project.modules);
      return { tasks: tasks.map(summary), problems };
    },
    forms: async (project, name) => {
      const task = await find(project, name);
      return parameterForms(task, await aliases(project, task));
    },
    check: async (project, name, parameter, text): Promise<ParameterVerdict> => {
      const task = await find(project, name);
      const message = checkParameter(task, parameter, text, await aliases(project, task));
      return message === undefined ? { ok: true } : { ok: false, message };
    },
    isOfType: async (project, value, type) =>
      takesValue({ type }, value, await loadAliases(files, project.modules, [type])),
    values: async (project, name, given) => {
      const task = await find(project, name);
      return givenValues(task, given, await aliases(project, task));
    },
    complete: async (project, name, given, noop) => {
      const task = await find(project, name);
      const options = { findAlias: await aliases(project, task), noop };
      const { [projectParameter]: directory, ...values } = given.values;
      const isOfPlugin = given.kind === 'literal' && directory !== undefined;
      const { parameters, sensitive } = completeParameters(task, isOfPlugin ? { ...given, values } : given, options);
      const shared = await sharedFiles(files, project.modules, task.metadata);
      const all = isOfPlugin ? { ...parameters, [projectParameter]: directory } : parameters;
      return { task, parameters: all, sensitive, files: [...task.executables, ...shared] };
    },
  };
}

function summary({ name, metadata, module, moduleDirectory, metadataPath, executables }: Task): TaskSummary {
  return {
    name,
    ...(metadata.description === undefined ? {} : { description: metadata.description }),
    private: metadata.private === true,
    supportsNoop: metadata.supports_noop === true,
    path: metadataPath ?? executables[0]?.path ?? '',
    executables: executables.map(({ path }) => path),
    module,
    ...(isBrought(moduleDirectory) ? { isBrought: true } : {}),
  };
}

/** Reads the outcome of a process on an agent, by Bolt's rules. PXP does not tell in which order the streams came. */
export function resultOf(action: Action, outcome: ProcessOutcome): Pick<NodeResult, 'status' | 'value' | 'sensitive'> {
  const { stdout, stderr, exitCode } = outcome;
  if (action.kind === 'task') return taskResult(action.task.name, { stdout, stderr, exitCode });
  const errors = Buffer.from(stderr);
  return commandResult({ stdout, stderr: errors, merged: Buffer.concat([stdout, errors]), exitCode });
}

/** The values of the named parameters. */
export function sensitiveValues(parameters: JsonObject, names: readonly string[]): readonly Json[] {
  return names.flatMap((name) => {
    const value = parameters[name];
    return value === undefined ? [] : [value];
  });
}
