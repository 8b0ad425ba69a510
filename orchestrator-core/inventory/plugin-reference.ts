import { isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import { pluginTexts } from './option-texts.ts';

/** Plugins that Bolt itself has; any other must come with a module. */
const builtInPlugins: ReadonlySet<string> = new Set(Object.keys(pluginTexts));

/** Whether a plugin is to give the value. */
export function isReference(value: Json | undefined): value is JsonObject & { readonly _plugin: Json } {
  return isJsonObject(value) && '_plugin' in value;
}

/** The refusal of a plugin reference; `where` says which value it stands for. */
export function unsupportedPlugin(reference: JsonObject, where: string): OrchestratorError {
  const plugin: Json = reference['_plugin'] ?? null;
  if (typeof plugin !== 'string' || !builtInPlugins.has(plugin)) {
    return new OrchestratorError('bolt/unknown-plugin', `Unknown plugin: '${String(plugin)}'`);
  }
  return new OrchestratorError(
    'baton/unsupported-plugin',
    `The value at ${where} comes from the plugin '${plugin}'; plugin references cannot be used yet. Write the value itself.`,
  );
}

/** The first plugin reference in a value, with the keys that lead to it. */
export function findReference(value: Json, path: string): { reference: JsonObject; path: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isJsonObject(value) && '_plugin' in value) return { reference: value, path };
  for (const [key, item] of Object.entries(value)) {
    const found = findReference(item, `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}
