import type { Json, JsonObject, Problem } from '../common/index.ts';

/** How a task receives its parameters. */
export type InputMethod = 'stdin' | 'environment' | 'both' | 'powershell';

/** One declared parameter. A task without a `parameters` key accepts any name with any Data value. */
export interface TaskParameter {
  /** A Puppet type expression; absent means `Any` is shown and `Data` is accepted. */
  readonly type?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly sensitive?: boolean;
}

/** How a person is asked for one parameter: the type expression already understood, aliases resolved. */
export interface ParameterForm {
  readonly name: string;
  /** As declared; `Any` where the metadata says none. */
  readonly type: string;
  readonly description?: string;
  readonly default?: Json;
  /** Whether the task cannot run without it: no default, and its type does not accept undef. */
  readonly required: boolean;
  readonly sensitive: boolean;
  /** The texts to pick from where the type accepts nothing else but undef: `Boolean`, `Enum`, and what is made of them. */
  readonly choices?: readonly string[];
}

/** One way to run the task: the first whose requirements the target's features cover is taken. */
export interface TaskImplementation {
  /** A file name beside the metadata. */
  readonly name: string;
  readonly requirements?: readonly string[];
  readonly files?: readonly string[];
  readonly input_method?: InputMethod;
  readonly remote?: boolean;
}

/** The contents of a task's metadata file, the peers' key names. */
export interface TaskMetadata {
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, TaskParameter>>;
  readonly input_method?: InputMethod;
  readonly supports_noop?: boolean;
  readonly implementations?: readonly TaskImplementation[];
  readonly files?: readonly string[];
  readonly remote?: boolean;
  readonly private?: boolean;
  readonly puppet_task_version?: number;
  readonly extensions?: JsonObject;
}

/** A file of a task: its name as the metadata spells it and where it is on this machine. */
export interface TaskFile {
  /** An executable's base name (`init.sh`) or `module/mount/path` for one of the shared `files`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** A task that was found and whose metadata was understood. */
export interface Task {
  /** `module::name`, or `module` for `init`. */
  readonly name: string;
  readonly module: string;
  /** The module's own directory, absolute. */
  readonly moduleDirectory: string;
  readonly metadata: TaskMetadata;
  /** Absolute path of the metadata file, where there is one. */
  readonly metadataPath?: string;
  /** The executables, one per implementation (or the only one). */
  readonly executables: readonly TaskFile[];
}

/** What is wrong with a task, which is not listed then, or odd about it: `puppet.tasks/invalid-metadata` … */
export type TaskProblem = Problem;
