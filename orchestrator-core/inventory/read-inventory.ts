import {
  type CancelSignal,
  isJsonObject,
  type Json,
  type JsonObject,
  joinPath,
  OrchestratorError,
  parentPath,
  rubyClass,
  rubyText,
} from '../common/index.ts';
import { isReference, type PluginResolver } from '../plugins/index.ts';
import { checkShape, placeSuffix, readYaml, shapeMessage, type YamlText, yamlProblems } from '../project/index.ts';
import { checkNames } from './check-names.ts';
import type { TargetSettings } from './create-target.ts';
import { type Group, type GroupReading, type Reading, readGroup, resolveWords } from './group.ts';
import { indexGroups } from './group-index.ts';
import type { Inventory, InventoryWarning } from './inventory.ts';
import { createLevels } from './levels.ts';
import { openContents } from './open-inventory.ts';
import { inventoryShape } from './schema.ts';
import type { TransportName } from './target.ts';

/** Where an inventory comes from and what this machine adds to it. */
export interface InventorySource {
  /** The text; undefined when the file does not exist. */
  readonly text: string | undefined;
  /** The file, absolute; messages name it, and relative paths in it start from its directory. */
  readonly path: string;
  /** How targets are reached for which nobody says; Bolt's default is `ssh`. */
  readonly transport?: TransportName;
  /**
   * The Ruby that runs `.rb` tasks on targets with the local transport, absolute. With it they have the feature
   * `puppet-agent`, as with the Ruby that Bolt brings along.
   */
  readonly ruby?: string;
  /** Options of transports below those of the inventory; each transport takes those that it knows. */
  readonly reaching?: JsonObject;
  /** The project's `plugin-hooks`, which stand below those of groups and targets. */
  readonly pluginHooks?: JsonObject;
  /** The user's home directory, for `~/`. */
  readonly home?: string;
}

/**
 * Reads an inventory, version 2. No plugin is asked: references for the data of groups and targets stay references, and
 * others are refused.
 * @throws OrchestratorError `bolt/file-error` (no YAML), `bolt/validation-error` (a value of the wrong type),
 * `bolt.inventory/validation-error` (names that clash), `baton/unresolved-reference`; messages are Bolt's, with places.
 */
export function readInventory(source: InventorySource): Inventory {
  const { reading, finish, yaml } = begin(source, undefined);
  const step = reading.next();
  while (step.done !== true) {
    const { where, value } = step.value;
    const place = placeSuffix(yaml.locate(where.split('.').filter((each) => each !== '')));
    const message = `'${where || 'the top level'}' in ${source.path}${place} ${pluginIn(value)}`;
    throw new OrchestratorError('baton/unresolved-reference', message);
  }
  return finish(step.value);
}

function pluginIn(value: Json): string {
  const plugin = isReference(value) ? `the plugin '${String(value['_plugin'])}'` : 'a plugin';
  return `comes from ${plugin}, which was not asked.`;
}

/**
 * Reads an inventory and asks plugins for groups, targets and their names; for what these say plugins are asked when a
 * target is {@link Inventory.resolve resolved}.
 * @throws OrchestratorError as {@link readInventory}, and what plugins say went wrong.
 */
export async function resolveInventory(
  source: InventorySource,
  plugins: PluginResolver,
  signal: CancelSignal,
): Promise<Inventory> {
  const { reading, finish } = begin(source, plugins);
  let step = reading.next();
  const fromPlugins = step.done !== true;
  while (step.done !== true) {
    const { value, isList } = step.value;
    step = reading.next(
      isList ? await plugins.resolveTop(value, signal) : (await plugins.resolve(value, signal)).value,
    );
  }
  return { ...finish(step.value), fromPlugins };
}

interface Begun {
  readonly reading: Reading<Group>;
  readonly yaml: YamlText;
  finish(all: Group): Inventory;
}

function begin(source: InventorySource, plugins: PluginResolver | undefined): Begun {
  const warnings = new Map<string, InventoryWarning>();
  const warn = (warning: InventoryWarning): void => void warnings.set(warning.message, warning);
  const { data, yaml } = readText(source, warn);
  return {
    yaml,
    reading: readTop(data, { warn }),
    finish: (all) => {
      resolveWords(all);
      checkNames(all);
      const levels = createLevels(plugins);
      const contents = { index: indexGroups(all), settings: settings(source), levels };
      const path = source.path;
      return {
        path,
        present: source.text !== undefined,
        fromPlugins: false,
        warnings: [...warnings.values()],
        contents,
        ...openContents(contents),
      };
    },
  };
}

function* readTop(data: JsonObject, reading: GroupReading): Reading<Group> {
  const { version = 2, ...top } = data;
  if (version !== 2) {
    const message = `Unsupported version ${rubyText(version)} specified in inventory`;
    throw new OrchestratorError('bolt.inventory/validation-error', message, { details: { path: [] } });
  }
  const given = isReference(top) ? yield { value: top, where: '', isList: true } : top;
  if (!isJsonObject(given)) {
    const message = `Expected group to be a Hash, not ${rubyClass(given)}`;
    throw new OrchestratorError('bolt.inventory/validation-error', message, { details: { path: [] } });
  }
  if ('name' in given && given['name'] !== 'all') {
    const message = `Top-level group '${rubyText(given['name'] ?? null)}' cannot specify a name, using 'all' instead.`;
    reading.warn({ id: 'top_level_group_name', message });
  }
  return yield* readGroup({ ...given, name: 'all' }, reading, '');
}

function readText(
  source: InventorySource,
  warn: (warning: InventoryWarning) => void,
): { data: JsonObject; yaml: YamlText } {
  const yaml = readYaml(source.text ?? '');
  for (const problem of yamlProblems(yaml, source.path, 'inventory')) {
    if (problem.severity === 'error') {
      throw new OrchestratorError(problem.kind, problem.message, { details: { path: source.path } });
    }
    warn({ id: problem.kind, message: problem.message });
  }
  // Like Bolt, for which `false` is nothing, too.
  const data = yaml.value === false ? {} : (yaml.value ?? {});
  if (!isJsonObject(data)) {
    const message = `Invalid content for inventory file at ${source.path}\nContent should be a Hash or empty, not ${rubyClass(data)}`;
    throw new OrchestratorError('bolt/file-error', message, { details: { path: source.path } });
  }
  const verdict = checkShape(data, inventoryShape);
  if (verdict.errors.length > 0) {
    throw new OrchestratorError('bolt/validation-error', shapeMessage(source.path, verdict.errors, yaml.locate));
  }
  for (const finding of verdict.unknown)
    warn({ id: 'unknown_option', message: `${finding.message} at ${source.path}.` });
  return { data, yaml };
}

function settings(source: InventorySource): TargetSettings {
  const directory = parentPath(source.path);
  return {
    transport: source.transport ?? 'ssh',
    ...(source.ruby === undefined ? {} : { ruby: source.ruby }),
    reaching: source.reaching ?? {},
    pluginHooks: source.pluginHooks ?? {},
    resolvePath: (path) =>
      path.startsWith('~/') && source.home !== undefined
        ? joinPath(source.home, path.slice(2))
        : joinPath(directory, path),
  };
}
