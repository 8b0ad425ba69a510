import { isPlainSelection } from '../../common/index.ts';
import { type Evaluation, type PuppetValue, textOf, wait } from '../../language/index.ts';
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
export function* namesOf(spec: PuppetValue, inventory: PlanInventory): Evaluation<readonly string[]> {
  const names = new Set<string>();
  const specs = specsIn(spec);
  const words = specs.map((each) => (typeof each === 'string' ? each : nameOfTarget(each)));
  if (!isPlainSelection(words)) {
    // An option belongs to the words around it, and no targets beside one must not mean all nodes.
    const found = inventory.select(namesNobody(spec) ? [...words, ''] : words);
    return found instanceof Promise ? yield* wait(() => found) : found;
  }
  for (const each of specs) {
    const found = typeof each === 'string' ? inventory.select([each]) : [nameOfTarget(each)];
    for (const name of found instanceof Promise ? yield* wait(() => found) : found) names.add(name);
  }
  return [...names];
}

/** Whether an empty list is one of what is named. */
function namesNobody(spec: PuppetValue): boolean {
  return Array.isArray(spec) && (spec.length === 0 || (spec as readonly PuppetValue[]).some(namesNobody));
}

function specsIn(spec: PuppetValue): readonly (string | PlanObject)[] {
  if (typeof spec === 'string' || isPlanObject(spec, 'Target')) return [spec];
  return Array.isArray(spec) ? (spec as readonly PuppetValue[]).flatMap(specsIn) : [];
}
