import {
  type ActionPorts,
  type PreparedAction,
  prepareCommand,
  prepareCopy,
  preparePuppet,
  prepareScript,
  prepareTask,
} from '../actions/index.ts';
import type { CancelSignal, Clock, Json, JsonObject } from '../common/index.ts';
import { OrchestratorError } from '../common/index.ts';
import { createProjectEvaluation } from '../evaluation-host.ts';
import { givenPasswords } from '../given-passwords.ts';
import type { LiveInventory, Target } from '../inventory/index.ts';
import type { Action, JobDescription, JobDetails, NewJob, NodeOutcome, PlanJobRun } from '../jobs/index.ts';
import { diskFiles } from '../node/index.ts';
import type {
  ActOptions,
  ActResult,
  PlanAction,
  PlanFiles,
  PlanPuppetDb,
  PlanQuestion,
  PlanWorld,
  ProgramResult,
} from '../plans/index.ts';
import type { PluginHost } from '../plugins/index.ts';
import { type PlanReplay, succeededIn } from './plan-replay.ts';
import { makeEmpty } from './run-files.ts';

/** What a running plan's world is made of. */
export interface PlanWorldOptions {
  readonly ports: ActionPorts;
  readonly inventory: LiveInventory;
  readonly files: PlanFiles;
  readonly clock: Clock;
  readonly run: PlanJobRun;
  readonly replay: PlanReplay;
  readonly puppetdb: PlanPuppetDb;
  readonly plugins: PluginHost;
  /** A job of the earlier run, when it is over. */
  readonly ended: (job: string, signal: CancelSignal) => Promise<JobDetails>;
  /** Nodes at the same time, in each step. */
  readonly concurrency: number;
  /** The user to become on targets, where a step names none. */
  readonly runAs?: string;
  /** Nobody is there to answer questions. */
  readonly unattended: boolean;
  readonly execute: (program: string, args: readonly string[], signal: CancelSignal) => Promise<ProgramResult>;
}

/** A plan's world over the real one: what it does to targets are jobs below its own. */
export function createPlanWorld(options: PlanWorldOptions): PlanWorld {
  const { ports, inventory, files, clock, run, replay, puppetdb, execute } = options;
  const { project } = ports;
  const evaluation = createProjectEvaluation(project, {
    files: diskFiles,
    now: () => clock.now(),
    log: (level, text) => run.say({ level: messageLevel(level), text }),
  });
  return {
    loader: { modules: project.modules, readText: (path) => diskFiles.readText(path), ...evaluation },
    inventory,
    files,
    now: () => clock.now(),
    sleep: (milliseconds, signal) => sleep(clock, milliseconds, signal),
    environment: (name) => process.env[name],
    act: (action, targets, how) => act(options, action, targets, how),
    describeTask: async (name) => {
      const task = await found(() => ports.catalog.find(project, name));
      if (task === undefined) return undefined;
      const { supports_noop: supportsNoop, parameters = {} } = task.metadata;
      const sensitive = Object.entries(parameters).filter(([, parameter]) => parameter.sensitive === true);
      return { supportsNoop: supportsNoop === true, sensitive: sensitive.map(([key]) => key) };
    },
    execute,
    step: (start, perform) => {
      const kept = replay.kept(start);
      if (kept === undefined && replay.isWithheld(start)) {
        const text = `Step ${start.id} (${start.function}) is done again: its answer held secrets, or was too long, and was not kept.`;
        run.say({ level: 'warn', text });
      }
      return run.step(start, perform, kept);
    },
    hide: (secrets) => run.hide(secrets),
    say: (message) => run.say(message),
    ask: (question, signal) => ask(options, question, signal),
    puppetdb,
    plugins: options.plugins,
  };
}

/** The levels of Puppet's log functions as Bolt has them. */
const levels: Readonly<Record<string, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'trace'>> = {
  debug: 'trace',
  info: 'debug',
  notice: 'info',
  warning: 'warn',
  err: 'error',
  alert: 'error',
  emerg: 'fatal',
  crit: 'fatal',
};

function messageLevel(level: string): 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'trace' {
  return levels[level] ?? 'info';
}

/** What is not there is undefined. */
async function found<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof OrchestratorError && error.kind === 'bolt/unknown-task') return undefined;
    throw error;
  }
}

async function sleep(clock: Clock, milliseconds: number, signal: CancelSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      timer.cancel();
      reject(signal.reason);
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}

async function ask(
  { run, unattended }: PlanWorldOptions,
  question: PlanQuestion,
  signal: CancelSignal,
): Promise<string> {
  const { default: fallback } = question;
  if (unattended && fallback !== undefined) return fallback;
  if (unattended) throw new OrchestratorError('bolt/no-tty-error', 'STDIN is not a tty, unable to prompt');
  const answer = await run.ask(question, signal);
  return answer === '' && fallback !== undefined ? fallback : answer;
}

/** Actions of a step, those that cannot even be begun apart. */
interface PreparedStep {
  readonly prepared: PreparedAction;
  readonly byTarget: ReadonlyMap<string, Action>;
  readonly refused: ReadonlyMap<string, OrchestratorError>;
}

async function act(
  options: PlanWorldOptions,
  action: PlanAction,
  targets: readonly string[],
  how: ActOptions,
): Promise<readonly ActResult[]> {
  const { inventory, run } = options;
  run.hide(how.secrets);
  const step = await prepareStep(options, action, targets, how.noop);
  const outcomes = new Map<string, NodeOutcome['result']>();
  const wanted = targets.filter((name) => !step.refused.has(name));
  for (const outcome of await adopted(options, step, wanted, how)) outcomes.set(outcome.node, outcome.result);
  const left = wanted.filter((name) => !outcomes.has(name));
  if (left.length > 0) {
    await inventory.ready(left);
    const job = childJob(
      options,
      step,
      left.map((name) => inventory.effective(name)),
      how,
    );
    for (const { node, result } of await run.act(how.step, job, how.signal)) {
      outcomes.set(node, result);
    }
  }
  const object = step.prepared.action.kind === 'wait' ? null : step.prepared.description.object;
  return targets.map((target): ActResult => {
    const result = outcomes.get(target);
    if (result === undefined) return refusedResult(target, actionName(action), step.refused.get(target));
    const { status, value, reached, sensitive } = result;
    const open = sensitive === undefined ? value : { ...value, _sensitive: sensitive };
    if (sensitive !== undefined) run.hide([sensitive]);
    return { target, action: actionName(action), object: reached ? object : null, status, value: open };
  });
}

/** What results say was done. */
function actionName({ kind }: PlanAction): string {
  return kind === 'puppet' ? 'task' : kind;
}

function refusedResult(target: string, action: string, error: OrchestratorError | undefined): ActResult {
  const { kind = 'baton/internal-error', message = 'Nothing is known of it', details = {} } = error ?? {};
  return { target, action, object: null, status: 'failure', value: { _error: { kind, msg: message, details } } };
}

async function prepareStep(
  { ports }: PlanWorldOptions,
  action: PlanAction,
  targets: readonly string[],
  noop: boolean,
): Promise<PreparedStep> {
  const byTarget = new Map<string, Action>();
  const refused = new Map<string, OrchestratorError>();
  if (action.kind === 'puppet') return { ...(await preparePuppet(ports, action, targets, noop)), refused };
  if (action.kind !== 'task' || action.byTarget === undefined) {
    return { prepared: await prepare(ports, action, noop), byTarget, refused };
  }
  const { task } = action;
  let first: PreparedAction | undefined;
  const sensitive: Json[] = [];
  const names = new Set<string>();
  for (const target of targets) {
    try {
      const own = action.byTarget[target] ?? {};
      const prepared = await prepareTask(ports, task, { kind: 'literal', values: own }, noop);
      first ??= prepared;
      sensitive.push(...prepared.sensitive);
      for (const name of prepared.description.sensitive) names.add(name);
      byTarget.set(target, prepared.action);
    } catch (error) {
      // Of an unknown task there is nothing to be said for each target.
      if (!(error instanceof OrchestratorError) || error.kind === 'bolt/unknown-task') throw error;
      refused.set(target, error);
    }
  }
  if (first === undefined) {
    const description = { command: 'task', object: task, parameters: {}, sensitive: [], noop } as const;
    const nothing: Action = { kind: 'task', task: { name: task, metadata: {}, files: [] }, parameters: {}, noop };
    return { prepared: { action: nothing, description, sensitive: [] }, byTarget, refused };
  }
  const shown = Object.fromEntries([...byTarget].map(([name, each]) => [name, openParameters(each, names)]));
  const description = { ...first.description, parameters: shown, sensitive: [...names], byTarget: true } as const;
  return { prepared: { ...first, description, sensitive }, byTarget, refused };
}

function openParameters(action: Action, sensitive: ReadonlySet<string>): JsonObject {
  const parameters = action.kind === 'task' ? action.parameters : {};
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !sensitive.has(name)));
}

async function prepare(
  ports: ActionPorts,
  action: Exclude<PlanAction, { kind: 'puppet' }>,
  noop: boolean,
): Promise<PreparedAction> {
  switch (action.kind) {
    case 'task': {
      const { task, parameters: values, isComplete = false } = action;
      return prepareTask(ports, task, { kind: 'literal', values, isComplete }, noop);
    }
    case 'command':
      return prepareCommand(action.command, action.environment);
    case 'script':
      return prepareScript(ports, { ...action, script: action.path });
    case 'upload':
      return prepareCopy('upload', action.source, action.destination);
    case 'download':
      await makeEmpty(action.destination);
      return prepareCopy('download', action.source, action.destination);
    case 'wait': {
      const described = { command: 'wait', object: 'wait_until_available', parameters: {}, sensitive: [] } as const;
      return { action, description: { ...described, noop: false }, sensitive: [] };
    }
  }
}

function childJob(
  { concurrency, runAs: runAsOfPlan }: PlanWorldOptions,
  { prepared, byTarget }: PreparedStep,
  targets: readonly Target[],
  how: ActOptions,
): NewJob {
  const { description: about, runAs = runAsOfPlan } = how;
  const description: JobDescription = {
    ...prepared.description,
    nodes: targets.map(({ name }) => name),
    ...givenPasswords(targets),
    concurrency,
    ...(about === undefined ? {} : { description: about }),
    ...(runAs === undefined ? {} : { runAs }),
  };
  return {
    description,
    targets,
    action: prepared.action,
    byTarget,
    sensitive: [...prepared.sensitive, ...how.secrets],
  };
}

/**
 * What jobs of the earlier run did of a step that was cut off or failed: where one still runs on its agents it is
 * followed to its end. Targets that succeeded are not acted on again.
 */
async function adopted(
  { replay, run, ended }: PlanWorldOptions,
  { prepared }: PreparedStep,
  targets: readonly string[],
  how: ActOptions,
): Promise<readonly NodeOutcome[]> {
  const outcomes: NodeOutcome[] = [];
  // Whether a target can be reached is asked again, and a directory for downloads was made anew.
  if (prepared.action.kind === 'wait' || prepared.action.kind === 'download') return outcomes;
  for (const job of replay.jobs(how.step)) {
    const details = await ended(job, how.signal);
    const done = succeededIn(details, run.shown(prepared.description)).filter(({ node }) => targets.includes(node));
    if (done.length === 0) continue;
    run.adopt(how.step, job);
    outcomes.push(...done);
  }
  return outcomes;
}
