import {
  createFrame,
  createScope,
  dataType,
  type Evaluation,
  EvaluationError,
  type EvaluationFrame,
  isInstance,
  isKind,
  Leaving,
  type PuppetObject,
  type PuppetType,
  type PuppetValue,
  parse,
  parseType,
  textOf,
  wait,
} from '../../language/index.ts';
import { type LoadedPlan, loadPlan } from './load-plan.ts';
import type { PlanContext, PlanInstance, PlanRun, StepCounter } from './plan-context.ts';
import { PlanError } from './plan-error.ts';
import { bindParameters, parametersOf, type RunParameter } from './plan-parameters.ts';
import { runYamlSteps } from './run-yaml-plan.ts';

/** The plan of that name, read once in a run. @throws PlanError where there is none, or something is wrong with it. */
export function* planNamed({ world, plans }: PlanRun, name: string): Evaluation<LoadedPlan> {
  return yield* wait(() => {
    const known = plans.get(name) ?? loadPlan(world.loader, name);
    plans.set(name, known);
    return known;
  });
}

/** A plan about to be run, with a scope of its own. */
export interface Invocation {
  readonly plan: LoadedPlan;
  readonly frame: EvaluationFrame;
  readonly parameters: readonly RunParameter[];
}

/** Makes ready to run a plan: `depth` is how many calls it lies within. */
export function invocation(
  plan: LoadedPlan,
  host: EvaluationFrame['host'],
  context: PlanContext,
  depth: number,
): Invocation {
  const instance: PlanInstance = { name: plan.name, isParallel: false };
  const parsed = plan.kind === 'puppet' ? plan.parsed : emptySource;
  const program = { parsed, path: plan.path };
  const surroundings: PlanContext = { ...context, plan: instance };
  const made = createFrame(program, host, createScope(createScope(undefined)), surroundings);
  const source = plan.kind === 'puppet' ? plan.parsed.source : plan.plan.source;
  const frame = { ...made, source, depth };
  return { plan, frame, parameters: parametersOf(plan, frame) };
}

const emptySource = parse('');

/**
 * Binds the parameters, runs the body and holds what it returns against `PlanResult`.
 * @throws PlanError `bolt/invalid-plan-result` where a plan may not return such a value.
 */
export function* invoke({ plan, frame, parameters }: Invocation, given: PuppetObject): Evaluation {
  yield* bindParameters(plan.name, parameters, given, frame);
  const value = yield* bodyValue(plan, frame);
  if (isInstance(planResult, value)) return value;
  const text = resultText(value);
  throw new PlanError({
    kind: 'bolt/invalid-plan-result',
    msg: `Plan ${plan.name} returned an invalid result: ${text}`,
    details: { plan_name: plan.name, result_string: text },
  });
}

/** A plan returns what `return` is given; the value of its last statement is nothing. */
function* bodyValue(plan: LoadedPlan, frame: EvaluationFrame): Evaluation {
  try {
    if (plan.kind === 'yaml') return yield* runYamlSteps(plan, frame);
    yield* frame.rules.block(frame, plan.definition.body);
    return null;
  } catch (error) {
    if (!(error instanceof Leaving)) throw error;
    if (error.kind === 'return') return error.value;
    if (error.kind === 'next') return null;
    throw new EvaluationError('break() from context where this is illegal', error.place);
  }
}

/** What plans, and blocks that run beside others, may return. */
export const planResult: PuppetType = parseType('PlanResult').type ?? dataType;

/** As Ruby's `to_s` has it. */
export function resultText(value: PuppetValue): string {
  return isKind(value, 'Regexp') ? `(?-mix:${value.source})` : textOf(value);
}

/** The counter of the steps in a step: `3.` for a plan that step 3 runs, `3/2.` for the second block beside others. */
export function countWithin(step: string, branch?: number): StepCounter {
  return { parent: step, prefix: branch === undefined ? `${step}.` : `${step}/${branch}.`, last: 0 };
}
