import { OrchestratorError } from '../../common/index.ts';
import {
  type Evaluation,
  FunctionFault,
  isEvaluation,
  type NativeCall,
  type NativeFunction,
} from '../../language/index.ts';
import { isSystemError } from '../run/error-value.ts';
import { callPlace, contextOf } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';

/** Functions of plans by name. Their arguments were checked against their signatures before they are called. */
export type PlanFunctionTable = Readonly<Record<string, NativeFunction>>;

/**
 * The function, with what goes wrong in it as an error of the plan at the call: who catches errors of a plan finds
 * nothing else, and an error knows its place from the innermost call on.
 */
export function asPlanFunction(native: NativeFunction): NativeFunction {
  return (call) => {
    try {
      const answer = native(call);
      return isEvaluation(answer) ? guarded(call, answer) : answer;
    } catch (error) {
      throw placed(call, error);
    }
  };
}

function* guarded(call: NativeCall, evaluation: Evaluation): Evaluation {
  try {
    return yield* evaluation;
  } catch (error) {
    throw placed(call, error);
  }
}

/** An error as one of the plan, with the place of the call unless it has one of its own. */
export function placed({ frame, node }: NativeCall, error: unknown): unknown {
  // What was cut off did not fail: no plan catches that.
  if (contextOf(frame).signal.aborted) return error;
  if (error instanceof OrchestratorError) {
    const { kind, message: msg, details } = error;
    return new PlanError({ kind, msg, details }, { place: callPlace(frame, node), cause: error });
  }
  if (isSystemError(error)) return new FunctionFault(error.message, { cause: error });
  if (!(error instanceof PlanError) || error.place !== undefined) return error;
  const { value, details } = error;
  return new PlanError(value, { details, place: callPlace(frame, node), cause: error });
}
