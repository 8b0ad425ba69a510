import type { Evaluation, EvaluationFrame } from '../../language/index.ts';
import type { LoadedPlan } from './load-plan.ts';
import { PlanError } from './plan-error.ts';

/** Runs the steps of a YAML plan, one after the other; its value is that of `return`. */
export function runYamlSteps(_plan: LoadedPlan & { readonly kind: 'yaml' }, _frame: EvaluationFrame): Evaluation {
  throw new PlanError({ kind: 'baton/unsupported', msg: 'YAML plans cannot be run yet.', details: {} });
}
