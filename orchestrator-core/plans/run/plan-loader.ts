import type { EvaluationHost } from '../../language/index.ts';

/** What runs and previews of plans read: the plans of a project's modules, and what the language needs to evaluate them. */
export interface PlanLoader {
  /** In the order in which names are looked up; the named project is one of them. */
  readonly modules: readonly PlanModule[];
  /** The text of a file; undefined where there is none. */
  readText(path: string): Promise<string | undefined>;
  /** Puppet's own functions, those of modules, type aliases, files. The functions of plans are added by who evaluates. */
  readonly host: EvaluationHost;
  /** Reads the type aliases that a source names, before it is evaluated. */
  prepare(source: string): Promise<void>;
}

/** A module as far as plans go. */
export interface PlanModule {
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
}
