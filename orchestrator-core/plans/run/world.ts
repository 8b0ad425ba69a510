import type { CancelSignal, Json, JsonObject } from '../../common/index.ts';
import type { PluginHost, PluginPuppetDb } from '../../plugins/index.ts';
import type { PlanInventory } from './plan-inventory.ts';
import type { PlanLoader } from './plan-loader.ts';

/**
 * The world as a running plan sees it: whatever a plan does to targets, asks of people or reads goes through here, and
 * nothing else does. `plans/` touches nothing itself; tests hand in a world of their own.
 */
export interface PlanWorld {
  readonly loader: PlanLoader;
  readonly inventory: PlanInventory;
  readonly files: PlanFiles;
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with the signal's reason when it is aborted before. */
  sleep(milliseconds: number, signal: CancelSignal): Promise<void>;
  /** A variable of the orchestrator's environment. */
  environment(name: string): string | undefined;
  /**
   * Does the action on the targets, as a job of its own below the plan's. Resolves with one result per target, in their
   * order, however they failed. @throws OrchestratorError when it cannot be begun: an unknown task, a parameter of the
   * wrong type, a file that is not there.
   */
  act(action: PlanAction, targets: readonly string[], options: ActOptions): Promise<readonly ActResult[]>;
  /** What a plan has to know of a task before it runs it; undefined where there is no such task. */
  describeTask(name: string): Promise<PlanTask | undefined>;
  /** Runs a program on the orchestrator's machine to its end. @throws OrchestratorError when it cannot be started. */
  execute(program: string, args: readonly string[], signal: CancelSignal): Promise<ProgramResult>;
  /**
   * Does a step and keeps what came of it. Where the plan is run again from a later place, the answer is the one that
   * was kept, and `perform` is not called.
   */
  step(step: PlanStepStart, perform: () => Promise<StepOutcome>): Promise<StepOutcome>;
  /** Values that nobody may see from here on, in clear. */
  hide(secrets: readonly Json[]): void;
  /** What the plan tells whoever watches: `out::message` (`out`), `out::verbose`, `log::…`. */
  say(message: PlanMessage): void;
  /** Asks a person. @throws OrchestratorError `bolt/no-tty-error` when there is nobody to ask. */
  ask(question: PlanQuestion, signal: CancelSignal): Promise<string>;
  readonly puppetdb: PlanPuppetDb;
  /** What the project says of plugins. */
  readonly plugins: PluginHost;
}

/** What a plan has to know of a task before it runs it. */
export interface PlanTask {
  readonly supportsNoop: boolean;
  /** The names of the parameters whose values nobody may see. */
  readonly sensitive: readonly string[];
}

/** What came of a program on the orchestrator's machine. */
export interface ProgramResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What is done to targets. Paths of files are absolute and on the orchestrator's machine. */
export type PlanAction =
  | {
      readonly kind: 'task';
      readonly task: string;
      /** Without the options of `run_task`; sensitive values are in clear. */
      readonly parameters: JsonObject;
      /** Whether the task's defaults are not for this run. */
      readonly isComplete?: boolean;
      /** Of `run_task_with`: the parameters by target, in the place of `parameters`. */
      readonly byTarget?: Readonly<Record<string, JsonObject>>;
    }
  | { readonly kind: 'command'; readonly command: string; readonly environment: Readonly<Record<string, string>> }
  | {
      readonly kind: 'script';
      readonly path: string;
      readonly arguments: readonly string[];
      /** Of PowerShell scripts, instead of arguments. */
      readonly parameters?: JsonObject;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'upload'; readonly source: string; readonly destination: string }
  /** `destination` is a directory, made anew, in which each target gets one of its own. */
  | { readonly kind: 'download'; readonly source: string; readonly destination: string }
  /** Succeeds as soon as the target can be reached; seconds. */
  | { readonly kind: 'wait'; readonly waitTime: number; readonly retryInterval: number }
  | ({ readonly kind: 'puppet' } & PuppetRequest);

/** What is asked of the Puppet that a target has, with modules of the project. */
export type PuppetRequest = {
  /** The modules that are sent along, by name; undefined for those that are needed. */
  readonly modules: readonly string[] | undefined;
} & (
  | {
      /** Compiles a manifest and applies it; the value is the report, or `_error`. */
      readonly verb: 'apply';
      /** What names the modules that are needed. */
      readonly uses: string;
      readonly byTarget: Readonly<Record<string, PuppetManifest>>;
    }
  /** The value is `{ "values": … }`; without Puppet those facts that a shell can find. */
  | { readonly verb: 'facts' }
  /** The value has `resources`: for each of the words what `puppet resource --to_yaml` says. */
  | { readonly verb: 'resources'; readonly words: readonly string[] }
);

/** What a target is to be like. */
export interface PuppetManifest {
  /** Puppet code. It may hold secrets. */
  readonly code: string;
  /** Facts over those that the target finds itself. */
  readonly facts: JsonObject;
}

/** How an action is done. */
export interface ActOptions {
  /** The step it belongs to; its job names it. */
  readonly step: string;
  readonly description?: string;
  /** The user to become on the target, over what the inventory says. */
  readonly runAs?: string;
  readonly noop: boolean;
  /** Values that nobody may see, in clear. */
  readonly secrets: readonly Json[];
  readonly signal: CancelSignal;
}

/** What came of an action on a target, in Bolt's words. */
export interface ActResult {
  readonly target: string;
  /** The kind of the action; `wait_until_available` of waiting. */
  readonly action: string;
  /** What was run; null when it never ran on the target. */
  readonly object: string | null;
  readonly status: 'success' | 'failure' | 'skipped';
  readonly value: JsonObject;
}

/** A step of a plan that begins: a call of a function that does, asks or reads something. */
export interface PlanStepStart {
  /**
   * Where in the run it is: the same in every run that takes the same way (`3`, `3.1` in the plan that step 3 runs, `3/2.1`
   * in the second branch of step 3).
   */
  readonly id: string;
  /** The step it is part of: a sub-plan, a block that runs beside others. */
  readonly parent?: string;
  /** `run_task`, `run_plan`, `parallelize` … */
  readonly function: string;
  /** The task, command, plan, file … it is about, for people; secrets are left out. */
  readonly object: string;
  readonly targets: readonly string[];
  readonly description?: string;
  readonly place?: PlanPlace;
  /** What it was called with, as far as it decides what it does; secrets are left out. Two runs agree when these are equal. */
  readonly arguments: Json;
  /** Variables that the plan can see here, as rich data; secrets are left out. */
  readonly variables: JsonObject;
  /** In a `without_default_logging` block: not part of what is printed. */
  readonly quiet: boolean;
  /** Whether what came of it can stand for doing it again; blocks and sub-plans are gone through anew instead. */
  readonly replayable: boolean;
}

/** What came of a step. */
export type StepOutcome =
  | {
      readonly ok: true /** Rich data. */;
      readonly value: Json /** How many targets failed. */;
      readonly failures?: number;
      /** Why nothing was done: the run is in noop … */
      readonly skipped?: string;
      /** Secrets are left out of the value, so that it cannot stand for doing the step again. */
      readonly isSecret?: boolean;
    }
  | { readonly ok: false; readonly error: JsonObject };

/** A place in a plan. Counted from 1, columns in UTF-16 units. */
export interface PlanPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Something that a plan says to people. */
export interface PlanMessage {
  readonly level: 'out' | 'verbose' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly text: string;
  /** Of the call; absent where the orchestrator says it by itself. */
  readonly place?: PlanPlace;
  /** The step that it is said in, with its branch: `3`, `3/2`. Absent in the outermost plan. */
  readonly within?: string;
}

/** Something that a plan asks a person: a text, or one of some choices. */
export interface PlanQuestion {
  readonly step: string;
  readonly message: string;
  readonly sensitive: boolean;
  readonly default?: string;
  /** Of a menu: what is shown and what it stands for, in their order. */
  readonly choices?: readonly { readonly key: string; readonly label: string }[];
}

/** Files of the project and of the orchestrator's machine. */
export interface PlanFiles {
  /** The absolute path of `MODULE/…` (as Bolt finds it) or of an absolute path; undefined where there is nothing. */
  find(reference: string): Promise<string | undefined>;
  /** The project's directory, absolute. */
  readonly directory: string;
  stat(path: string): Promise<'file' | 'directory' | undefined>;
  isReadable(path: string): Promise<boolean>;
  /** @throws Error of the system. */
  read(path: string): Promise<Uint8Array>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes a directory, with those above it, where it is not there yet. */
  makeDirectory(path: string): Promise<void>;
  children(directory: string): Promise<readonly string[]>;
  /** Keeps a text in a file that goes with the run; its absolute path. */
  temporary(content: string): Promise<string>;
}

/** What plans ask of PuppetDB beside what references ask. Each throws OrchestratorError when none is configured. */
export interface PlanPuppetDb extends PluginPuppetDb {
  command(name: string, version: number, payload: JsonObject, instance: string | undefined): Promise<string>;
}
