import { entriesOf, entry, type LiveObjects, type NativeCall, type PuppetValue } from '../../language/index.ts';
import { placed } from '../functions/plan-table.ts';
import type { PlanInventory } from '../run/plan-inventory.ts';
import { jsonObjectOf } from './json-value.ts';
import { type MemberWorld, memberOfObject } from './members.ts';
import { type PlanObject, planObject } from './plan-object.ts';
import { overwriteResource, referenceOf, resourceInstance } from './resource-instance.ts';
import { targetOf } from './target.ts';

/** The objects of one run of a plan, and what they know of each other. */
export interface PlanObjects extends LiveObjects {
  /** The resources that the plan noted of a target, by their references. */
  resources(target: string): ReadonlyMap<string, PlanObject>;
  /** Notes a resource of a target. One that it knows takes over what this one says, and is the answer. */
  noteResource(target: string, resource: PlanObject): PlanObject;
}

/** What a Future is doing: `running`, `done` or `error`. */
export type FutureState = (future: PlanObject) => string;

/** Bolt's data types over an inventory, for `Host.objects`. */
export function createPlanObjects(inventory: PlanInventory, futureState: FutureState): PlanObjects {
  const noted = new Map<string, Map<string, PlanObject>>();
  const resources = (target: string): Map<string, PlanObject> => {
    const known = noted.get(target) ?? new Map<string, PlanObject>();
    noted.set(target, known);
    return known;
  };
  const world: MemberWorld = { inventory, resources, futureState };
  return {
    resources,
    noteResource: (target, resource) => {
      const known = resources(target);
      const same = known.get(referenceOf(resource));
      if (same === undefined) known.set(referenceOf(resource), resource);
      else overwriteResource(same, resource);
      return same ?? resource;
    },
    member: (call) => guarded(call, () => memberOfObject(call, world)),
    constructs: (type) => Object.hasOwn(constructors, type),
    construct: (type, call) =>
      guarded(call, () => {
        const names = constructors[type] ?? [];
        const parts = partsOf(names, call);
        if (type !== 'Target') return construct(type, parts);
        // By position there is nothing but the URI.
        const isHash = entriesOf(call.arguments[0] ?? null) !== undefined;
        const { resources: _, ...set } = isHash ? parts : { uri: parts['uri'] ?? null };
        const given = Object.entries(set).filter(([, value]) => value !== null);
        const name = inventory.create(jsonObjectOf(Object.fromEntries(given)));
        noted.delete(name);
        return targetOf(name, inventory);
      }),
  };
}

/** The arguments of each constructor in their order. */
const constructors: Readonly<Record<string, readonly string[]>> = {
  Target: [
    'uri',
    'name',
    'safe_name',
    'target_alias',
    'config',
    'facts',
    'vars',
    'features',
    'plugin_hooks',
    'resources',
  ],
  Result: ['target', 'value'],
  ResultSet: ['results'],
  ContainerResult: ['value'],
  ResourceInstance: ['target', 'type', 'title', 'state', 'desired_state', 'events'],
};

type Parts = Readonly<Record<string, PuppetValue>>;

function partsOf(names: readonly string[], { arguments: given }: NativeCall): Parts {
  const [first = null] = given;
  const isHash =
    given.length === 1 &&
    names.length > 1 &&
    (entriesOf(first) ?? [[null]]).every(([key]) => typeof key === 'string' && names.includes(key));
  const value = (name: string, index: number) => (isHash ? entry(first, name) : given[index]) ?? null;
  return Object.fromEntries(names.map((name, index) => [name, value(name, index)]));
}

function construct(type: string, parts: Parts): PlanObject {
  const part = (name: string): PuppetValue => parts[name] ?? null;
  switch (type) {
    case 'Result':
      return planObject('Result', { target: part('target'), value: part('value'), action: 'action', object: null });
    case 'ResultSet':
      return planObject('ResultSet', { results: part('results') });
    case 'ContainerResult':
      return planObject('ContainerResult', { value: part('value'), object: null });
    default:
      return resourceInstance({
        target: part('target'),
        type: part('type'),
        title: part('title'),
        state: part('state'),
        desiredState: part('desired_state'),
        events: part('events'),
      });
  }
}

/** What the inventory refuses is an error that a plan can catch. */
function guarded<T>(call: NativeCall, what: () => T): T {
  try {
    return what();
  } catch (error) {
    throw placed(call, error);
  }
}
