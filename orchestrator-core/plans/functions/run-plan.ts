import {
  type Evaluation,
  entriesOf,
  FunctionFault,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  textOf,
} from '../../language/index.ts';
import { countWithin, type Invocation, invocation, invoke, planNamed } from '../run/invoke-plan.ts';
import { contextOf, type PlanContext } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { blockStep } from '../run/step.ts';
import { namesOf } from '../values/target.ts';
import { canCatch, errorObject } from './errors.ts';
import { asHash, isSet, partition, userOf } from './options.ts';

/** `run_plan(plan, [targets], [args])`: what the plan returns. */
export function* runPlanFunction(call: NativeCall): Evaluation {
  const [first = null, ...rest] = call.arguments;
  const [spec, args] = entriesOf(rest[0] ?? {}) === undefined ? rest : [undefined, rest[0]];
  const { own, others } = partition(asHash(args));
  const name = textOf(first);
  const { frame } = call;
  const context = contextOf(frame);
  const plan = yield* planNamed(context.run, name);
  const types = invocation(plan, frame.host, context, frame.depth).parameters;
  const parameters = spec === undefined ? others : withTargets(spec, others, types);
  const targets = yield* noteTargets(parameters, types, context);
  const what = { function: 'run_plan', object: name, targets, arguments: { ...optionsOf(own), parameters } };
  try {
    return yield* blockStep(call, what, (step) =>
      invoke(invocation(plan, frame.host, within(context, step.id, own), frame.depth), parameters),
    );
  } catch (error) {
    if (!isSet(own['catch_errors']) || !(error instanceof PlanError) || !canCatch(error)) throw error;
    return errorObject(error);
  }
}

function within({ document: _, ...context }: PlanContext, step: string, own: PuppetObject): PlanContext {
  const user = userOf(own);
  return { ...context, steps: countWithin(step), ...(user !== undefined && { runAs: user }) };
}

function optionsOf(own: PuppetObject): PuppetObject {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [`_${name}`, value]));
}

type Parameters = Invocation['parameters'];

/** The second argument is the parameter `$targets` of the plan, or its `$nodes`. @throws FunctionFault in Bolt's words. */
function withTargets(spec: PuppetValue, given: PuppetObject, parameters: Parameters): PuppetObject {
  const hasNodes = parameters.some(({ name }) => name === 'nodes');
  const hasTargets = parameters.some(({ name, typeText }) => name === 'targets' && /TargetSpec/.test(typeText));
  if (hasNodes && hasTargets) {
    throw new FunctionFault(
      'A plan with both a $nodes and $targets parameter cannot have either parameter specified as the second positional argument to run_plan().',
    );
  }
  const name = hasTargets ? 'targets' : 'nodes';
  if ((hasNodes || hasTargets) && isSet(given[name])) {
    throw new FunctionFault(
      `A plan's '${name}' parameter can be specified as the second positional argument to run_plan(), but in that case '${name}' must not be specified in the named arguments hash.`,
    );
  }
  return { ...given, [name]: spec };
}

/** What is given for parameters of the type TargetSpec is in the inventory from then on; the names of all of them. */
function* noteTargets(
  given: PuppetObject,
  parameters: Parameters,
  { run }: PlanContext,
): Evaluation<readonly string[]> {
  const specs = parameters
    .filter(({ typeText }) => /\b(?:Boltlib::)?TargetSpec\b/.test(typeText))
    .map(({ name }) => given[name] ?? null);
  return yield* namesOf(specs, run.world.inventory);
}
