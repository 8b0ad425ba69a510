export { chooseImplementation, type ImplementationChoice } from './choose-implementation.ts';
export { type ActionResult, commandResult, taskResult } from './result.ts';
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
