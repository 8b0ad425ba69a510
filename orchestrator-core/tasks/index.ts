export type {
  InputMethod,
  Task,
  TaskFile,
  TaskImplementation,
  TaskMetadata,
  TaskParameter,
  TaskProblem,
} from './task.ts';
