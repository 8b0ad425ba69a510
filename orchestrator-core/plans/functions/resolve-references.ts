import {
  isJsonObject,
  type Json,
  type JsonObject,
  joinPath,
  OrchestratorError,
  rubyInspect,
} from '../../common/index.ts';
import type { Evaluation, NativeCall } from '../../language/index.ts';
import { contextOf, type PlanContext } from '../run/plan-context.ts';
import { PlanError } from '../run/plan-error.ts';
import { performStep } from '../run/step.ts';
import { jsonOf } from '../values/json-value.ts';
import { validationError } from './options.ts';
import type { PlanFunctionTable } from './plan-table.ts';
import { resolvePuppetdb } from './puppetdb-reference.ts';

/** What resolving references needs of the run, and what it noticed. */
interface Resolving {
  readonly context: PlanContext;
  readonly step: string;
  /** Whether a person was asked: the value is a secret then. */
  isSecret: boolean;
}

/** A plugin that gives the value of a reference; `check` refuses the reference before anything is done. */
interface Plugin {
  readonly check?: (reference: JsonObject, resolving: Resolving) => Promise<void>;
  readonly resolve: (reference: JsonObject, resolving: Resolving) => Promise<Json>;
}

/** References in references, at most. */
const deepest = 100;

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
  return yield* performStep(call, what, async ({ id }) => {
    const resolving: Resolving = { context, step: id, isSecret: false };
    const value = await resolved(references, resolving, 0);
    return { value, isSecret: resolving.isSecret };
  });
}

function hasReference(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isReference(value) || Object.values(value).some(hasReference);
}

function isReference(value: Json): value is JsonObject {
  return isJsonObject(value) && '_plugin' in value;
}

/** What is inside comes first; what a plugin gives may hold references again. */
async function resolved(value: Json, resolving: Resolving, depth: number): Promise<Json> {
  if (depth > deepest) {
    const msg = 'Stack depth exceeded while recursively resolving references.';
    throw new PlanError({ kind: 'bolt/recursive-reference-loop', msg, details: {} });
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const each of value as readonly Json[]) items.push(await resolved(each, resolving, depth + 1));
    return items;
  }
  const entries: [string, Json][] = [];
  for (const [key, each] of Object.entries(value)) entries.push([key, await resolved(each, resolving, depth + 1)]);
  const whole = Object.fromEntries(entries);
  return isReference(whole) ? await resolved(await referred(whole, resolving), resolving, depth + 1) : whole;
}

async function referred(reference: JsonObject, resolving: Resolving): Promise<Json> {
  const name = typeof reference['_plugin'] === 'string' ? reference['_plugin'] : JSON.stringify(reference['_plugin']);
  const plugin = (Object.hasOwn(builtIn, name) ? builtIn[name] : undefined) ?? (await modulePlugin(name, resolving));
  await plugin.check?.(reference, resolving);
  try {
    return await plugin.resolve(reference, resolving);
  } catch (error) {
    if (!(error instanceof PlanError || error instanceof OrchestratorError || error instanceof SyntaxError))
      throw error;
    throw executionError(error.message, name, `resolve_reference in ${name}`);
  }
}

function executionError(msg: string, plugin: string, place: string): PlanError {
  const text = `Error executing plugin ${plugin} from ${place}: ${msg}`;
  return new PlanError({ kind: 'bolt/plugin-error', msg: text, details: {} });
}

const builtIn: Readonly<Record<string, Plugin>> = {
  env_var: {
    check: async ({ var: name, optional, default: usual }, { context }) => {
      if (!isTrue(name)) throw validationError("env_var plugin requires that the 'var' is specified");
      if (isTrue(optional) || isTrue(usual) || context.run.world.environment(String(name)) !== undefined) return;
      throw validationError(`env_var plugin requires that the var '${String(name)}' be set`);
    },
    resolve: async ({ var: name, json, default: usual = null }, { context }) => {
      const value = context.run.world.environment(String(name));
      if (value === undefined || !isTrue(json)) return value ?? usual;
      try {
        return JSON.parse(value) as Json;
      } catch (error) {
        const why = error instanceof Error ? error.message : '';
        throw new SyntaxError(`Invalid Plugin Data for env_var: ${why}`, { cause: error });
      }
    },
  },
  prompt: {
    check: async ({ message }) => {
      if (!isTrue(message)) throw validationError("Prompt requires a 'message'");
    },
    resolve: async ({ message }, resolving) => {
      const { run, signal } = resolving.context;
      const question = { step: resolving.step, message: String(message), sensitive: true };
      const answer = await run.world.ask(question, signal);
      resolving.isSecret = true;
      run.secrets.add(answer);
      return answer;
    },
  },
  puppetdb: { resolve: (reference, { context }) => resolvePuppetdb(reference, context.run.world.puppetdb, context) },
  task: {
    check: async ({ task }, { context }) => {
      if (!isTrue(task)) throw validationError("Task plugin requires that the 'task' is specified");
      if ((await context.run.world.describeTask(String(task))) === undefined) throw unknownTask(String(task));
    },
    resolve: async ({ task, parameters = {} }, resolving) => {
      const value = await runTask(String(task), isJsonObject(parameters) ? parameters : {}, resolving);
      if ('value' in value) return value['value'] ?? null;
      throw validationError(`Task result did not return 'value': ${rubyInspect(value)}`);
    },
  },
};

/** Everything but null and false, as Ruby sees it. */
function isTrue(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

function unknownTask(name: string): PlanError {
  const msg = `Could not find a task named '${name}'. For a list of available tasks, run 'bolt task show'.`;
  return new PlanError({ kind: 'bolt/unknown-task', msg, details: {} });
}

async function runTask(task: string, parameters: JsonObject, { context, step }: Resolving): Promise<JsonObject> {
  const { run, signal } = context;
  const [target = 'localhost'] = run.world.inventory.select(['localhost']);
  const options = { step, noop: false, secrets: [], signal };
  const [result] = await run.world.act({ kind: 'task', task, parameters }, [target], options);
  const value = result?.value ?? {};
  const error = value['_error'];
  if (error === undefined || error === null) return value;
  const { msg = '', kind = 'bolt/error' } = isJsonObject(error) ? error : {};
  throw new PlanError({ kind: String(kind), msg: String(msg), details: {} });
}

/** A module with a `bolt_plugin.json` is a plugin: tasks of its own do the work. */
async function modulePlugin(name: string, resolving: Resolving): Promise<Plugin> {
  const { world } = resolving.context.run;
  const module = world.loader.modules.find((each) => each.name === name);
  const text =
    module === undefined ? undefined : await world.loader.readText(joinPath(module.directory, 'bolt_plugin.json'));
  if (text === undefined) {
    throw new PlanError({ kind: 'bolt/unknown-plugin', msg: `Unknown plugin: '${name}'`, details: {} });
  }
  const hooks = hooksIn(text, name);
  const taskOf = async (hook: string): Promise<string | undefined> => {
    const named = hooks[hook];
    const task = isJsonObject(named) ? named['task'] : undefined;
    if (typeof task === 'string') return task;
    const usual = `${name}::${hook}`;
    return (await world.describeTask(usual)) === undefined ? undefined : usual;
  };
  const parametersOf = (reference: JsonObject): JsonObject => ({
    ...Object.fromEntries(Object.entries(reference).filter(([key]) => !key.startsWith('_'))),
    _boltdir: world.files.directory,
  });
  const task = await taskOf('resolve_reference');
  if (task === undefined) {
    const msg = `Plugin ${name} does not support resolve_reference`;
    throw new PlanError({ kind: 'bolt/unsupported-hook', msg, details: {} });
  }
  return {
    check: async (reference) => {
      const check = await taskOf('validate_resolve_reference');
      if (check !== undefined) await runTask(check, parametersOf(reference), resolving);
    },
    resolve: async (reference) => {
      const value = await runTask(task, parametersOf(reference), resolving);
      if ('value' in value) return value['value'] ?? null;
      const msg = `Plugin ${name} result did not include a value, got ${rubyInspect(value)}`;
      throw executionError(msg, name, 'resolve_reference');
    },
  };
}

function hooksIn(text: string, name: string): JsonObject {
  try {
    const data = JSON.parse(text) as Json;
    const hooks = isJsonObject(data) ? (data['hooks'] ?? {}) : null;
    if (isJsonObject(hooks)) return hooks;
    throw new SyntaxError("'hooks' must be a hash");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const msg = `Invalid Plugin Data for ${name}: ${error.message}`;
    throw new PlanError({ kind: 'bolt/invalid-plugin-data', msg, details: {} }, { cause: error });
  }
}
