import { type PuppetValue, textOf } from '../../language/index.ts';
import type { PlanInventory } from '../run/plan-inventory.ts';
import { isPlanObject, type PlanObject, planObject } from './plan-object.ts';

/**
 * The `Target` of that name. It holds names alone: what else it is asked, the inventory answers each time.
 * @throws OrchestratorError when there is no such target.
 */
export function targetOf(name: string, inventory: PlanInventory): PlanObject {
  const { safeName } = inventory.target(name);
  return planObject('Target', { name, safe_name: safeName });
}

/** The name of a Target. */
export function nameOfTarget(target: PlanObject): string {
  return textOf(target.attributes['name'] ?? null);
}

/**
 * The names of the targets that a `TargetSpec` means, each once, in order.
 * @throws OrchestratorError as Bolt words it, for a pattern that matches nothing.
 */
export function namesOf(spec: PuppetValue, inventory: PlanInventory): readonly string[] {
  return [...new Set(expand(spec, inventory))];
}

function expand(spec: PuppetValue, inventory: PlanInventory): readonly string[] {
  if (typeof spec === 'string') return inventory.select([spec]);
  if (Array.isArray(spec)) return (spec as readonly PuppetValue[]).flatMap((each) => expand(each, inventory));
  return isPlanObject(spec, 'Target') ? [nameOfTarget(spec)] : [];
}
