import type { Json } from '../../common/index.ts';
import type { Evaluation, NativeCall } from '../../language/index.ts';
import { textOf } from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { namesOf } from '../values/target.ts';
import { act } from './act.ts';
import { withoutTargets } from './no-targets.ts';
import { descriptionOf, environmentOf, splitRest, withoutUnderscores } from './options.ts';

/** `run_command(command, targets, [description], [options])`. */
export function* runCommand(call: NativeCall): Evaluation {
  const [line = null, spec = null, ...rest] = call.arguments;
  const { description: argument, options: given } = splitRest(rest);
  const options = withoutUnderscores(given);
  const description = descriptionOf(argument, options);
  const secrets: Json[] = [];
  const environment = environmentOf(options['env_vars'], secrets);
  const targets = yield* namesOf(spec, contextOf(call.frame).run.world.inventory);
  const command = textOf(line);
  if (targets.length === 0) {
    return withoutTargets(call, `run_command('${command}') - no targets given - no action taken`);
  }
  const what = { function: 'run_command', object: command, targets, description, arguments: { command, ...given } };
  return yield* act(call, {
    what,
    action: async () => ({ kind: 'command', command, environment }),
    options,
    secrets,
  });
}
