import { isJsonObject, type JsonObject } from '../../common/index.ts';
import { type Evaluation, type NativeCall, valueOfJson } from '../../language/index.ts';
import { createPluginResolver, hasReference, type PluginPorts } from '../../plugins/index.ts';
import { contextOf, type PlanContext } from '../run/plan-context.ts';
import { performStep } from '../run/step.ts';
import { jsonOf } from '../values/json-value.ts';
import type { PlanFunctionTable } from './plan-table.ts';

/** The function that puts the values in the place of plugin references. */
export const referenceFunctions: PlanFunctionTable = {
  resolve_references: (call) => resolveReferences(call),
};

function* resolveReferences(call: NativeCall): Evaluation {
  const [given = null] = call.arguments;
  const references = jsonOf(given);
  if (!hasReference(references)) return given;
  const context = contextOf(call.frame);
  const what = { function: 'resolve_references', object: 'references', arguments: [given] };
  const resolved = yield* performStep(call, what, async ({ id }) => {
    const { value, secrets } = await createPluginResolver(portsOf(context, id)).resolve(references, context.signal);
    context.run.world.hide(secrets);
    return { value, isSecret: secrets.length > 0 };
  });
  return valueOfJson(resolved);
}

/** What plugins see of the run. */
function portsOf({ run }: PlanContext, step: string): PluginPorts {
  const { world } = run;
  return {
    ...world.plugins,
    directory: world.files.directory,
    modules: world.loader.modules,
    readText: (path) => world.loader.readText(path),
    environment: (name) => world.environment(name),
    ask: async (message, signal) => {
      const answer = await world.ask({ step, message, sensitive: true }, signal);
      run.secrets.add(answer);
      return answer;
    },
    puppetdb: world.puppetdb,
    runTask: async (task, parameters, signal): Promise<JsonObject> => {
      const [target = 'localhost'] = await world.inventory.select(['localhost']);
      const options = { step, noop: false, secrets: [], signal };
      const [result] = await world.act({ kind: 'task', task, parameters, isComplete: true }, [target], options);
      return result !== undefined && isJsonObject(result.value) ? result.value : {};
    },
    warn: (_id, text) => world.say({ level: 'warn', text }),
    now: () => world.now(),
  };
}
