export { chooseImplementation, type ImplementationChoice } from './choose-implementation.ts';
export { type FoundTasks, findTask, listTasks } from './list-tasks.ts';
export {
  type CompleteParameters,
  checkParameter,
  completeParameters,
  type GivenParameters,
  isSensitive,
  parameterForms,
  parameterTypes,
} from './parameters.ts';
export { metadataKeys, readMetadata } from './read-metadata.ts';
export { type ActionResult, commandResult, taskResult } from './result.ts';
export { sharedFiles } from './shared-files.ts';
export type {
  InputMethod,
  ParameterForm,
  Task,
  TaskFile,
  TaskImplementation,
  TaskMetadata,
  TaskParameter,
  TaskProblem,
} from './task.ts';
