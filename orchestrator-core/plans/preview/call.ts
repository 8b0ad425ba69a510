import {
  type Call,
  type Closure,
  type EvaluationFrame,
  evaluationError,
  FunctionFault,
  type MethodCall,
  type PuppetValue,
} from '../../language/index.ts';

/** A call with what it is given. */
export interface PreviewCall {
  readonly frame: EvaluationFrame;
  readonly node: Call | MethodCall;
  readonly name: string;
  readonly given: readonly PuppetValue[];
  readonly block: Closure | undefined;
  /** How its value is called where that is not known: `$list.join(',')`. */
  readonly text: string;
}

/** The scope around all others. */
export function outermostOf({ scope }: EvaluationFrame): EvaluationFrame['scope'] {
  let at = scope;
  while (at.outer !== undefined) at = at.outer;
  return at;
}

/** What a built-in function objects to, at its call. */
export function faultOf({ frame, node, name }: PreviewCall, error: unknown): unknown {
  return error instanceof FunctionFault ? evaluationError(frame, node, `${name}(): ${error.message}`) : error;
}
