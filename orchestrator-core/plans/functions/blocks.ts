import {
  type Closure,
  callClosure,
  createScope,
  type Driver,
  type Evaluation,
  EvaluationError,
  isInstance,
  Leaving,
  lookUp,
  type NativeCall,
  type PuppetValue,
} from '../../language/index.ts';
import type { BlockOutcome } from '../run/futures.ts';
import { planResult, resultText } from '../run/invoke-plan.ts';
import { callPlace, inDocument, type PlanContext, planPlace } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { visibleNames } from '../run/record.ts';
import { until } from '../run/until.ts';
import { planData } from '../values/json-value.ts';
import type { PlanObject } from '../values/plan-object.ts';
import { canCatch, errorObject } from './errors.ts';

/** A block that is run beside others. */
export interface SideBlock {
  readonly call: NativeCall;
  readonly block: Closure;
  readonly given: readonly PuppetValue[];
  readonly context: PlanContext;
}

/** The block with the variables as they are now: later changes are not seen, neither here nor there. */
export function withVariablesOfNow({ lambda, frame }: Closure): Closure {
  const copy = createScope(createScope(undefined));
  for (const name of visibleNames(frame.scope)) copy.variables.set(name, lookUp(frame.scope, name) ?? null);
  return { lambda, frame: { ...frame, scope: copy } };
}

/** Runs a block beside whatever else goes on. Never rejects. */
export async function runBeside(driver: Driver, side: SideBlock): Promise<BlockOutcome> {
  const { block, context } = side;
  const frame = { ...block.frame, surroundings: context };
  try {
    const evaluation = blockValue({ ...side, block: { ...block, frame } });
    return { kind: 'value', value: await driver.drive(until(context.signal, evaluation)) };
  } catch (error) {
    const isFailure = error instanceof PlanError && canCatch(error) && error.value.kind !== 'bolt/invalid-plan-result';
    return isFailure ? { kind: 'failure', error } : { kind: 'crash', error };
  }
}

/** `return` gives the value of the block, not of the plan around it. */
function* blockValue({ call, block, given, context }: SideBlock): Evaluation {
  const value = yield* withoutLeaving(block, given, context);
  if (isInstance(planResult, value)) return value;
  const text = resultText(value);
  const place = planPlace(callPlace(call.frame, call.node));
  throw new PlanError({
    kind: 'bolt/invalid-plan-result',
    msg: `Background block returned an invalid result: ${text}`,
    details: { ...(place !== undefined && { file: place.path, line: place.line }), result_string: text },
  });
}

function* withoutLeaving(block: Closure, given: readonly PuppetValue[], context: PlanContext): Evaluation {
  try {
    return yield* callClosure(block, given);
  } catch (error) {
    if (!(error instanceof Leaving)) throw error;
    if (error.kind === 'return') return error.value;
    throw new EvaluationError(`${error.kind}() from context where this is illegal`, inDocument(context, error.place));
  }
}

/**
 * What came of all blocks, in their order; errors are values where `catches` is set.
 * @throws PlanError `bolt/parallel-failure`, or what went wrong in the language.
 */
export function valuesOf(outcomes: readonly BlockOutcome[], catches: boolean): readonly PuppetValue[] {
  const crash = outcomes.find(({ kind }) => kind === 'crash');
  if (crash?.kind === 'crash') throw crash.error;
  const failed = outcomes.flatMap(({ kind }, index) => (kind === 'failure' ? [index] : []));
  const results = outcomes.map(resultOf);
  if (failed.length === 0 || catches) return results;
  const details = { action: 'parallelize', failed_indices: failed, results };
  throw new PlanError(
    {
      kind: 'bolt/parallel-failure',
      msg: `parallel block failed on ${failed.length} target${failed.length === 1 ? '' : 's'}`,
      details: { action: 'parallelize', failed_indices: failed, results: results.map(planData) },
    },
    { details },
  );
}

function resultOf(outcome: BlockOutcome): PuppetValue | PlanObject {
  if (outcome.kind === 'value') return outcome.value;
  return outcome.kind === 'failure' ? errorObject(outcome.error) : null;
}
