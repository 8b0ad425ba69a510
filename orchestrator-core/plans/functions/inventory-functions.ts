import { OrchestratorError } from '../../common/index.ts';
import {
  callFunction,
  type Evaluation,
  entriesOf,
  entry,
  FunctionFault,
  isEqual,
  type NativeCall,
  type PuppetValue,
  parseType,
  rich,
  textOf,
  valuesOfJson,
} from '../../language/index.ts';
import { callPlace, contextOf, planPlace } from '../run/plan-context.ts';
import type { PlanInventory } from '../run/plan-inventory.ts';
import { jsonObjectOf, jsonOf } from '../values/json-value.ts';
import { isPlanObject, type PlanObject } from '../values/plan-object.ts';
import { capitalized, referenceOf } from '../values/resource-instance.ts';
import { nameOfTarget, namesOf, targetOf } from '../values/target.ts';
import { validationError } from './options.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/** Functions that ask the inventory of the run for targets, and change what it knows of them. */
export const inventoryFunctions: PlanFunctionTable = {
  get_targets: (call) => targets(call),
  *get_target(call) {
    const [spec = null] = call.arguments;
    const [only, ...others] = yield* targets(call);
    if (others.length > 0) throw severalTargets(spec, others.length + 1);
    if (only === undefined) {
      throw new FunctionFault(
        "value returned from function 'get_target' has wrong type, expects a Target value, got Undef",
      );
    }
    return only;
  },
  facts: (call) => valuesOfJson(inventoryOf(call).target(subject(call)).facts),
  vars: (call) => valuesOfJson(inventoryOf(call).target(subject(call)).vars),
  add_facts: (call) => {
    inventoryOf(call).addFacts(subject(call), jsonObjectOf(call.arguments[1] ?? null));
    return call.arguments[0] ?? null;
  },
  set_var: (call) => {
    const [target = null, key = '', value = null] = call.arguments;
    inventoryOf(call).setVar(subject(call), textOf(key), jsonOf(value));
    return target;
  },
  set_feature: (call) => {
    const [target = null, feature = '', present = true] = call.arguments;
    inventoryOf(call).setFeature(subject(call), textOf(feature), present !== false);
    return target;
  },
  set_config: (call) => {
    const [target = null, key = '', value = null] = call.arguments;
    const path = Array.isArray(key) ? (key as readonly PuppetValue[]).map(textOf) : key === '' ? [] : [textOf(key)];
    inventoryOf(call).setConfig(subject(call), path, jsonOf(value));
    return target;
  },
  *add_to_group(call) {
    const [, group = ''] = call.arguments;
    const found = yield* targets(call);
    inventoryOf(call).addToGroup(found.map(nameOfTarget), textOf(group));
    return found;
  },
  *remove_from_group(call) {
    const [, group = ''] = call.arguments;
    const found = yield* targets(call);
    const [only, ...others] = found;
    if (only === undefined || others.length > 0) {
      throw inventoryError(`'remove_from_group' expects a single Target, got ${found.length}`);
    }
    inventoryOf(call).removeFromGroup(nameOfTarget(only), textOf(group));
    return found;
  },
  set_resources: (call) => setResources(call),
  resource: (call) => {
    const [, type = '', title = ''] = call.arguments;
    const reference = `${capitalized(textOf(type))}[${textOf(title)}]`;
    return contextOf(call.frame).run.objects.resources(subject(call)).get(reference) ?? null;
  },
};

function inventoryOf({ frame }: NativeCall): PlanInventory {
  return contextOf(frame).run.world.inventory;
}

/** The name of the target that is the first argument. */
function subject({ arguments: [target = null] }: NativeCall): string {
  return isPlanObject(target, 'Target') ? nameOfTarget(target) : '';
}

function* targets(call: NativeCall): Evaluation<readonly PlanObject[]> {
  const inventory = inventoryOf(call);
  return (yield* namesOf(call.arguments[0] ?? null, inventory)).map((name) => targetOf(name, inventory));
}

function inventoryError(message: string): OrchestratorError {
  return new OrchestratorError('bolt.inventory/validation-error', message, { details: { path: [] } });
}

function severalTargets(spec: PuppetValue, count: number): OrchestratorError {
  return inventoryError(`'${textOf(spec)}' refers to ${count} targets`);
}

function* setResources(call: NativeCall): Evaluation {
  const [target = null, given = null] = call.arguments;
  const { objects } = contextOf(call.frame).run;
  const list: readonly PuppetValue[] = Array.isArray(given) ? given : [given];
  const kept: PuppetValue[] = [];
  for (const each of unique(list)) {
    const resource = isPlanObject(each, 'ResourceInstance') ? each : yield* madeOf(call, each, target);
    if (!isPlanObject(resource, 'ResourceInstance')) continue;
    const other = resource.attributes['target'] ?? null;
    if (!isEqual(other, target)) {
      const place = placeSuffix(call);
      const what = `resource ${referenceOf(resource)} for target ${textOf(other)} on target ${textOf(target)}`;
      throw validationError(`Cannot set ${what}. ${place}`);
    }
    kept.push(objects.noteResource(subject(call), resource));
  }
  return kept;
}

function unique(values: readonly PuppetValue[]): readonly PuppetValue[] {
  return values.filter((value, index) => values.findIndex((other) => isEqual(other, value)) === index);
}

/** A resource of a hash, in the words of Bolt's own data or of a YAML plan's. */
function* madeOf(call: NativeCall, hash: PuppetValue, target: PuppetValue): Evaluation {
  const value = (...names: readonly string[]): PuppetValue =>
    names.map((name) => entry(hash, name) ?? null).find((each) => each !== null) ?? null;
  const inventory = inventoryOf(call);
  const named = (entriesOf(hash) ?? []).some(([key]) => key === 'target');
  const [own] = named ? yield* namesOf(value('target'), inventory) : [];
  const parts = {
    target: own === undefined ? target : targetOf(own, inventory),
    type: value('type', 'resource_type'),
    title: value('title'),
    state: value('state', 'parameters'),
    desired_state: value('desired_state'),
    events: value('events'),
  };
  const { type } = parseType('ResourceInstance');
  if (type === undefined) return null;
  return yield* callFunction(call.frame, call.node, 'new', [{ [rich]: 'Type', type }, parts], undefined);
}

/** Ruby's `error_location`. */
function placeSuffix({ frame, node }: NativeCall): string {
  const place = planPlace(callPlace(frame, node));
  return place === undefined ? '' : `(file: ${place.path}, line: ${place.line})`;
}
