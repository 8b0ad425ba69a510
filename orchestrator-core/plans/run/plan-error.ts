import type { JsonObject, OrchestratorError } from '../../common/index.ts';

/** What Puppet's `Error` holds. */
export interface PlanErrorValue {
  readonly kind: string;
  readonly msg: string;
  /** Where it has a place: `file`, `line`, `column`. */
  readonly details: JsonObject;
  readonly issueCode?: string;
}

/** An error that a plan raises, and can catch: `fail_plan`, a run that failed, a plan that does not exist … */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly value: PlanErrorValue;

  constructor(value: PlanErrorValue, options?: ErrorOptions) {
    super(value.msg, options);
    this.value = value;
  }
}

/** An error of the world around a plan as one that the plan can catch. */
export function planErrorOf(error: OrchestratorError): PlanError {
  const { kind, message, details } = error;
  return new PlanError({ kind, msg: message, details }, { cause: error });
}
