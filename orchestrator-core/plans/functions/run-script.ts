import type { Json } from '../../common/index.ts';
import {
  type Evaluation,
  entriesOf,
  type NativeCall,
  type PuppetObject,
  textOf,
  valueOfJson,
  wait,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import { jsonObjectOf } from '../values/json-value.ts';
import { resultSet } from '../values/results.ts';
import { namesOf } from '../values/target.ts';
import { act } from './act.ts';
import { issueFault } from './faults.ts';
import { clearJson, descriptionOf, environmentOf, isSet, partition, splitRest, validationError } from './options.ts';

/** `run_script(script, targets, [description], [options])`. */
export function* runScript(call: NativeCall): Evaluation {
  const [named = null, spec = null, ...rest] = call.arguments;
  const { description: argument, options: given } = splitRest(rest);
  const { own, others } = partition(given);
  checkArguments(others);
  const description = descriptionOf(argument, own);
  const secrets: Json[] = [];
  const environment = environmentOf(own['env_vars'], secrets);
  const script = textOf(named);
  const path = yield* findFile(call, script, true);
  const targets = yield* namesOf(spec, contextOf(call.frame).run.world.inventory);
  if (targets.length === 0) return resultSet([]);
  const list = clearJson(others['arguments'] ?? [], secrets) as readonly Json[];
  const parameters = others['pwsh_params'];
  const byName = isSet(parameters) ? jsonObjectOf(valueOfJson(clearJson(parameters ?? {}, secrets))) : undefined;
  return yield* act(call, {
    what: { function: 'run_script', object: path, targets, description, arguments: { script, ...given } },
    action: async () => ({
      kind: 'script',
      path,
      arguments: list.map((each) => (typeof each === 'string' ? each : textOf(valueOfJson(each)))),
      ...(byName !== undefined && { parameters: byName }),
      environment,
    }),
    options: own,
    secrets,
    failure: { action: 'run_script', object: script },
  });
}

function checkArguments(options: PuppetObject): void {
  const { arguments: list, pwsh_params: hash } = options;
  if (list !== undefined && hash !== undefined) {
    throw validationError("Cannot specify both 'arguments' and 'pwsh_params'");
  }
  if (hash !== undefined && entriesOf(hash) === undefined) {
    throw validationError("Option 'pwsh_params' must be a hash");
  }
  if (list !== undefined && !Array.isArray(list)) throw validationError("Option 'arguments' must be an array");
}

/**
 * The absolute path of `MODULE/PATH` or of an absolute path.
 * @throws FunctionFault as Puppet words it, where there is nothing, or a directory where a file is wanted.
 */
export function* findFile(call: NativeCall, reference: string, isFile: boolean): Evaluation<string> {
  const { files } = contextOf(call.frame).run.world;
  const path = yield* wait(() => files.find(reference));
  const kind = path === undefined ? undefined : yield* wait(() => files.stat(path));
  if (path === undefined || kind === undefined) {
    throw issueFault(call, `No such file or directory: ${reference}`);
  }
  if (isFile && kind !== 'file') throw issueFault(call, `${reference} is not a file`);
  return path;
}
