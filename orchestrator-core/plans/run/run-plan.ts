import type { CancelSignal, Json, JsonObject } from '../../common/index.ts';
import {
  drive,
  type Evaluation,
  type EvaluationHost,
  isKind,
  type NativeFunction,
  type PuppetValue,
  valuesOfJson,
} from '../../language/index.ts';
import { planFunctions } from '../functions/index.ts';
import { jsonOf, planData } from '../values/json-value.ts';
import { createPlanObjects } from '../values/live-objects.ts';
import { errorValueOf } from './error-value.ts';
import { type FutureTable, futureState } from './futures.ts';
import { invocation, invoke, planNamed } from './invoke-plan.ts';
import type { PlanContext, PlanRun } from './plan-context.ts';
import type { PlanErrorValue } from './plan-error.ts';
import { receiveParameters } from './plan-parameters.ts';
import type { PlanWorld } from './world.ts';

/** Which plan is run, and with what. */
export interface PlanRunRequest {
  readonly plan: string;
  /** Checked against the types of the plan. */
  readonly parameters: JsonObject;
  /** Steps that can be run in noop are; the others are skipped, and say so. */
  readonly noop: boolean;
}

/** What came of a plan. */
export type PlanOutcome =
  | {
      readonly ok: true;
      /** As Bolt prints it with `--format json`. */
      readonly value: Json;
      /** What kind of value it was, which decides how people are shown it. */
      readonly shape: 'undef' | 'results' | 'result' | 'error' | 'data';
    }
  | { readonly ok: false; readonly error: PlanErrorValue };

/** How a run is bounded and ended. */
export interface PlanRunOptions {
  readonly signal: CancelSignal;
  /** Lets others have a turn. */
  readonly turn: () => Promise<void>;
  /** Runs statements, and answers false where they go on for too long: see `DriveOptions` of the language. */
  readonly guard?: (run: () => void) => boolean;
}

/** Statements that a run, or one input of a session, evaluates at most: a loop without an end is found out. */
export const mostSteps = 50_000_000;

/**
 * Runs a plan, written in Puppet or YAML, to its end, and waits for the blocks that it started. What goes wrong in the
 * plan is its outcome.
 *
 * @throws what the signal aborts with.
 */
export async function runPlan(
  request: PlanRunRequest,
  world: PlanWorld,
  options: PlanRunOptions,
): Promise<PlanOutcome> {
  const run = createRun(world, request.noop, options);
  const { futures } = run;
  try {
    const outcome = await outcomeOf(() => drive(mainPlan(request, run, options), { ...options, mostSteps }), options);
    const crash = await settleFutures(run, options);
    options.signal.throwIfAborted();
    return outcome.ok && crash !== undefined ? { ok: false, error: crash } : outcome;
  } finally {
    // A run that was cut off is over when all its blocks are.
    await Promise.all([...futures.values()].map(({ settled }) => settled));
  }
}

/** What all parts of a run share, before anything of it has run. */
export function createRun(world: PlanWorld, noop: boolean, { turn }: Pick<PlanRunOptions, 'turn'>): PlanRun {
  const futures: FutureTable = new Map();
  const objects = createPlanObjects(world.inventory, (future) => futureState(futures, future));
  return { world, objects, noop, turn, futures, secrets: new Set(), plans: new Map() };
}

async function outcomeOf(begin: () => Promise<PuppetValue>, { signal }: PlanRunOptions): Promise<PlanOutcome> {
  try {
    const value = await begin();
    return { ok: true, value: planData(value), shape: shapeOf(value) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, error: reasonOf(error) };
  }
}

/** Why an evaluation has no value. @throws the error itself where it is a mistake of ours. */
export function reasonOf(error: unknown): PlanErrorValue {
  const value = error instanceof RangeError ? outOfBounds : errorValueOf(error);
  if (value === undefined) throw error;
  return value;
}

/** The engine's own end of stack or of memory for one value. */
const outOfBounds: PlanErrorValue = {
  kind: 'bolt/pal-error',
  msg: 'The plan is nested too deep, or makes a value that is too big',
  details: {},
};

function* mainPlan(request: PlanRunRequest, run: PlanRun, { signal }: PlanRunOptions): Evaluation {
  const plan = yield* planNamed(run, request.plan);
  const context: PlanContext = {
    run,
    plan: { name: request.plan, isParallel: false },
    steps: { parent: undefined, prefix: '', last: 0 },
    signal,
    quiet: false,
  };
  const made = invocation(plan, hostOf(run), context, 0);
  return yield* invoke(made, receiveParameters(made.parameters, valuesOfJson(request.parameters)));
}

/** The host of a plan's project with the functions of plans. */
export function hostOf(run: PlanRun): EvaluationHost {
  const { host } = run.world.loader;
  const natives = new Map([...host.natives, ...planFunctions()]);
  const unwrap = natives.get('unwrap');
  if (unwrap !== undefined) natives.set('unwrap', withSecretsNoted(unwrap, run));
  return { ...host, objects: run.objects, natives };
}

/** What a plan takes out of a Sensitive it may put anywhere: into a command, a message, an error. */
function withSecretsNoted(unwrap: NativeFunction, { world, secrets }: PlanRun): NativeFunction {
  return (call) => {
    const [value = null] = call.arguments;
    if (isKind(value, 'Sensitive')) {
      const held = jsonOf(value.value);
      world.hide([held]);
      for (const text of textsIn(held)) secrets.add(text);
    }
    return unwrap(call);
  };
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * Blocks that nobody waited for go on until they are done. Errors of the plan in them are only told; what else went
 * wrong is what the run failed with.
 */
async function settleFutures(
  { futures, world }: PlanRun,
  { signal }: PlanRunOptions,
): Promise<PlanErrorValue | undefined> {
  let crash: PlanErrorValue | undefined;
  // Blocks may start blocks: the table grows while it is gone through.
  for (const future of futures.values()) {
    const isLate = future.outcome === undefined;
    await future.settled;
    signal.throwIfAborted();
    const { outcome, name } = future;
    if (outcome?.kind === 'crash') crash ??= reasonOf(outcome.error);
    if (!isLate || outcome?.kind !== 'failure') continue;
    world.say({ level: 'warn', text: `Error in future '${name}': ${outcome.error.message}` });
  }
  return crash;
}

/** How people are shown a value. */
export function shapeOf(value: PuppetValue): 'undef' | 'results' | 'result' | 'error' | 'data' {
  if (value === null) return 'undef';
  if (!isKind(value, 'Object')) return 'data';
  const { name } = value.type;
  if (name === 'ResultSet') return 'results';
  if (name === 'Error') return 'error';
  return name === 'Result' || name === 'ApplyResult' ? 'result' : 'data';
}
