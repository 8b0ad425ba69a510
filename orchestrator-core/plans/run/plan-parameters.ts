import {
  describeMismatch,
  type Evaluation,
  type EvaluationFrame,
  isEvaluation,
  isInstance,
  type PuppetObject,
  type PuppetType,
  type PuppetValue,
  parseType,
  rich,
  typeNamed,
} from '../../language/index.ts';
import { plainValue } from '../plan-values.ts';
import type { LoadedPlan } from './load-plan.ts';
import { PlanError } from './plan-error.ts';

/** A parameter of a plan as a run sees it. */
export interface RunParameter {
  readonly name: string;
  readonly type: PuppetType | undefined;
  /** As it is written; empty where none is. */
  readonly typeText: string;
  /** Undefined where a caller must give a value. */
  readonly fallback: (() => PuppetValue | Evaluation) | undefined;
}

/** The parameters of a plan. `frame` is that of its body: what a default names is looked up there. */
export function parametersOf(plan: LoadedPlan, frame: EvaluationFrame): readonly RunParameter[] {
  if (plan.kind === 'puppet') {
    return plan.definition.parameters.map(({ name, type, value }) => ({
      name,
      type: type === undefined ? undefined : typeNamed(frame, type),
      typeText: type === undefined ? '' : plan.parsed.source.slice(type.start, type.end),
      fallback: value === undefined ? undefined : () => frame.rules.expression(frame, value),
    }));
  }
  return plan.plan.parameters.map(({ name, type, default: fallback }) => ({
    name: name.value,
    type: type === undefined ? undefined : parseType(type.value, frame.host.findAlias).type,
    typeText: type?.value ?? '',
    fallback: fallback === undefined ? undefined : () => plainValue(fallback),
  }));
}

/**
 * Sets the parameters in the scope of the frame as Puppet's `call_by_name_with_scope` does: defaults for what is not
 * given or undef, then everything is held against the types.
 *
 * @throws PlanError in Puppet's words, without a place: it is the call's.
 */
export function* bindParameters(
  subject: string,
  parameters: readonly RunParameter[],
  given: PuppetObject,
  frame: EvaluationFrame,
): Evaluation<void> {
  const { variables } = frame.scope;
  for (const { name } of parameters) {
    const value = given[name] ?? null;
    if (value !== null) variables.set(name, value);
  }
  for (const { name, fallback } of parameters) {
    if (variables.has(name)) continue;
    if (fallback === undefined) {
      if (Object.hasOwn(given, name)) variables.set(name, null);
      continue;
    }
    const value = fallback();
    variables.set(name, isEvaluation(value) ? yield* value : value);
  }
  const faults = faultsOf(parameters, given, (name) => variables.get(name));
  if (faults.length === 0) return;
  const msg = faults.length === 1 ? `${subject}:${faults[0]}` : `${subject}:\n ${faults.join('\n ')}`;
  throw new PlanError({ kind: 'bolt/pal-error', msg, details: {} });
}

/** Each with the space before it that Puppet puts there. */
function faultsOf(
  parameters: readonly RunParameter[],
  given: PuppetObject,
  bound: (name: string) => PuppetValue | undefined,
): readonly string[] {
  const known = new Set(parameters.map(({ name }) => name));
  const faults = Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => ` has no parameter named '${name}'`);
  for (const { name, type } of parameters) {
    const value = bound(name);
    if (value === undefined) faults.push(` expects a value for parameter '${name}'`);
    else if (type !== undefined && !isInstance(type, value)) {
      faults.push(...describeMismatch(type, value, [{ kind: 'parameter', name }]).map((sentence) => ` ${sentence}`));
    }
  }
  return faults;
}

const sensitiveType = /^(?:::)?Sensitive\s*(?:\[[\s\S]*\])?$/;

/**
 * What people and programs hand to a plan, as its types want it: Sensitive where they say so, and a Float where only that
 * will do, for not all who write JSON tell `1.0` from `1`.
 */
export function receiveParameters(parameters: readonly RunParameter[], given: PuppetObject): PuppetObject {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const receive = ([name, value]: readonly [string, PuppetValue]): readonly [string, PuppetValue] => {
    const { type, typeText = '' } = known.get(name) ?? {};
    if (sensitiveType.test(typeText)) return [name, { [rich]: 'Sensitive', value }];
    if (type === undefined || isInstance(type, value)) return [name, value];
    const floats = withFloats(value);
    return [name, isInstance(type, floats) ? floats : value];
  };
  return Object.fromEntries(Object.entries(given).map(receive));
}

function withFloats(value: PuppetValue): PuppetValue {
  if (Number.isInteger(value)) return { [rich]: 'Float', value };
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(withFloats);
  if (value === null || typeof value !== 'object' || rich in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withFloats(each)]));
}
