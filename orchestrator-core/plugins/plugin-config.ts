import { type JsonObject, rubyText } from '../common/index.ts';
import { validationError } from './plugin-error.ts';
import type { PluginParameter, PluginPorts } from './ports.ts';

/** What the project says of a plugin, with the values of references. */
export interface PluginConfig {
  readonly config: JsonObject;
  /** Keys whose values no message may show. */
  readonly hidden: ReadonlySet<string>;
}

/**
 * Whatever is configured for a plugin must be a parameter of one of its tasks, and of a type that one of them says; of any
 * where the last one says none.
 * @throws OrchestratorError `bolt/validation-error` in Bolt's words
 */
export async function checkConfig(
  name: string,
  tasks: readonly Readonly<Record<string, PluginParameter>>[],
  { config, hidden, ports }: PluginConfig & { readonly ports: Pick<PluginPorts, 'isOfType'> },
): Promise<void> {
  const known = new Map<string, ConfigKey>();
  for (const parameters of tasks) {
    for (const [key, parameter] of Object.entries(parameters)) known.set(key, withParameter(known.get(key), parameter));
  }
  const unexpected = Object.keys(config).find((key) => !known.has(key));
  if (unexpected !== undefined) {
    throw validationError(`Config for ${name} plugin contains unexpected key ${unexpected}`);
  }
  for (const [key, { types, isSensitive }] of known) {
    const value = config[key] ?? null;
    if (value === null || types.length === 0) continue;
    const type = types.length === 1 ? `Optional[${types.join()}]` : `Optional[Variant[${types.join(', ')}]]`;
    if (await ports.isOfType(value, type)) continue;
    // Unlike Bolt, which shows whatever it is.
    const got = isSensitive || hidden.has(key) ? 'a value that is not shown' : rubyText(value);
    throw validationError(`${name} plugin expects a ${type} for key ${key}, got: ${got}`);
  }
}

/** A key of a plugin's configuration, as its tasks have it together. */
interface ConfigKey {
  /** Of which each will do; empty where any value will. */
  readonly types: readonly string[];
  readonly isSensitive: boolean;
}

function withParameter(known: ConfigKey | undefined, { type, sensitive = false }: PluginParameter): ConfigKey {
  const types = type === undefined ? [] : [...new Set([type, ...(known?.types ?? [])])];
  return { types, isSensitive: sensitive || known?.isSensitive === true };
}
