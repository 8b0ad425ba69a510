import {
  callClosure,
  type Evaluation,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  textOf,
} from '../../language/index.ts';
import { inContext } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { planDataOf } from '../values/json-value.ts';
import { isPlanObject, type PlanObject } from '../values/plan-object.ts';
import { errorOf } from '../values/results.ts';
import { asHash } from './options.ts';

/** `catch_errors([kinds]) || { … }`: what the block gives, or the error of the plan that ended it. */
export function* catchErrors({ arguments: [kinds = null], block }: NativeCall): Evaluation {
  if (block === undefined) return null;
  try {
    return yield* callClosure(block, []);
  } catch (error) {
    if (!(error instanceof PlanError) || !canCatch(error)) throw error;
    const isMeant = !Array.isArray(kinds) || (kinds as readonly PuppetValue[]).includes(error.value.kind);
    if (!isMeant) throw error;
    return errorObject(error);
  }
}

/** An error as the plan that caught it holds it. */
export function errorObject({ value, details }: PlanError): PlanObject {
  return errorOf(value, details);
}

/** Errors of Puppet itself are no errors of a plan: nobody catches them. */
export function canCatch({ value: { kind } }: PlanError): boolean {
  return kind !== 'bolt/pal-error';
}

/** `fail_plan(msg, [kind], [details], [issue_code])` or `fail_plan(error)`. */
export function failPlan({ arguments: given }: NativeCall): never {
  const [first = null] = given;
  const [msg = null, kind = null, details = null, code = null] = isPlanObject(first, 'Error') ? partsOf(first) : given;
  const live: PuppetObject = asHash(details);
  throw new PlanError(
    {
      kind: kind === null ? 'bolt/plan-failure' : textOf(kind),
      msg: textOf(msg),
      details: planDataOf(live),
      ...(code !== null && { issueCode: textOf(code) }),
    },
    { details: live },
  );
}

function partsOf({ attributes }: PlanObject): readonly PuppetValue[] {
  return ['msg', 'kind', 'details', 'issue_code'].map((name) => attributes[name] ?? null);
}

/** `without_default_logging() || { … }`: what the block does is not part of what is printed. */
export function* withoutDefaultLogging({ block }: NativeCall): Evaluation {
  if (block === undefined) return null;
  return yield* callClosure({ ...block, frame: inContext(block.frame, { quiet: true }) }, []);
}
