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
