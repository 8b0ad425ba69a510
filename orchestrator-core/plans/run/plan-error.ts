import type { JsonObject } from '../../common/index.ts';
import { type PuppetObject, type SourcePlace, valuesOfJson } from '../../language/index.ts';

/** What Puppet's `Error` holds. */
export interface PlanErrorValue {
  readonly kind: string;
  readonly msg: string;
  /** Where it has a place: `file`, `line`, `column`. */
  readonly details: JsonObject;
  readonly issueCode?: string;
}

/** What more is known of an error. */
export interface PlanErrorOptions extends ErrorOptions {
  /** The details as the plan that catches it sees them, where they are more than data: a ResultSet … */
  readonly details?: PuppetObject;
  /** The call that raised it. */
  readonly place?: SourcePlace;
}

/** An error that a plan raises, and can catch: `fail_plan`, a run that failed, a plan that does not exist … */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly value: PlanErrorValue;
  readonly details: PuppetObject;
  /** Undefined until it is known where the function was called that raised it. */
  readonly place: SourcePlace | undefined;

  constructor(value: PlanErrorValue, options: PlanErrorOptions = {}) {
    super(value.msg, options);
    this.value = value;
    this.details = options.details ?? valuesOfJson(value.details);
    this.place = options.place;
  }
}
