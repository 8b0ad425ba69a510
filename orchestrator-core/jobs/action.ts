import type { Json, JsonObject } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { TaskMetadata } from '../tasks/index.ts';

/** A file that a target needs to run a task, with the digest it is checked against before every run. */
export interface ContentFile {
  /** As in PXP: a base name for an executable, `module/mount/path` for a shared file. */
  readonly filename: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  /** Where this machine keeps the bytes that the digest is of, absolute. */
  readonly path: string;
}

/** A task ready to be sent: metadata understood, files digested. */
export interface PreparedTask {
  readonly name: string;
  readonly metadata: TaskMetadata;
  /** The executables first, in the order of the implementations, then the shared files. */
  readonly files: readonly ContentFile[];
}

/** What is done to each target of a job. Parameters are checked and complete; sensitive ones are still in clear here. */
export type Action =
  | {
      readonly kind: 'task';
      readonly task: PreparedTask;
      /** Given values and defaults, in the order in which they are sent; `_noop` and `_task` are added by the transport. */
      readonly parameters: JsonObject;
      readonly noop: boolean;
    }
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly environment: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'script';
      readonly script: ContentFile;
      readonly arguments: readonly string[];
      /** Of PowerShell scripts, instead of arguments. */
      readonly parameters?: JsonObject;
      readonly environment: Readonly<Record<string, string>>;
    }
  /** A file or a directory of this machine, absolute, to a path of the target. */
  | { readonly kind: 'upload'; readonly source: string; readonly destination: string }
  /** A file or a directory of the target into `destination/<name of the target, URL-encoded>/` here, absolute. */
  | { readonly kind: 'download'; readonly source: string; readonly destination: string }
  /** Nothing but reaching the target; succeeds as soon as it can be reached. Seconds. */
  | { readonly kind: 'wait'; readonly waitTime: number; readonly retryInterval: number };

/** What an action is, without what it is done with. */
export type ActionKind = Action['kind'];

/** What came of an action on one target, in Bolt's words. */
export interface NodeResult {
  readonly status: 'success' | 'failure' | 'skipped';
  /**
   * A task's JSON object (`_output`, `_error`, `_sensitive` as Bolt treats them); for a command `stdout`, `stderr`,
   * `merged_output`, `exit_code`, `_error`. Sensitive output is already redacted.
   */
  readonly value: Readonly<Record<string, Json>>;
  /** False when the action never ran on the target (no connection, no implementation): Bolt prints `object: null` then. */
  readonly reached: boolean;
  /** What a task returned as `_sensitive`, in clear: for the plan that runs it, and never kept. */
  readonly sensitive?: Json;
}

/** A target of a job, with the action about to be run on it. */
export interface NodeRun {
  readonly job: string;
  readonly target: Target;
  readonly action: Action;
  /** The user to become on the target, over what its options say. */
  readonly runAs?: string;
  /** Names this run on the target; unique for ever, safe as a directory name: `^[A-Za-z0-9_-]{1,64}$`. */
  readonly transaction: string;
}
