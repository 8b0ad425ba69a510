import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { type Evaluation, type NativeCall, type PuppetValue, wait } from '../../language/index.ts';
import { errorValueOf } from './error-value.ts';
import type { BlockOutcome } from './futures.ts';
import { callPlace, contextOf, type PlanContext, planPlace } from './plan-context.ts';
import { PlanError, type PlanErrorValue } from './plan-error.ts';
import { jsonWithoutSecrets, noteSecrets, record, recordVariables, withoutSecrets } from './record.ts';
import { until } from './until.ts';
import type { PlanStepStart, StepOutcome } from './world.ts';

/** What a call is about to do, as it is kept. */
export interface StepWhat {
  readonly function: string;
  readonly object: string;
  readonly targets?: readonly string[];
  readonly description?: string | undefined;
  /** All that decides what it does. */
  readonly arguments: PuppetValue;
}

/** What a step gave. */
export interface Performed<T extends Json = Json> {
  readonly value: T;
  /** What is kept of the value, where that is less. */
  readonly kept?: T;
  readonly failures?: number;
  /** Why nothing was done. */
  readonly skipped?: string;
  /** Whether secrets are missing in what is kept of the value, so that it cannot stand for doing the step again. */
  readonly isSecret?: boolean;
}

/**
 * Does a step whose outcome can stand for doing it again: where the plan is resumed, `perform` is not called and the
 * value is the one that was kept.
 *
 * @throws PlanError where `perform` rejects with an error of a plan or of the orchestrator.
 */
export function* performStep<T extends Json>(
  call: NativeCall,
  what: StepWhat,
  perform: (step: PlanStepStart) => Promise<Performed<T>>,
): Evaluation<T> {
  const context = contextOf(call.frame);
  const start = startOf(call, what, true);
  let live: { readonly value: T } | { readonly error: unknown } | undefined;
  const outcome = yield* wait(() =>
    context.run.world.step(start, async (): Promise<StepOutcome> => {
      try {
        const done = await perform(start);
        live = done;
        return success(context, done);
      } catch (error) {
        live = { error };
        return failure(context, error);
      }
    }),
  );
  if (live !== undefined && 'error' in live) throw live.error;
  if (live !== undefined) return live.value;
  // The answer is one that this very step gave before.
  if (outcome.ok) return outcome.value as T;
  throw new PlanError(keptError(outcome.error));
}

/**
 * Goes through a step that is made of others: a plan, blocks side by side. `inner` is given the step; its value is never
 * replayed.
 */
export function* blockStep<T extends PuppetValue>(
  call: NativeCall,
  what: StepWhat,
  inner: (step: PlanStepStart) => Evaluation<T>,
): Evaluation<T> {
  const context = contextOf(call.frame);
  const start = startOf(call, what, false);
  return yield* wait(async (driver) => {
    let live: { readonly value: T } | { readonly error: unknown } | undefined;
    await context.run.world.step(start, async () => {
      try {
        const value = await driver.drive(until(context.signal, inner(start)));
        live = { value };
        return success(context, { value: shownValue(context, value) });
      } catch (error) {
        live = { error };
        return failure(context, error);
      }
    });
    if (live === undefined) throw new Error(`The step ${start.id} was not gone through`);
    if ('error' in live) throw live.error;
    return live.value;
  });
}

/** A step that begins now and goes on beside the plan. */
export interface BegunBlock {
  readonly start: PlanStepStart;
  /** Goes through it. Never rejects. */
  run(block: () => Promise<BlockOutcome>): Promise<BlockOutcome>;
}

/** Begins a step that the plan does not wait for. */
export function beginBlock(call: NativeCall, what: StepWhat): BegunBlock {
  const context = contextOf(call.frame);
  const start = startOf(call, what, false);
  const run = async (block: () => Promise<BlockOutcome>): Promise<BlockOutcome> => {
    let outcome: BlockOutcome | undefined;
    try {
      await context.run.world.step(start, async () => {
        outcome = await block();
        if (outcome.kind === 'value') return success(context, { value: shownValue(context, outcome.value) });
        return failure(context, outcome.error);
      });
    } catch (error) {
      outcome ??= { kind: 'crash', error };
    }
    return outcome ?? { kind: 'crash', error: new Error(`The step ${start.id} was not gone through`) };
  };
  return { start, run };
}

/** A value for people to look at, which nobody goes on with. */
function shownValue({ run }: PlanContext, value: PuppetValue): Json {
  return record(value, { secrets: run.secrets, left: mostOfValue });
}

/** Characters. */
const mostOfValue = 20_000;

function startOf({ frame, node }: NativeCall, what: StepWhat, replayable: boolean): PlanStepStart {
  const { run, steps, quiet } = contextOf(frame);
  const { secrets } = run;
  noteSecrets(what.arguments, secrets);
  const variables = recordVariables(frame.scope, secrets);
  const digest = (text: string): string => frame.host.digest('sha256', text);
  steps.last += 1;
  const place = planPlace(callPlace(frame, node));
  return {
    id: `${steps.prefix}${steps.last}`,
    ...(steps.parent !== undefined && { parent: steps.parent }),
    function: what.function,
    object: withoutSecrets(what.object, secrets),
    targets: what.targets ?? [],
    ...(what.description !== undefined && { description: withoutSecrets(what.description, secrets) }),
    ...(place !== undefined && { place }),
    arguments: record(what.arguments, { secrets, digest }),
    variables,
    quiet,
    replayable,
  };
}

function success({ run }: PlanContext, done: Performed): StepOutcome {
  const { value, kept: shown = value, failures, skipped } = done;
  const kept = jsonWithoutSecrets(shown, run.secrets);
  const isSecret = done.isSecret === true || (kept !== shown && JSON.stringify(kept) !== JSON.stringify(value));
  return {
    ok: true,
    value: kept,
    ...(failures !== undefined && { failures }),
    ...(skipped !== undefined && { skipped }),
    ...(isSecret && { isSecret }),
  };
}

/** @throws the error itself where the step was cut off, or the error is none that a plan can have. */
function failure({ run, signal }: PlanContext, error: unknown): StepOutcome {
  if (signal.aborted) throw error;
  const value = errorValueOf(error);
  if (value === undefined) throw error;
  const { kind, msg, details, issueCode } = value;
  const kept: JsonObject = { kind, msg, details, ...(issueCode !== undefined && { issue_code: issueCode }) };
  return { ok: false, error: jsonWithoutSecrets(kept, run.secrets) as JsonObject };
}

function keptError({ kind, msg, details = null, issue_code: code }: JsonObject): PlanErrorValue {
  return {
    kind: String(kind),
    msg: String(msg),
    details: isJsonObject(details) ? details : {},
    ...(typeof code === 'string' && { issueCode: code }),
  };
}
