export { chooseImplementation, type ImplementationChoice } from './choose-implementation.ts';
export { type FoundTask, type FoundTasks, findTask, listTasks } from './list-tasks.ts';
export { parameterForms } from './parameter-forms.ts';
export { parameterTypes, takesValue } from './parameter-types.ts';
export {
  type CompleteParameters,
  checkParameter,
  completeParameters,
  type GivenParameters,
  givenValues,
} from './parameters.ts';
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
