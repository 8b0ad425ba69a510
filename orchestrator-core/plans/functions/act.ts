import type { Json, JsonObject } from '../../common/index.ts';
import { type Evaluation, type NativeCall, type PuppetObject, textOf, valueOfJson } from '../../language/index.ts';
import { callPlace, contextOf, type PlanContext, planPlace } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { noteSecrets, redacted } from '../run/record.ts';
import { performStep, type StepWhat } from '../run/step.ts';
import type { ActResult, PlanAction } from '../run/world.ts';
import { planDataOf } from '../values/json-value.ts';
import type { PlanObject } from '../values/plan-object.ts';
import { errorIn, isOk, resultSetOf, resultsIn } from '../values/results.ts';
import { isSet, userOf } from './options.ts';

/** A call that does something to targets. */
export interface Acting {
  readonly what: StepWhat & { readonly targets: readonly string[] };
  /** Prepared only when it is done: it may read files. */
  readonly action: () => Promise<PlanAction>;
  /** The options of the call without the underscores before their names. */
  readonly options: PuppetObject;
  readonly secrets: readonly Json[];
  readonly noop?: boolean;
  /** Why it is not done in a run in noop; undefined for what can be. */
  readonly skipped?: (action: PlanAction) => Promise<string | undefined>;
  /** What the error of a failure calls it, where it is not what the step is about. */
  readonly failure?: { readonly action: string; readonly object: string | null; readonly kind?: string };
  /** Makes of what came of the action what the plan is given. */
  readonly read?: (result: ActResult) => ActResult;
  /** What results say they are of, where it is not the action. */
  readonly shown?: { readonly action: string; readonly object: string };
  /** Results that are known before anything is done: targets that cannot be acted on. */
  readonly refused?: readonly ActResult[];
}

/**
 * Acts on targets as a step of the plan: a ResultSet.
 * @throws PlanError `bolt/run-failure` where a target failed and `_catch_errors` is not set.
 */
export function* act(call: NativeCall, acting: Acting): Evaluation<PlanObject> {
  const context = contextOf(call.frame);
  const { what, options, refused = [] } = acting;
  noteSecrets(valueOfJson(acting.secrets), context.run.secrets, true);
  const results = yield* performStep(call, what, async (step) => {
    const action = await acting.action();
    const reason = await skipReason(context, acting, action);
    const done =
      reason === undefined
        ? await perform(context, acting, action, step.id)
        : what.targets.map((target) => skippedResult(target, action, reason));
    const { read = (each) => atCall(call, each) } = acting;
    const value = [...done.map((each) => shownAs(each, acting)), ...refused].map((each) => resultJson(read(each)));
    const failures = value.filter(({ value: each }) => '_error' in each).length;
    const isSecret = value.some(({ value: each }) => '_sensitive' in each);
    const kept = value.map(withoutSensitive);
    return { value, kept, failures, isSecret, ...(reason !== undefined && { skipped: reason }) };
  });
  const set = resultSetOf(results, context.run.world.inventory);
  if (!isSet(options['catch_errors'])) raiseFailure(set, acting);
  return set;
}

/** The same as JSON: what a step keeps. */
type KeptResult = ActResult & JsonObject;

function resultJson({ target, action, object, status, value }: ActResult): KeptResult {
  return { target, action, object, status, value };
}

function withoutSensitive(result: KeptResult): KeptResult {
  return '_sensitive' in result.value ? { ...result, value: { ...result.value, _sensitive: redacted } } : result;
}

async function skipReason({ run }: PlanContext, { skipped }: Acting, action: PlanAction): Promise<string | undefined> {
  if (!run.noop) return undefined;
  return skipped === undefined ? 'the plan runs in noop' : await skipped(action);
}

async function perform(
  { run, signal, runAs }: PlanContext,
  { what, options, secrets, noop, refused = [] }: Acting,
  action: PlanAction,
  step: string,
): Promise<readonly ActResult[]> {
  const apart = new Set(refused.map(({ target }) => target));
  const targets = what.targets.filter((target) => !apart.has(target));
  if (targets.length === 0) return [];
  // A user that the call names counts, even where it is none.
  const user = 'run_as' in options ? userOf(options) : runAs;
  return await run.world.act(action, targets, {
    step,
    ...(what.description !== undefined && { description: what.description }),
    ...(user !== undefined && { runAs: user }),
    noop: noop === true || run.noop,
    secrets,
    signal,
  });
}

function shownAs(result: ActResult, { shown }: Acting): ActResult {
  if (shown === undefined) return result;
  return { ...result, action: shown.action, object: result.status === 'failure' ? null : shown.object };
}

/** What a plan in noop goes on with: nothing failed, nothing was printed, and `_skipped` says why. */
function skippedResult(target: string, action: PlanAction, reason: string): ActResult {
  const said = action.kind === 'command' || action.kind === 'script';
  const nothing = said ? { stdout: '', stderr: '', merged_output: '', exit_code: 0 } : { _output: '' };
  const value = { ...nothing, _skipped: reason };
  return { target, action: action.kind, object: objectOf(action), status: 'skipped', value };
}

function objectOf(action: PlanAction): string | null {
  switch (action.kind) {
    case 'task':
      return action.task;
    case 'command':
      return action.command;
    case 'script':
      return action.path;
    case 'upload':
    case 'download':
      return action.source;
    case 'wait':
    case 'puppet':
      return null;
  }
}

/** Errors that the transport made say where in the plan the call is; those that a task gave itself stay as they are. */
function atCall({ frame, node }: NativeCall, result: ActResult): ActResult {
  const error = result.value['_error'];
  if (typeof error !== 'object' || error === null || Array.isArray(error)) return result;
  const { details, issue_code, kind } = error as JsonObject;
  const known = typeof details === 'object' && details !== null && !Array.isArray(details) ? details : {};
  const isOwn = issue_code !== undefined || kind === 'bolt/invalid-task-error' || Object.keys(known).length === 0;
  const place = planPlace(callPlace(frame, node));
  if (!isOwn || 'file' in known || place === undefined) return result;
  const placed = { ...error, details: { file: place.path, line: place.line, ...known } };
  return { ...result, value: { ...result.value, _error: placed } };
}

function raiseFailure(set: PlanObject, { what, failure }: Acting): void {
  const failed = resultsIn(set).filter((each) => !isOk(each)).length;
  if (failed === 0) return;
  const { action, object, kind } = failure ?? { action: what.function, object: what.object };
  const about = object === null ? '' : ` '${object}'`;
  const msg = `${action}${about} failed on ${failed} target${failed === 1 ? '' : 's'}`;
  if (kind === undefined) throw runFailure('bolt/run-failure', msg, { action, object, result_set: set });
  // Bolt's `ApplyFailure` says what went wrong on each target.
  const said = resultsIn(set).flatMap((each) => (isOk(each) ? [] : [textOf(errorIn(each)?.attributes['msg'] ?? msg)]));
  throw runFailure(kind, said.join('\n'), { action, object, result_set: set });
}

/** Bolt's `RunFailure`, and those that are like it. */
export function runFailure(kind: string, msg: string, details: PuppetObject): PlanError {
  return new PlanError({ kind, msg, details: planDataOf(details) }, { details });
}
