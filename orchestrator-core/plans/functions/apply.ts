import { isJsonObject, type JsonObject } from '../../common/index.ts';
import {
  type Evaluation,
  FunctionFault,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
  textOf,
  valuesOfJson,
} from '../../language/index.ts';
import { contextOf } from '../run/plan-context.ts';
import type { PuppetManifest } from '../run/world.ts';
import { applyValue } from '../values/apply-result.ts';
import { resultSet } from '../values/results.ts';
import { namesOf } from '../values/target.ts';
import { act } from './act.ts';
import { manifestOfBlock } from './manifest.ts';
import { asHash, descriptionOf, isSet, withoutUnderscores } from './options.ts';

/**
 * `apply(targets, [options]) { … }`: has the Puppet of each target compile the block, with the variables of the plan, and
 * apply it.
 */
export function* apply(call: NativeCall): Evaluation {
  const { block } = call;
  const [spec = null, given = null] = call.arguments;
  if (block === undefined) throw new FunctionFault('apply requires at least one statement in the apply block');
  const options = withoutUnderscores(asHash(given));
  const { run } = contextOf(call.frame);
  const { inventory } = run.world;
  const targets = yield* namesOf(spec, inventory);
  if (targets.length === 0) return resultSet([]);
  const manifest = manifestOfBlock(call, block);
  const byTarget = new Map<string, PuppetManifest>();
  for (const name of targets) {
    const { vars, facts } = inventory.target(name);
    byTarget.set(name, { code: manifest.code(valuesOfJson(vars)), facts });
  }
  return yield* act(call, {
    what: {
      function: 'apply',
      object: 'catalog',
      targets,
      description: descriptionOf(undefined, options),
      arguments: { ...asHash(given), code: manifest.text, variables: manifest.named },
    },
    action: async () => ({
      kind: 'puppet',
      verb: 'apply',
      modules: requiredModules(options),
      uses: manifest.uses,
      byTarget: Object.fromEntries(byTarget),
    }),
    options,
    secrets: manifest.secrets,
    noop: isSet(options['noop']),
    skipped: async () => undefined,
    read: (result) => ({
      ...result,
      action: 'apply',
      object: null,
      ...statusOf(applyValue({ target: result.target, value: result.value, placed: manifest.placed })),
    }),
    failure: { action: 'apply', object: 'catalog', kind: 'bolt/apply-failure' },
  });
}

function statusOf(value: JsonObject): { readonly value: JsonObject; readonly status: 'success' | 'failure' } {
  return { value, status: isJsonObject(value['_error']) ? 'failure' : 'success' };
}

/** The names of modules that a call asks for; undefined where it names none. */
export function requiredModules({ required_modules: list = null }: PuppetObject): readonly string[] | undefined {
  if (list === null) return undefined;
  const names = Array.isArray(list) ? (list as readonly PuppetValue[]).map(textOf) : [textOf(list)];
  return names.length > 0 ? names : undefined;
}
