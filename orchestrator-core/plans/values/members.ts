import type { Json } from '../../common/index.ts';
import {
  callClosure,
  dataOf,
  type Evaluation,
  entry,
  isKind,
  isTrue,
  type MemberCall,
  type PuppetValue,
  textOf,
  valueOfJson,
} from '../../language/index.ts';
import type { PlanInventory, PlanTarget } from '../run/plan-inventory.ts';
import type { PlanObject } from './plan-object.ts';
import { askResource } from './resource-instance.ts';
import { errorIn, heldIn, isOk, resultSet, resultsIn, targetNameIn } from './results.ts';
import { nameOfTarget } from './target.ts';

/** What the members of Bolt's objects need of whoever keeps the targets. */
export interface MemberWorld {
  readonly inventory: PlanInventory;
  /** The resources that the plan noted of a target, by their references. */
  resources(target: string): ReadonlyMap<string, PlanObject>;
  /** What a Future is doing. */
  futureState(future: PlanObject): string;
}

/** The value of an attribute or of a function of an object, whose arguments fit; undefined where its type has none such. */
export function memberOfObject(call: MemberCall, world: MemberWorld): PuppetValue | Evaluation | undefined {
  const { object } = call;
  switch (object.type.name) {
    case 'Target':
      return ofTarget(object, call.name, world);
    case 'Result':
    case 'ApplyResult':
    case 'ContainerResult':
      return ofResult(object, call);
    case 'ResultSet':
      return ofResultSet(object, call);
    case 'ResourceInstance':
      return askResource(object, call);
    case 'Future':
      return call.name === 'state' ? world.futureState(object) : undefined;
    default:
      return undefined;
  }
}

function ofTarget(object: PlanObject, name: string, world: MemberWorld): PuppetValue | undefined {
  const target = nameOfTarget(object);
  if (name === 'name') return target;
  if (name === 'resources') return Object.fromEntries(world.resources(target));
  const read = Object.hasOwn(targetMembers, name) ? targetMembers[name] : undefined;
  return read === undefined ? undefined : valueOfJson(read(world.inventory.target(target)) ?? null);
}

const targetMembers: Readonly<Record<string, (target: PlanTarget) => Json | undefined>> = {
  uri: ({ uri }) => uri,
  safe_name: ({ safeName }) => safeName,
  target_alias: ({ alias }) => alias,
  config: ({ config }) => config,
  vars: ({ vars }) => vars,
  facts: ({ facts }) => facts,
  features: ({ features }) => features,
  plugin_hooks: ({ pluginHooks }) => pluginHooks,
  host: ({ host }) => host,
  password: ({ password }) => password,
  port: ({ port }) => port,
  protocol: ({ protocol, transport }) => protocol ?? transport,
  transport: ({ transport }) => transport,
  transport_config: ({ transportConfig }) => transportConfig,
  user: ({ user }) => user,
};

function ofResult(object: PlanObject, { name, arguments: [key = null] }: MemberCall): PuppetValue | undefined {
  switch (name) {
    case '[]':
      return heldIn(object, textOf(key));
    case 'target':
    case 'value':
      return object.attributes[name] ?? null;
    case 'action':
      return object.attributes['action'] ?? 'action';
    case 'error':
      return errorIn(object);
    case 'message':
      return heldIn(object, '_output');
    case 'sensitive':
      return heldIn(object, '_sensitive');
    case 'ok':
      return isOk(object);
    case 'status':
      return isOk(object) ? 'success' : 'failure';
    case 'to_data':
      return dataOf(object);
    case 'report':
      return heldIn(object, 'report');
    case 'catalog': {
      const secret = heldIn(object, '_sensitive');
      return isKind(secret, 'Sensitive') ? (entry(secret.value, 'catalog') ?? null) : null;
    }
    case 'stdout':
    case 'stderr':
      return heldIn(object, name);
    default:
      return undefined;
  }
}

function ofResultSet(object: PlanObject, call: MemberCall): PuppetValue | Evaluation | undefined {
  const results = resultsIn(object);
  const [first = null, second] = call.arguments;
  switch (call.name) {
    case '[]':
      return elements(results, Number(first), second === undefined ? undefined : Number(second));
    case 'results':
      return results;
    case 'count':
      return results.length;
    case 'empty':
      return results.length === 0;
    case 'first':
      return results[0] ?? null;
    case 'find':
      // Of several results of a target the last one counts.
      return results.findLast((result) => targetNameIn(result) === first) ?? null;
    case 'names':
      return results.map(targetNameIn);
    case 'targets':
      return results.map(({ attributes }) => attributes['target'] ?? null);
    case 'ok':
      return results.every(isOk);
    case 'ok_set':
      return resultSet(results.filter(isOk));
    case 'error_set':
      return resultSet(results.filter((result) => !isOk(result)));
    case 'filter_set':
      return filterSet(results, call);
    case 'to_data':
      return dataOf(object);
    default:
      return undefined;
  }
}

/** Bolt takes the second index for the last one that is wanted, as Ruby's `[from..to]`, whatever its documentation says. */
function elements(results: readonly PlanObject[], from: number, to: number | undefined): PuppetValue {
  if (to === undefined) return results.at(from) ?? null;
  const { length } = results;
  const start = from < 0 ? length + from : from;
  if (start < 0 || start > length) return null;
  return results.slice(start, (to < 0 ? length + to : to) + 1);
}

function* filterSet(results: readonly PlanObject[], { block }: MemberCall): Evaluation {
  if (block === undefined) return resultSet(results);
  const kept: PlanObject[] = [];
  for (const result of results) if (isTrue(yield* callClosure(block, [result]))) kept.push(result);
  return resultSet(kept);
}
