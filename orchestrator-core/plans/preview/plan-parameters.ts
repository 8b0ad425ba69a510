import {
  type Definition,
  describeMismatch,
  type Evaluation,
  EvaluationError,
  type EvaluationFrame,
  isInstance,
  isRich,
  type PuppetType,
  type PuppetValue,
  rich,
  typeNamed,
} from '../../language/index.ts';
import { openParameter } from './parameters.ts';
import { derived, isKnown, unknownOf } from './symbolic.ts';

type Parameter = Definition['parameters'][number];

/** What a plan is given: by name, or as a whole not known. */
export interface PlanArguments {
  readonly values: ReadonlyMap<string, PuppetValue>;
  /** What gives the values of parameters that are not named. */
  readonly others?: PuppetValue;
  /** Whether people give them, whose values are secret where the plan says so. */
  readonly isFromPeople?: boolean;
}

/** What becomes of parameters that have no value which the plan takes. */
export interface Lacking {
  /** No value is given, and there is no default; undefined where that is wrong. */
  readonly missing: (parameter: Parameter) => PuppetValue | undefined;
  /** The default is none of the type; undefined where that is wrong. */
  readonly refused: (parameter: Parameter, why: string) => PuppetValue | undefined;
}

/**
 * Sets the parameters of a plan from left to right, and says in the words of a run what is wrong with them.
 *
 * @throws EvaluationError without a place: it is the call's.
 */
export function* bindPlanParameters(
  frame: EvaluationFrame,
  { name: plan, parameters }: Definition,
  { values, others, isFromPeople = false }: PlanArguments,
  { missing, refused }: Lacking,
): Evaluation<void> {
  const names = new Set(parameters.map(({ name }) => name));
  const faults = [...values.keys()]
    .filter((name) => !names.has(name))
    .map((name) => `has no parameter named '${name}'`);
  for (const parameter of parameters) {
    const { name, value: fallback } = parameter;
    const type = parameter.type === undefined ? undefined : typeNamed(frame, parameter.type);
    const given = values.get(name) ?? null;
    let value: PuppetValue | undefined;
    if (values.has(name) && !(given === null && fallback !== undefined)) {
      value =
        isFromPeople && type?.kind === 'Sensitive' && !isSecret(given) ? { [rich]: 'Sensitive', value: given } : given;
      faults.push(...faultsOf(type, name, value));
    } else if (others !== undefined) {
      value = openParameter(frame, parameter, `${unknownOf(others)?.text ?? '…'}['${name}']`);
    } else if (fallback !== undefined) {
      value = yield* frame.rules.expression(frame, fallback);
      const [why] = faultsOf(type, name, value);
      const instead = why === undefined ? value : refused(parameter, why);
      if (why !== undefined && instead === undefined) faults.push(why);
      value = instead ?? value;
    } else {
      value = missing(parameter);
      if (value === undefined) faults.push(`expects a value for parameter '${name}'`);
    }
    frame.scope.variables.set(name, hidden(parameter, type, value ?? null));
  }
  if (faults.length > 0) throw new EvaluationError(`${plan}: ${faults.join('; ')}`);
}

function isSecret(value: PuppetValue): boolean {
  return unknownOf(value)?.isSecret === true || (isRich(value) && value[rich] === 'Sensitive');
}

/** What a type has against a value, as far as it is known. */
function faultsOf(type: PuppetType | undefined, name: string, value: PuppetValue): readonly string[] {
  if (type === undefined || !isKnown(value) || isInstance(type, value)) return [];
  return describeMismatch(type, value, [{ kind: 'parameter', name }]);
}

/** A secret is not known to a preview, whatever it is. */
function hidden({ name }: Parameter, type: PuppetType | undefined, value: PuppetValue): PuppetValue {
  if (type?.kind !== 'Sensitive' || unknownOf(value)?.isSecret === true) return value;
  return derived(`$${name}`, [{ [rich]: 'Sensitive', value }], 'Some');
}
