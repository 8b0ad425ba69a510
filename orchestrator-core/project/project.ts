/** A directory on the modulepath that holds `tasks/`, `files/`, `types/` …; a named project is one itself. */
export interface Module {
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
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
  /** Nodes at the same time, where the project says so. */
  readonly concurrency?: number;
  readonly format?: 'human' | 'json' | 'rainbow';
  /** Absolute path of the inventory file it uses, whether it exists or not. */
  readonly inventoryPath: string;
  /** Whether results are kept for `--rerun`. */
  readonly saveRerun: boolean;
}
