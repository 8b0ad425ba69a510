import { OrchestratorError } from '../../common/index.ts';
import {
  type Closure,
  type Evaluation,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  textOf,
  wait,
} from '../../language/index.ts';
import { cancelWith } from '../run/cancel.ts';
import type { BlockOutcome, PlanFuture } from '../run/futures.ts';
import { countWithin } from '../run/invoke-plan.ts';
import { callPlace, contextOf, type PlanContext, planPlace } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { beginBlock, blockStep } from '../run/step.ts';
import { isPlanObject, planObject } from '../values/plan-object.ts';
import { runBeside, valuesOf, withVariablesOfNow } from './blocks.ts';
import { secondsOf } from './control.ts';
import { asHash, isSet, partition } from './options.ts';

/** `parallelize(list) |each| { … }`: what the blocks return, in the order of the list. */
export function* parallelize(call: NativeCall): Evaluation {
  const [data = null] = call.arguments;
  const { block } = call;
  const list = Array.isArray(data) ? (data as readonly PuppetValue[]) : [];
  if (block === undefined || list.length === 0) return [];
  const context = contextOf(call.frame);
  const object = `${list.length} block${list.length === 1 ? '' : 's'}`;
  const what = { function: 'parallelize', object, arguments: { data: list } };
  return yield* blockStep(call, what, (step) => branches(call, block, list, context, step.id));
}

function* branches(
  call: NativeCall,
  block: Closure,
  list: readonly PuppetValue[],
  context: PlanContext,
  step: string,
): Evaluation<readonly PuppetValue[]> {
  const inner = (index: number): PlanContext => ({
    ...context,
    plan: { name: context.plan.name, isParallel: true },
    steps: countWithin(step, index + 1),
  });
  const outcomes = yield* wait((driver) =>
    Promise.all(list.map((each, index) => runBeside(driver, { call, block, given: [each], context: inner(index) }))),
  );
  return valuesOf(outcomes, false);
}

/** `background([name]) || { … }`: starts the block and goes on; a Future of what it returns. */
export function* background(call: NativeCall): Evaluation {
  const [given = null] = call.arguments;
  if (call.block === undefined) return null;
  const block = withVariablesOfNow(call.block);
  const context = contextOf(call.frame);
  const { futures } = context.run;
  const what =
    given === null ? { object: '1 block', arguments: {} } : { object: textOf(given), arguments: { name: given } };
  const begun = beginBlock(call, { function: 'background', ...what });
  const { id } = begun.start;
  const name = given === null ? id : textOf(given);
  const cancel = cancelWith(context.signal);
  const inner: PlanContext = { ...context, steps: countWithin(id, 1), signal: cancel.signal, future: id };
  return yield* wait(async (driver) => {
    // As in Bolt the plan goes on first; besides, the block may ask for its own future.
    const settled = context.run
      .turn()
      .then(() => begun.run(() => runBeside(driver, { call, block, given: [], context: inner })))
      .finally(cancel.dispose);
    const future: PlanFuture = { id, name, plan: context.plan, settled, cancel, outcome: undefined };
    futures.set(id, future);
    void settled.then((outcome) => {
      future.outcome ??= outcome;
    });
    return planObject('Future', { name, id });
  });
}

/** `wait([futures], [timeout], [options])`: what the blocks that `background` started return. */
export function* waitForFutures(call: NativeCall): Evaluation {
  const { futures: named, timeout, options } = argumentsOf(call.arguments);
  const context = contextOf(call.frame);
  const { own, others } = partition(options);
  const { catch_errors: catches, ...unknown } = own;
  warnOf(call, [...Object.keys(others), ...Object.keys(unknown).map((key) => `_${key}`)]);
  if (named === undefined) checkWaiting(context);
  const wanted = named?.map((each) => futureOf(context, each));
  return yield* wait(async () => {
    const waited = await waitFor(context, () => wanted ?? ofPlan(context), timeout);
    return valuesOf(waited.map(outcomeOf), isSet(catches));
  });
}

interface WaitArguments {
  readonly futures: readonly PuppetValue[] | undefined;
  /** Seconds. */
  readonly timeout: PuppetValue | undefined;
  readonly options: PuppetObject;
}

function argumentsOf(given: readonly PuppetValue[]): WaitArguments {
  const [first = null] = given;
  const isList = Array.isArray(first);
  const futures = isList ? (first as readonly PuppetValue[]) : isPlanObject(first, 'Future') ? [first] : undefined;
  const rest = futures === undefined ? given : given.slice(1);
  const [second = null] = rest;
  const isTime = typeof second === 'number' || isFloat(second);
  return { futures, timeout: isTime ? second : undefined, options: asHash(isTime ? rest[1] : second) };
}

function isFloat(value: PuppetValue): boolean {
  return typeof value === 'object' && value !== null && !Number.isNaN(secondsOf(value));
}

function futureOf({ run }: PlanContext, value: PuppetValue): PlanFuture {
  const found = isPlanObject(value, 'Future') ? run.futures.get(textOf(value.attributes['id'] ?? null)) : undefined;
  if (found !== undefined) return found;
  throw new PlanError({ kind: 'bolt/unknown-future', msg: 'A Future of this run was expected', details: {} });
}

function ofPlan({ run, plan }: PlanContext): readonly PlanFuture[] {
  return [...run.futures.values()].filter((future) => future.plan === plan);
}

/** A block cannot wait for itself. */
function checkWaiting({ run, plan, future }: PlanContext): void {
  const own = future === undefined ? undefined : run.futures.get(future);
  if (!plan.isParallel && own?.plan !== plan) return;
  const msg = 'The wait() function cannot be called with no arguments inside a background block in the same plan.';
  throw new PlanError({ kind: 'bolt/infinite-wait', msg, details: {} });
}

/** Waits for the futures, those too that begin meanwhile; when the time is over the others are ended. */
async function waitFor(
  { run, signal }: PlanContext,
  find: () => readonly PlanFuture[],
  timeout: PuppetValue | undefined,
): Promise<readonly PlanFuture[]> {
  const limit = cancelWith(signal);
  const time = timeout === undefined ? undefined : run.world.sleep(secondsOf(timeout) * 1000, limit.signal);
  const over = time?.then(
    () => true,
    () => false,
  );
  try {
    for (;;) {
      const running = find().filter(({ outcome }) => outcome === undefined);
      if (running.length === 0) return find();
      const settled = Promise.all(running.map((future) => future.settled)).then(() => false);
      const isOver = await (over === undefined ? settled : Promise.race([settled, over]));
      signal.throwIfAborted();
      if (isOver && timeout !== undefined) return end(find(), timeout);
    }
  } finally {
    limit.abort(new Error('The blocks are done'));
    limit.dispose();
  }
}

function end(futures: readonly PlanFuture[], timeout: PuppetValue): readonly PlanFuture[] {
  for (const future of futures) {
    if (future.outcome !== undefined) continue;
    const { name } = future;
    const msg = `Future '${name}' timed out after ${textOf(timeout)} seconds.`;
    const [kind, details] = ['bolt/future-timeout-error', { future: name }];
    future.outcome = { kind: 'failure', error: new PlanError({ kind, msg, details }) };
    future.cancel.abort(new OrchestratorError(kind, msg, { details }));
  }
  return futures;
}

function outcomeOf({ outcome }: PlanFuture): BlockOutcome {
  return outcome ?? { kind: 'crash', error: new Error('A block that was waited for is not done') };
}

function warnOf(call: NativeCall, unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  const place = planPlace(callPlace(call.frame, call.node));
  const at = place === undefined ? '' : ` in ${place.path}#L${place.line}`;
  const names = unknown.map((name) => `"${name}"`).join(', ');
  const text = `The wait() function call${at} received unknown options [${names}]. Removing unknown options and continuing...`;
  contextOf(call.frame).run.world.say({ level: 'warn', text });
}
