import { type PuppetValue, textOf } from '../../language/index.ts';
import type { PlanObject } from '../values/plan-object.ts';
import type { Cancel } from './cancel.ts';
import type { PlanInstance } from './plan-context.ts';
import type { PlanError } from './plan-error.ts';

/** What came of a block that runs beside others. An error of the plan can be caught; any other ends the run. */
export type BlockOutcome =
  | { readonly kind: 'value'; readonly value: PuppetValue }
  | { readonly kind: 'failure'; readonly error: PlanError }
  | { readonly kind: 'crash'; readonly error: unknown };

/** A block that `background` started. */
export interface PlanFuture {
  /** That of its step. */
  readonly id: string;
  readonly name: string;
  readonly plan: PlanInstance;
  readonly settled: Promise<BlockOutcome>;
  readonly cancel: Cancel;
  /** Undefined while it runs. */
  outcome: BlockOutcome | undefined;
}

/** The futures of a run, by id, in the order in which they were made. */
export type FutureTable = Map<string, PlanFuture>;

/** What a Future of a plan is doing. */
export function futureState(futures: FutureTable, { attributes }: PlanObject): 'running' | 'done' | 'error' {
  const outcome = futures.get(textOf(attributes['id'] ?? null))?.outcome;
  if (outcome === undefined) return 'running';
  return outcome.kind === 'value' ? 'done' : 'error';
}
