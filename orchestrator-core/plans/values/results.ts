import {
  entriesOf,
  entry,
  type PuppetObject,
  type PuppetValue,
  rich,
  textOf,
  valueOfJson,
  valuesOfJson,
} from '../../language/index.ts';
import type { PlanErrorValue } from '../run/plan-error.ts';
import type { PlanInventory } from '../run/plan-inventory.ts';
import type { ActResult } from '../run/world.ts';
import { planDataOf } from './json-value.ts';
import { heldAt, isPlanObject, type PlanObject, planObject } from './plan-object.ts';
import { nameOfTarget, targetOf } from './target.ts';

/** What came of an action on one target, as a `Result`. */
export function resultOf({ target, action, object, value }: ActResult, inventory: PlanInventory): PlanObject {
  const { _sensitive: secret, ...rest } = value;
  const held: PuppetObject =
    secret === undefined
      ? valuesOfJson(rest)
      : { ...valuesOfJson(value), _sensitive: { [rich]: 'Sensitive', value: valueOfJson(secret) } };
  const type = action === 'apply' ? 'ApplyResult' : 'Result';
  return planObject(type, { target: targetOf(target, inventory), value: held, action, object });
}

/** What came of an action, as a `ResultSet`. */
export function resultSetOf(results: readonly ActResult[], inventory: PlanInventory): PlanObject {
  return resultSet(results.map((result) => resultOf(result, inventory)));
}

/** A `ResultSet` of results, in their order. */
export function resultSet(results: readonly PuppetValue[]): PlanObject {
  return planObject('ResultSet', { results });
}

/** The results of a `ResultSet`. */
export function resultsIn(set: PlanObject): readonly PlanObject[] {
  return heldAt(set, 'results').filter((each) => isPlanObject(each, 'Result', 'ApplyResult'));
}

/** The name of the target that a `Result` is of. */
export function targetNameIn({ attributes: { target } }: PlanObject): string {
  return isPlanObject(target, 'Target') ? nameOfTarget(target) : '';
}

/** An entry of what a `Result` or a `ContainerResult` holds. */
export function heldIn({ attributes }: PlanObject, key: string): PuppetValue {
  return entry(attributes['value'] ?? null, key) ?? null;
}

/** Whether a `Result` or `ContainerResult`, or every one in a `ResultSet`, succeeded. */
export function isOk(result: PlanObject): boolean {
  if (isPlanObject(result, 'ResultSet')) return resultsIn(result).every(isOk);
  return heldIn(result, '_error') === null;
}

/** An `Error` of what a result holds as `_error`. */
export function errorIn(result: PlanObject): PlanObject | null {
  const held = heldIn(result, '_error');
  if (entriesOf(held) === undefined) return null;
  const names = ['msg', 'kind', 'details', 'issue_code'];
  const attributes = names.map((name) => [name, entry(held, name)] as const);
  return planObject('Error', Object.fromEntries(attributes.filter(isSet)));
}

function isSet(pair: readonly [string, PuppetValue | undefined]): pair is readonly [string, PuppetValue] {
  return pair[1] !== undefined && pair[1] !== null;
}

/**
 * A plan's error as the `Error` that `catch_errors` gives. `details` are those that JSON cannot say, such as the
 * ResultSet of `bolt/run-failure`.
 */
export function errorOf(value: PlanErrorValue, details: PuppetObject = valuesOfJson(value.details)): PlanObject {
  const { msg, kind, issueCode } = value;
  return planObject('Error', { msg, kind, details, ...(issueCode !== undefined && { issue_code: issueCode }) });
}

/** What an `Error` holds; a kind that is missing is that of `fail_plan`. */
export function errorValueOf({ attributes }: PlanObject): PlanErrorValue {
  const { msg = '', kind = null, details = null, issue_code: code = null } = attributes;
  return {
    msg: textOf(msg),
    kind: kind === null ? 'bolt/plan-failure' : textOf(kind),
    details: planDataOf(details),
    ...(code !== null && { issueCode: textOf(code) }),
  };
}
