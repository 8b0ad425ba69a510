import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import {
  callClosure,
  dataType,
  type Evaluation,
  entriesOf,
  isInstance,
  isKind,
  mismatches,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  rich,
  textOf,
  wait,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import type { ActResult, PlanAction, PlanTask } from '../run/world.ts';
import { resultSet } from '../values/results.ts';
import { namesOf, targetOf } from '../values/target.ts';
import { type Acting, act } from './act.ts';
import { issueFault } from './faults.ts';
import { asHash, clearJson, descriptionOf, isSet, partition, splitRest } from './options.ts';

/** `run_task(task, targets, [description], [args])`. */
export function* runTask(call: NativeCall): Evaluation {
  const [name = null, spec = null, ...rest] = call.arguments;
  const { description, options: given } = splitRest(rest);
  const { own, others } = partition(given);
  const task = textOf(name);
  const { world } = contextOf(call.frame).run;
  const targets = yield* namesOf(spec, world.inventory);
  if (targets.length === 0) return resultSet([]);
  const known = yield* wait(() => world.describeTask(task));
  const fault = dataFault('run_task', others);
  if (fault !== undefined) throw issueFault(call, fault);
  checkNoop(call, own, known);
  const secrets: Json[] = [];
  const hidden = withSecrets(others, known);
  const parameters = asJsonObject(clearJson(hidden, secrets));
  return yield* act(call, {
    ...common(own, known, secrets),
    what: {
      function: 'run_task',
      object: task,
      targets,
      description: descriptionOf(description, own),
      arguments: { ...optionsOf(given), parameters: hidden },
    },
    action: async () => ({ kind: 'task', task, parameters }),
  });
}

/** `run_task_with(task, targets, [description], [options]) |Target| { parameters }`. */
export function* runTaskWith(call: NativeCall): Evaluation {
  const [name = null, spec = null, ...rest] = call.arguments;
  const { description, options: given } = splitRest(rest);
  const { own } = partition(given);
  const task = textOf(name);
  const { world } = contextOf(call.frame).run;
  const targets = yield* namesOf(spec, world.inventory);
  if (targets.length === 0) return resultSet([]);
  const known = yield* wait(() => world.describeTask(task));
  const secrets: Json[] = [];
  const refused: ActResult[] = [];
  const byTarget: Record<string, JsonObject> = {};
  const hidden: Record<string, PuppetValue> = {};
  for (const target of targets) {
    const answer = yield* parametersFor(call, target);
    const fault = parametersFault(answer);
    if (fault !== undefined) {
      refused.push(refusal(target, fault));
      continue;
    }
    const wrapped = withSecrets(asHash(answer), known);
    hidden[target] = wrapped;
    byTarget[target] = asJsonObject(clearJson(wrapped, secrets));
  }
  checkNoop(call, own, known);
  return yield* act(call, {
    ...common(own, known, secrets),
    what: {
      function: 'run_task_with',
      object: task,
      targets,
      description: descriptionOf(description, own),
      arguments: { ...optionsOf(given), parameters: hidden },
    },
    action: async () => ({ kind: 'task', task, parameters: {}, byTarget }),
    failure: { action: 'run_task', object: task },
    refused,
  });
}

function* parametersFor({ frame, block }: NativeCall, target: string): Evaluation {
  if (block === undefined) return null;
  return yield* callClosure(block, [targetOf(target, contextOf(frame).run.world.inventory)]);
}

function parametersFault(answer: PuppetValue): string | undefined {
  if (entriesOf(answer) === undefined) {
    return `Block must return a Hash of parameters, received ${rubyKind(answer)}`;
  }
  return dataFault('run_task_with', asHash(answer));
}

/** What Ruby calls the class of a value that is no Hash. */
function rubyKind(value: PuppetValue): string {
  if (value === null) return 'NilClass';
  if (typeof value === 'boolean') return value ? 'TrueClass' : 'FalseClass';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'Integer';
  if (typeof value === 'number' || isKind(value, 'Float')) return 'Float';
  return isKind(value, 'Object') ? `Bolt::${value.type.name}` : 'Object';
}

/** A target that cannot be acted on, as Bolt's `Result.from_exception` has it. */
function refusal(target: string, msg: string): ActResult {
  const error = { kind: 'puppetlabs.tasks/exception-error', issue_code: 'EXCEPTION', msg, details: {} };
  return { target, action: 'task', object: null, status: 'failure', value: { _error: error } };
}

function common(
  own: PuppetObject,
  known: PlanTask | undefined,
  secrets: readonly Json[],
): Pick<Acting, 'options' | 'secrets' | 'noop' | 'skipped'> {
  const skipped = async (_: PlanAction): Promise<string | undefined> =>
    known === undefined || known.supportsNoop ? undefined : 'the task does not support noop';
  return { options: own, secrets, noop: isSet(own['noop']), skipped };
}

/** Bolt refuses to change something where only a look was wanted. */
function checkNoop(call: NativeCall, own: PuppetObject, known: PlanTask | undefined): void {
  if (isSet(own['noop']) && known?.supportsNoop === false) throw issueFault(call, 'Task does not support noop');
}

/** The parameters with those as Sensitive of which the task says that nobody may see them. */
function withSecrets(parameters: PuppetObject, known: PlanTask | undefined): PuppetObject {
  const secret = new Set(known?.sensitive);
  const wrap = (name: string, value: PuppetValue): PuppetValue =>
    secret.has(name) && !isKind(value, 'Sensitive') ? { [rich]: 'Sensitive', value } : value;
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, wrap(name, value)]));
}

function dataFault(name: string, parameters: PuppetObject): string | undefined {
  const clear = unwrapped(parameters);
  if (isInstance(dataType, clear)) return undefined;
  return mismatches(`Task parameters are not of type Data. ${name}()`, dataType, clear);
}

function unwrapped(value: PuppetValue): PuppetValue {
  if (isKind(value, 'Sensitive')) return unwrapped(value.value);
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(unwrapped);
  const entries = value === null || typeof value !== 'object' ? undefined : entriesOf(value);
  if (entries === undefined || !entries.every(([key]) => typeof key === 'string')) return value;
  return Object.fromEntries(entries.map(([key, each]) => [String(key), unwrapped(each)]));
}

function optionsOf(given: PuppetObject): PuppetObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('_')));
}

function asJsonObject(value: Json): JsonObject {
  return isJsonObject(value) ? value : {};
}
