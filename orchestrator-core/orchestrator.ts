import { type Json, type LogLevel, redactedText } from './common/index.ts';
import type { Batch, Target } from './inventory/index.ts';
import type { Job, JobDetails, JobEvent } from './jobs/index.ts';
import type {
  FactChange,
  Node,
  NodeDetails,
  NodeList,
  NodeListRequest,
  Pong,
  QueryPage,
  QueryRequest,
  SavedSelection,
  SelectionPreview,
} from './nodes.ts';
import type { PlanPreview, SessionAnswer } from './plans/index.ts';
import type { GivenParameters, ParameterForm, Task, TaskProblem } from './tasks/index.ts';

export type * from './nodes.ts';

/** A task as lists show it. */
export interface TaskSummary {
  readonly name: string;
  readonly description?: string;
  readonly private: boolean;
  readonly supportsNoop: boolean;
  /** Where it is defined: the metadata file, else the executable; absolute. */
  readonly path: string;
  /** The executables, one per implementation, absolute: an editor knows by them which task a script belongs to. */
  readonly executables: readonly string[];
  readonly module: string;
  /** Of a module that every project has. */
  readonly isBrought?: true;
}

/** All tasks, and what could not be understood among them. */
export interface TaskList {
  readonly tasks: readonly TaskSummary[];
  readonly problems: readonly TaskProblem[];
}

/** A group of the inventory with what it holds, `all` included. */
export interface GroupSummary {
  readonly name: string;
  readonly targets: readonly string[];
}

/** What to run. Values come as JSON; the core checks and completes them before anything is sent. */
export type RunRequest = {
  /**
   * The selection, in the words of the command line: group names, target names, aliases, URIs, glob patterns, and options
   * such as `-q` with a query or `-F os.family=Debian` (see `inventory/selection/`).
   */
  readonly targets: readonly string[];
  readonly description?: string;
  /** Nodes at the same time; default 250. */
  readonly concurrency?: number;
  /** Milliseconds per node; default none. */
  readonly timeout?: number;
  /**
   * Begins the nodes in portions, each when all nodes of the one before have ended and the pause is over; default what the
   * selection says, else all at once. Goes on in the next life of the orchestrator.
   */
  readonly batch?: Batch;
  /** The user to become on the targets, over what the inventory says. */
  readonly runAs?: string;
} & (
  | {
      readonly kind: 'task';
      readonly task: string;
      readonly parameters: GivenParameters;
      readonly noop?: boolean;
    }
  | { readonly kind: 'command'; readonly command: string; readonly environment?: Readonly<Record<string, string>> }
  | {
      readonly kind: 'script';
      /** `MODULE/FILE` as plans name it, or a path on the orchestrator's machine, absolute. */
      readonly script: string;
      readonly arguments: readonly string[];
      readonly environment?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'upload' | 'download'; readonly source: string; readonly destination: string }
  | {
      /** Has the Puppet of the targets apply a manifest; each result is the report. */
      readonly kind: 'apply';
      /** The Puppet code. */
      readonly code: string;
      readonly noop?: boolean;
    }
  /** Asks the targets for their facts. */
  | { readonly kind: 'facts' }
);

/** Which plan to run. */
export interface PlanRequest {
  readonly plan: string;
  readonly parameters: GivenParameters;
  /** Becomes the plan's parameter `targets` or `nodes`, where it has one of type TargetSpec. */
  readonly targets?: readonly string[];
  readonly noop?: boolean;
  readonly description?: string;
  /** Nodes at the same time, in each step; default 250. */
  readonly concurrency?: number;
  /** Overrides `run-as` of the inventory. */
  readonly runAs?: string;
  /** Nobody answers what the plan asks: a question has its default for an answer, or is a `bolt/no-tty-error`. */
  readonly unattended?: boolean;
}

/** A plan that failed or was cut off goes on. */
export interface ResumeRequest {
  readonly job: string;
  /** The step from which on everything is done anew; default the first one without a good end. */
  readonly from?: string;
  /** Goes on although the plan or its parameters have changed since. */
  readonly force?: boolean;
  /** Values that were not kept. */
  readonly sensitive?: GivenParameters;
  /** As {@link PlanRequest.unattended}. */
  readonly unattended?: boolean;
}

/** A plan as lists show it. */
export interface PlanSummary {
  readonly name: string;
  readonly description?: string;
  readonly private: boolean;
  /** Absolute. */
  readonly path: string;
  readonly module: string;
  /** Of a module that every project has. */
  readonly isBrought?: true;
}

/** All plans, and what could not be understood among them. */
export interface PlanList {
  readonly plans: readonly PlanSummary[];
  readonly problems: readonly TaskProblem[];
}

/** A plan with what it takes. */
export interface PlanDetails extends PlanSummary {
  readonly kind: 'puppet' | 'yaml';
  /** In the order of the plan. Defaults of Puppet plans are source text. */
  readonly parameters: readonly PlanParameterDetails[];
}

/** A parameter of a plan. */
export interface PlanParameterDetails {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly default?: string;
  readonly required: boolean;
  readonly sensitive: boolean;
}

/** A console is opened: a plan job that evaluates what it is given. */
export interface ConsoleRequest {
  readonly description?: string;
  /** Nodes at the same time, in each step; default 250. */
  readonly concurrency?: number;
  /** As {@link PlanRequest.unattended}. */
  readonly unattended?: boolean;
}

/** What came of an input of a console. */
export interface ConsoleAnswer {
  readonly answer: SessionAnswer;
  /** The number of the job's newest event by then: whoever follows the job knows when all of it was seen. */
  readonly lastEvent: number;
}

/** Which nodes of a job run again. Sensitive parameters were not kept: they are given anew. */
export interface RerunRequest {
  readonly job: string;
  readonly which: 'all' | 'failure' | 'success';
  readonly sensitive?: GivenParameters;
}

export interface OrchestratorStatus {
  readonly state: 'starting' | 'running' | 'stopping';
  readonly version: string;
  /** The project it serves, absolute. */
  readonly project: string;
  readonly dataDirectory: string;
  readonly broker?: string;
  readonly api?: string;
  readonly connectedNodes: number;
  readonly runningJobs: number;
}

/** Something that changed; whoever shows it asks again for what it shows. `job_event` carries the event itself. */
export type Notice =
  /** `nodes` names those that changed where they are few; absent, any may have, come or gone. */
  | { readonly kind: 'nodes_changed'; readonly nodes?: readonly string[] }
  | { readonly kind: 'tasks_changed' }
  | { readonly kind: 'plans_changed' }
  | { readonly kind: 'inventory_changed' }
  | { readonly kind: 'job_changed'; readonly job: Job }
  | { readonly kind: 'status_changed'; readonly status: OrchestratorStatus }
  /** Everything that is asked now; who begins to read while something is asked is told. */
  | { readonly kind: 'questions_changed'; readonly questions: readonly Question[] }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string };

/** A secret that a plugin asks people for, before any job is there that could ask. */
export interface Question {
  readonly id: string;
  readonly message: string;
}

/** The answer to a check of one parameter's value. */
export type ParameterVerdict = { readonly ok: true } | { readonly ok: false; readonly message: string };

/**
 * The single contract of the system: tree views, lenses, the command line, REST handlers and tests all call it.
 * Carriers: in-process (`embedded.ts`), JSON-RPC (`api/`). Methods reject with {@link OrchestratorError}.
 */
export interface Orchestrator {
  status(): Promise<OrchestratorStatus>;

  nodes(): Promise<readonly Node[]>;
  /** @throws OrchestratorError `bolt/unknown-target` */
  node(name: string): Promise<NodeDetails>;
  /** A page of the nodes, divided as asked: what a tree shows. */
  nodeList(request: NodeListRequest): Promise<NodeList>;
  /** Newest first. */
  factHistory(node: string): Promise<readonly FactChange[]>;
  groups(): Promise<readonly GroupSummary[]>;
  /** Has the plugins of the inventory asked again, which otherwise happens once a minute at most. */
  refresh(): Promise<void>;
  /**
   * What a query finds, page by page, as fast as it is read; ending the iteration ends the query. `wholeAnswer` makes one
   * answer of the pages. @throws OrchestratorError `puppetlabs.puppetdb/query-error`: what is wrong with the query, in
   * PuppetDB's words.
   */
  query(request: QueryRequest, signal: AbortSignal): AsyncIterable<QueryPage>;
  /** What a selection means now: how many nodes, and the first `sample` of them. For a person who is typing it. */
  select(selection: readonly string[], sample: number): Promise<SelectionPreview>;
  savedSelections(): Promise<readonly SavedSelection[]>;
  /** Keeps a selection in the project under a name; without words it is removed. */
  saveSelection(name: string, words: readonly string[]): Promise<void>;
  /** Reaches every node that the selection means and answers as each does; none waits longer than `timeout` milliseconds. */
  ping(selection: readonly string[], timeout: number, signal: AbortSignal): AsyncIterable<Pong>;
  /** The targets that a selection means now, de-duplicated, in order. @throws when a pattern matches nothing. */
  targets(selection: readonly string[]): Promise<readonly Target[]>;

  tasks(): Promise<TaskList>;
  /** @throws OrchestratorError `bolt/unknown-task`, or what is wrong with its metadata. */
  task(name: string): Promise<Task>;
  /** How a person is asked for the task's parameters, required ones first. @throws as {@link Orchestrator.task}. */
  parameterForms(task: string): Promise<readonly ParameterForm[]>;
  /** Checks one value as typed in an input box, before anything is sent. */
  checkParameter(task: string, parameter: string, text: string): Promise<ParameterVerdict>;

  /** Checks everything, writes the job to the journal and starts it; resolves with its id before any node has run. */
  run(request: RunRequest): Promise<string>;
  rerun(request: RerunRequest): Promise<string>;
  /**
   * Ends the processes on running nodes and starts no others. Idempotent. Resolves when the request is journalled. A plan
   * can also be stopped `after-step`: what runs ends by itself, and nothing follows it.
   */
  stop(job: string, when?: 'now' | 'after-step'): Promise<void>;

  plans(): Promise<PlanList>;
  /** @throws OrchestratorError `bolt/unknown-plan`, or what is wrong with it. */
  plan(name: string): Promise<PlanDetails>;
  /** As {@link Orchestrator.parameterForms}. */
  planForms(plan: string): Promise<readonly ParameterForm[]>;
  checkPlanParameter(plan: string, parameter: string, text: string): Promise<ParameterVerdict>;
  /** Checks plan and parameters, writes the job to the journal and starts it; resolves with its id. */
  runPlan(request: PlanRequest): Promise<string>;
  /** @throws OrchestratorError `baton/plan-changed` (`details.changed`) where it is not forced. */
  resumePlan(request: ResumeRequest): Promise<string>;
  /**
   * What a plan would do. Nothing is done, and parameters may be missing. `source` is the text of the plan's file as it
   * stands in an editor, where that is not what is on the disk.
   */
  previewPlan(request: PlanRequest, source?: string): Promise<PlanPreview>;
  /** Answers what a plan asks. @throws OrchestratorError `baton/unknown-prompt`. */
  answer(job: string, prompt: string, answer: string): Promise<void>;
  /** Answers what a plugin asks; without an answer it does without. @throws OrchestratorError `baton/unknown-prompt`. */
  reply(question: string, answer?: string): Promise<void>;

  /**
   * Begins a job in which one input after the other is evaluated, in one scope and with the functions of plans; resolves
   * with its id. It ends with {@link closeConsole}, when it is stopped, and a minute after nobody reads its events.
   */
  openConsole(request: ConsoleRequest): Promise<string>;
  /** Evaluates an input after those before it. @throws OrchestratorError `baton/no-console` when there is none. */
  evaluate(job: string, source: string): Promise<ConsoleAnswer>;
  /** Ends the input that is evaluated now with all that it does on targets; what was defined stays. */
  interrupt(job: string): Promise<void>;
  /** Ends the job and what still runs in it. Idempotent. */
  closeConsole(job: string): Promise<void>;

  /** Jobs that no plan started, newest first: the steps of a plan's {@link Orchestrator.job} name those that it did. */
  jobs(options: { readonly limit: number; readonly before?: string }): Promise<readonly Job[]>;
  /** @throws OrchestratorError `puppetlabs.orchestrator/unknown-job`. */
  job(id: string): Promise<JobDetails>;
  /**
   * The job's events from number `start` on: those that are past, then those that come, until the final one. Ends
   * early when `signal` is aborted. A reader that does not keep up slows only itself.
   */
  events(job: string, start: number, signal: AbortSignal): AsyncIterable<JobEvent>;

  /** Everything that changes from now on, until `signal` is aborted. */
  notices(signal: AbortSignal): AsyncIterable<Notice>;
}

/** A value that must not be shown is shown as this, everywhere, in the peers' words. */
export const redacted: Json = redactedText;
