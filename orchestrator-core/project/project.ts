import type { JsonObject, Problem } from '../common/index.ts';

/** A directory on the modulepath that holds `tasks/`, `files/`, `types/` …; a named project is one itself. */
export interface Module {
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}

/** What is logged where: Bolt's levels, `any` for everything, `disable` for nothing. */
export interface LogSettings {
  /** Of messages on standard error, where the project says. */
  readonly console?: string;
  /** Paths are absolute. With `append` what earlier commands wrote stays. */
  readonly files: readonly { readonly path: string; readonly level: string; readonly append: boolean }[];
}

/** What `bolt-project.yaml` (or its absence) says of a directory. */
export interface Project {
  /** Absolute. */
  readonly directory: string;
  readonly name?: string;
  /** Absolute directories, first match wins; the project itself stands before them when it is named. */
  readonly modulepath: readonly string[];
  /** Every module, in the order in which names are looked up, shadowed ones left out. */
  readonly modules: readonly Module[];
  /** Modules that exist but are hidden by one of the same name before them. */
  readonly shadowed: readonly Module[];
  /** Names and glob patterns of the tasks that lists show; absent means all. */
  readonly visibleTasks?: readonly string[];
  /** Likewise of plans. */
  readonly visiblePlans?: readonly string[];
  /** Nodes at the same time, where the project says so. */
  readonly concurrency?: number;
  readonly format?: 'human' | 'json' | 'rainbow';
  readonly color?: boolean;
  /** Ids of warnings that are not shown (`unknown_option` …). */
  readonly disabledWarnings: readonly string[];
  /** Settings of `puppetdb` and `puppetdb-instances`, as they are written. */
  readonly puppetdb?: JsonObject;
  readonly puppetdbInstances?: Readonly<Record<string, JsonObject>>;
  /** Absolute path of Hiera's configuration, whether it exists or not. */
  readonly hieraPath: string;
  /** Absolute path of the inventory file it uses, whether it exists or not. */
  readonly inventoryPath: string;
  /** Whether results are kept for `--rerun`. */
  readonly saveRerun: boolean;
  /** Absolute path of the file that keeps them. */
  readonly rerunPath: string;
  readonly logs: LogSettings;
  /** `plugins`: the configuration of each by its name, which may hold plugin references. */
  readonly plugins?: JsonObject;
  /** `plugin-hooks`, below what the inventory says; it may hold plugin references. */
  readonly pluginHooks?: JsonObject;
  /** Seconds that values of plugins are kept: `plugin-cache`. */
  readonly pluginCacheTtl?: number;
}

/** What is wrong or odd about a configuration file. With an error among them nothing may be run. */
export type ProjectProblem = Problem;
