import {
  callClosure,
  type Evaluation,
  FunctionFault,
  isKind,
  isTrue,
  type NativeCall,
  type PuppetValue,
  textOf,
  wait,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { performStep } from '../run/step.ts';
import { asHash } from './options.ts';

/** `ctrl::sleep(seconds)`. */
export function* sleepFor(call: NativeCall): Evaluation {
  const [period = null] = call.arguments;
  const { run, signal } = contextOf(call.frame);
  const seconds = secondsOf(period);
  if (seconds < 0) throw new FunctionFault('time interval must not be negative');
  const what = { function: 'ctrl::sleep', object: textOf(period), arguments: { period } };
  return yield* performStep(call, what, async () => {
    await run.world.sleep(seconds * 1000, signal);
    return { value: null };
  });
}

/** `ctrl::do_until({limit, interval}) || { … }`: the block again and again until what it gives is true. */
export function* doUntil({ frame, node, arguments: [last], block }: NativeCall): Evaluation {
  if (block === undefined) return null;
  const { run, signal } = contextOf(frame);
  const { limit = null, interval = null } = asHash(last);
  const most = secondsOf(limit);
  for (let count = 1; ; count += 1) {
    // A block without statements asks for nothing: this is where such a loop can be stopped.
    yield { kind: 'step', node, scope: frame.scope };
    const value = yield* callClosure(block, []);
    if (isTrue(value) || (most !== 0 && count >= most)) return value;
    if (isTrue(interval)) yield* wait(() => run.world.sleep(secondsOf(interval) * 1000, signal));
  }
}

/** Seconds, which a plan gives as an Integer or a Float. */
export function secondsOf(value: PuppetValue): number {
  return isKind(value, 'Float') ? value.value : Number(value);
}
