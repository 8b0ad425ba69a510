import {
  type CancelSignal,
  isJsonObject,
  type Json,
  type JsonObject,
  joinPath,
  OrchestratorError,
  rubyInspect,
} from '../common/index.ts';
import type { Plugin, SecretHook } from './plugin.ts';
import { checkConfig, type PluginConfig } from './plugin-config.ts';
import { executionError, invalidPlugin } from './plugin-error.ts';
import type { PluginPorts, PluginTask } from './ports.ts';
import { successOf } from './task-value.ts';

const secretHooks: readonly SecretHook[] = ['secret_encrypt', 'secret_decrypt', 'secret_createkeys'];
/** In Bolt's order. */
const hookNames = ['puppet_library', 'resolve_reference', ...secretHooks, 'validate_resolve_reference'];

/** Plugins that find targets, and give no secrets by themselves. */
const finders: ReadonlySet<string> = new Set([
  'aws_inventory',
  'azure_inventory',
  'gcloud_inventory',
  'terraform',
  'yaml',
]);

/** A task of a module that does what a hook is for. */
interface Hook extends PluginTask {
  readonly task: string;
}

/** Whether a module is a plugin, and the text that says so. */
export async function pluginFile(name: string, ports: PluginPorts): Promise<string | undefined> {
  const module = ports.modules.find((each) => each.name === name);
  return module === undefined ? undefined : ports.readText(joinPath(module.directory, 'bolt_plugin.json'));
}

/**
 * A module with a `bolt_plugin.json`: tasks of its own do the work, those that the file names, else those that are called
 * like the hook.
 * @throws OrchestratorError `bolt/invalid-plugin-data`, `bolt/validation-error` for its configuration
 */
export async function loadModulePlugin(
  name: string,
  text: string,
  { ports, config, hidden }: PluginConfig & { readonly ports: PluginPorts },
): Promise<Plugin> {
  const hooks = await findHooks(hooksIn(text, name), name, ports);
  await checkConfig(
    name,
    [...hooks.values()].map(({ parameters = {} }) => parameters),
    { config, hidden, ports },
  );
  const call = async (hook: Hook, given: JsonObject, signal: CancelSignal) => {
    const parameters = parametersOf(hook, given, config);
    return successOf(await ports.runTask(hook.task, { ...parameters, _boltdir: ports.directory }, signal));
  };
  const answerOf = (value: JsonObject, hook: string): Json => {
    if ('value' in value) return value['value'] ?? null;
    throw executionError(`Plugin ${name} result did not include a value, got ${rubyInspect(value)}`, name, hook);
  };
  const [resolve, check] = [hooks.get('resolve_reference'), hooks.get('validate_resolve_reference')];
  const secrets = secretHooks.flatMap((hook) => {
    const task = hooks.get(hook);
    if (task === undefined) return [];
    return [
      [
        hook,
        async (given: JsonObject, signal: CancelSignal) => answerOf(await call(task, given, signal), hook),
      ] as const,
    ];
  });
  return {
    // Values that a module fetches from somewhere are fetched because they may not stand here.
    isSecret: (value) => !finders.has(name) && typeof value === 'string',
    secrets: Object.fromEntries(secrets),
    check: async (reference, signal) => {
      if (resolve !== undefined) await ports.checkTask(resolve.task, parametersOf(resolve, reference, config));
      if (check !== undefined) await call(check, reference, signal);
    },
    ...(resolve === undefined
      ? {}
      : {
          resolve: async (reference, signal) => answerOf(await call(resolve, reference, signal), 'resolve_reference'),
        }),
  };
}

function hooksIn(text: string, name: string): JsonObject {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw invalidPlugin(error instanceof Error ? error.message : '', name, error);
  }
  if (!isJsonObject(data)) throw invalidPlugin('bolt_plugin.json must hold a hash', name);
  if ('config' in data) {
    throw invalidPlugin(
      "Found unsupported key 'config' in bolt_plugin.json. Config for a plugin is inferred\n" +
        'from task parameters, with config values passed as parameters.',
      name,
    );
  }
  const hooks = data['hooks'] ?? {};
  if (isJsonObject(hooks)) return hooks;
  throw invalidPlugin("'hooks' must be a hash", name);
}

async function findHooks(named: JsonObject, name: string, ports: PluginPorts): Promise<ReadonlyMap<string, Hook>> {
  const hooks = new Map<string, Hook>();
  for (const [hook, of] of Object.entries(named)) {
    const task = isJsonObject(of) ? of['task'] : undefined;
    if (typeof task !== 'string') {
      throw invalidPlugin(`Unexpected hook specification ${JSON.stringify(of)} in ${name} for hook ${hook}`, name);
    }
    hooks.set(hook, await namedHook(task, name, ports));
  }
  for (const hook of hookNames) {
    if (hooks.has(hook)) continue;
    const task = `${name}::${hook}`;
    const found = await ports.describeTask(task);
    if (found !== undefined) hooks.set(hook, { task, ...found });
  }
  return hooks;
}

async function namedHook(task: string, name: string, ports: PluginPorts): Promise<Hook> {
  const found = await ports.describeTask(task).catch((error: unknown) => {
    if (!(error instanceof OrchestratorError)) throw error;
    throw invalidPlugin(`Plugin ${name} could not load task '${task}': ${error.message}`, name, error);
  });
  if (found !== undefined) return { task, ...found };
  throw invalidPlugin(`Plugin ${name} specified an unkown task '${task}' for a hook`, name);
}

function parametersOf({ parameters }: Hook, given: JsonObject, config: JsonObject): JsonObject {
  const entries = Object.entries(parameters ?? {});
  const usual = entries.flatMap(([key, { default: value }]): [string, Json][] =>
    value === undefined ? [] : [[key, value]],
  );
  const configured = Object.entries(config).filter(
    ([key]) => parameters === undefined || Object.hasOwn(parameters, key),
  );
  const said = Object.entries(given).filter(([key]) => !key.startsWith('_'));
  return Object.fromEntries([...usual, ...configured, ...said]);
}
