import { type Evaluation, FunctionFault, type NativeCall, textOf } from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { namesOf } from '../values/target.ts';
import { act } from './act.ts';
import { withoutTargets } from './no-targets.ts';
import { asHash } from './options.ts';

/** `wait_until_available(targets, [options])`. */
export function* waitUntilAvailable(call: NativeCall): Evaluation {
  const [spec = null, last] = call.arguments;
  const { _catch_errors: catches = null, ...options } = asHash(last);
  const known: ReadonlySet<string> = new Set(['description', 'wait_time', 'retry_interval']);
  const unknown = Object.keys(options).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new FunctionFault(
      `unknown keyword${unknown.length === 1 ? '' : 's'}: ${unknown.map((name) => `:${name}`).join(', ')}`,
    );
  }
  const targets = yield* namesOf(spec, contextOf(call.frame).run.world.inventory);
  if (targets.length === 0) return withoutTargets(call, 'wait_until_available - no targets given');
  const description = textOf(options['description'] ?? 'wait until available');
  return yield* act(call, {
    what: { function: 'wait_until_available', object: '', targets, description, arguments: options },
    action: async () => ({
      kind: 'wait',
      waitTime: Number(options['wait_time'] ?? 120),
      retryInterval: Number(options['retry_interval'] ?? 1),
    }),
    options: { catch_errors: catches },
    secrets: [],
    // It changes nothing, so that a plan in noop waits like any other.
    skipped: async () => undefined,
    shown: { action: 'wait_until_available', object: description },
    failure: { action: 'wait_until_available', object: null },
  });
}
