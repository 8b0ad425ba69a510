import { type CancelSignal, type Json, type JsonObject, OrchestratorError } from '../../common/index.ts';
import type { PlanErrorValue } from './plan-error.ts';
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
}

/**
 * Runs a plan, written in Puppet or YAML, to its end. What goes wrong in the plan is its outcome.
 * @throws what the signal aborts with.
 */
export async function runPlan(
  _request: PlanRunRequest,
  _world: PlanWorld,
  _options: PlanRunOptions,
): Promise<PlanOutcome> {
  throw new OrchestratorError('baton/unsupported', 'Plans cannot be run yet.');
}
