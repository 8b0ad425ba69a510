import type { Json } from '../common/index.ts';
import type { PlanValue } from './yaml-plan.ts';

/** What a value of a YAML plan that is never evaluated says. */
export function jsonOfPlanValue(value: PlanValue | undefined): Json {
  if (value === undefined) return null;
  if (value.kind === 'list') return value.items.map(jsonOfPlanValue);
  if (value.kind !== 'hash') return value.value;
  return Object.fromEntries(value.entries.map((entry) => [entry.key, jsonOfPlanValue(entry.value)]));
}
