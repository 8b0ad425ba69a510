import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { type Evaluation, type NativeCall, type PuppetObject, valuesOfJson, wait } from '../../language/index.ts';
import { countWithin } from '../run/invoke-plan.ts';
import { contextOf, inContext } from '../run/plan-context.ts';
import { blockStep } from '../run/step.ts';
import type { ActResult, PlanTask } from '../run/world.ts';
import type { PlanObject } from '../values/plan-object.ts';
import { isOk, resultOf, resultSet, resultsIn, targetNameIn } from '../values/results.ts';
import { namesOf } from '../values/target.ts';
import { act, runFailure } from './act.ts';
import { requiredModules } from './apply.ts';
import { asHash, isSet } from './options.ts';

/**
 * `apply_prep(targets, [options])`: the facts of the targets go into the inventory. Where there is no Puppet it is
 * installed by the task that the target's hook `puppet_library` names.
 */
export function* applyPrep(call: NativeCall): Evaluation {
  const [spec = null, given = null] = call.arguments;
  const options = known(asHash(given));
  const targets = yield* namesOf(spec, contextOf(call.frame).run.world.inventory);
  const what = { function: 'apply_prep', object: '', targets, arguments: asHash(given) };
  if (targets.length === 0) return resultSet([]);
  return yield* blockStep(call, what, (step) => {
    const frame = inContext(call.frame, { steps: countWithin(step.id), quiet: true });
    return prepare({ ...call, frame }, targets, options);
  });
}

/** Options that Bolt looks at, without the underscores. */
function known(given: PuppetObject): PuppetObject {
  const names = ['catch_errors', 'required_modules', 'run_as'];
  return Object.fromEntries(names.flatMap((name) => (`_${name}` in given ? [[name, given[`_${name}`] ?? null]] : [])));
}

function* prepare(call: NativeCall, targets: readonly string[], options: PuppetObject): Evaluation {
  const first = yield* gatherFacts(call, targets, options);
  const missing = resultsIn(first)
    .filter((result) => isOk(result) && !hasPuppet(call, result))
    .map(targetNameIn);
  if (missing.length === 0) return checked(first, first, options);
  const installed = yield* install(call, missing, options);
  const ready = installed.filter(isOk).map(targetNameIn);
  const again = ready.length === 0 ? resultSet([]) : yield* gatherFacts(call, ready, options);
  const replaced = new Map([...installed, ...resultsIn(again)].map((result) => [targetNameIn(result), result]));
  const all = resultsIn(first).map((result) => replaced.get(targetNameIn(result)) ?? result);
  const failed = all.filter((result) => !isOk(result));
  const set = resultSet([...failed, ...all.filter(isOk)]);
  return checked(set, resultSet(failed), options);
}

/** @throws PlanError `bolt/run-failure` with those that failed, unless errors are caught. */
function checked(all: PlanObject, failed: PlanObject, options: PuppetObject): PlanObject {
  const count = resultsIn(failed).filter((each) => !isOk(each)).length;
  if (count === 0 || isSet(options['catch_errors'])) return all;
  const msg = `apply_prep failed on ${count} target${count === 1 ? '' : 's'}`;
  const set = resultSet(resultsIn(failed).filter((each) => !isOk(each)));
  throw runFailure('bolt/run-failure', msg, { action: 'apply_prep', object: null, result_set: set });
}

/** Puppet says its version among the facts; what is declared as a feature cannot be there without. */
function hasPuppet(call: NativeCall, result: PlanObject): boolean {
  const value = asHash(result.attributes['value'] ?? null);
  const { transport } = contextOf(call.frame).run.world.inventory.target(targetNameIn(result));
  return transport === 'remote' || 'puppetversion' in value || 'clientversion' in value;
}

/** What the targets say of themselves goes into the inventory; so does it that they have Puppet. */
function* gatherFacts(call: NativeCall, targets: readonly string[], options: PuppetObject): Evaluation<PlanObject> {
  const { inventory } = contextOf(call.frame).run.world;
  const object = 'apply_helpers::custom_facts';
  const set = yield* act(call, {
    what: { function: 'run_task', object, targets, arguments: options },
    action: async () => ({ kind: 'puppet', verb: 'facts', modules: requiredModules(options) }),
    options: { ...options, catch_errors: true },
    secrets: [],
    skipped: async () => undefined,
    read: factsResult,
  });
  for (const result of resultsIn(set)) {
    if (!isOk(result)) continue;
    const facts = asHash(result.attributes['value'] ?? null) as JsonObject;
    const name = targetNameIn(result);
    inventory.addFacts(name, facts);
    if ('puppetversion' in facts) inventory.setFeature(name, 'puppet-agent', true);
  }
  return set;
}

function factsResult(result: ActResult): ActResult {
  const { values } = result.value;
  if (result.status !== 'success') return result;
  if (isJsonObject(values)) return { ...result, value: values };
  const msg = `The facts of ${result.target} are no JSON object.`;
  const error = { kind: 'bolt/apply-prep', msg, details: {} };
  return { ...result, status: 'failure', value: { ...result.value, _error: error } };
}

/** Installs Puppet by the task that the hook of each target names; one result for each. */
function* install(
  call: NativeCall,
  targets: readonly string[],
  options: PuppetObject,
): Evaluation<readonly PlanObject[]> {
  const { world } = contextOf(call.frame).run;
  const results: PlanObject[] = [];
  const byHook = new Map<string, string[]>();
  for (const name of targets) {
    const hook = JSON.stringify(hookOf(world.inventory.target(name).pluginHooks));
    byHook.set(hook, [...(byHook.get(hook) ?? []), name]);
  }
  for (const [hook, names] of byHook) {
    const { task, parameters, isComplete, unknown } = JSON.parse(hook) as Hook;
    const found: PlanTask | undefined = unknown === undefined ? yield* wait(() => world.describeTask(task)) : undefined;
    if (found === undefined) {
      for (const target of names) results.push(resultOf(missingPuppet(target, task, unknown), world.inventory));
      continue;
    }
    const set = yield* act(call, {
      what: { function: 'run_task', object: task, targets: names, arguments: { parameters: valuesOfJson(parameters) } },
      action: async () => ({ kind: 'task', task, parameters, ...(isComplete === undefined ? {} : { isComplete }) }),
      options: { ...options, catch_errors: true },
      secrets: [],
    });
    results.push(...resultsIn(set));
  }
  return results;
}

interface Hook {
  readonly task: string;
  readonly parameters: JsonObject;
  readonly isComplete?: boolean;
  /** A plugin that is not one of those that run a task. */
  readonly unknown?: string;
}

/** What Bolt's hook `puppet_library` comes down to; by default the module puppet_agent installs Puppet. */
function hookOf(hooks: JsonObject): Hook {
  const hook = hooks['puppet_library'];
  const { plugin = 'puppet_agent', ...parameters }: JsonObject = isJsonObject(hook) ? hook : { stop_service: true };
  if (plugin === 'task') {
    const { task = '', parameters: given = {} } = parameters;
    return { task: String(task), parameters: isJsonObject(given) ? given : {}, isComplete: true };
  }
  if (plugin === 'puppet_agent' || plugin === 'openvox_bootstrap') return { task: `${plugin}::install`, parameters };
  return { task: '', parameters: {}, unknown: String(plugin) };
}

function missingPuppet(target: string, task: string, unknown: string | undefined): ActResult {
  const what =
    unknown === undefined
      ? `there is no task '${task}' on the modulepath that could install it`
      : `the plugin '${unknown}' of its hook 'puppet_library' is not known`;
  const msg = `Puppet is not installed on ${target}, and ${what}. Install Puppet there, or add the module puppetlabs-puppet_agent to the project.`;
  const error: Json = { kind: 'bolt/apply-prep', msg, details: {} };
  return { target, action: 'task', object: null, status: 'failure', value: { _error: error } };
}
