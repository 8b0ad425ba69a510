import { isJsonObject, type JsonObject, joinPath, OrchestratorError, parentPath, rubyClass } from '../common/index.ts';
import { checkShape, placeSuffix, readYaml, shapeMessage, type YamlText, yamlProblems } from '../project/index.ts';
import type { TargetSettings } from './create-target.ts';
import { aliasesOf, checkNames, readGroup, resolveWords, targetsOf } from './group.ts';
import { indexGroups } from './group-index.ts';
import type { Inventory, InventoryWarning } from './inventory.ts';
import type { InventoryData } from './merge.ts';
import { openContents } from './open-inventory.ts';
import { unsupportedPlugin } from './plugin-reference.ts';
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
  /** The user's home directory, for `~/`. */
  readonly home?: string;
}

/**
 * Reads an inventory, version 2.
 * @throws OrchestratorError `bolt/file-error` (no YAML), `bolt/validation-error` (a value of the wrong type),
 * `bolt.inventory/validation-error` (names that clash), `baton/unsupported-plugin`; messages are Bolt's, with places.
 */
export function readInventory(source: InventorySource): Inventory {
  const warnings: InventoryWarning[] = [];
  const warn = (warning: InventoryWarning) => {
    if (!warnings.some((one) => one.message === warning.message)) warnings.push(warning);
  };
  const { data, yaml } = readData(source, warn);
  const { version = 2, ...top } = data;
  if (version !== 2) {
    throw new OrchestratorError(
      'bolt.inventory/validation-error',
      `Unsupported version ${String(version)} specified in inventory`,
      {
        details: { path: [] },
      },
    );
  }
  if (typeof top['name'] === 'string' && top['name'] !== 'all') {
    const message = `Top-level group '${top['name']}' cannot specify a name, using 'all' instead.`;
    warn({ id: 'top_level_group_name', message });
  }
  const refuse = (reference: JsonObject, where: string): never => {
    const place = placeSuffix(yaml.locate(where.split('.').filter((step) => step !== '')));
    throw unsupportedPlugin(reference, `'${where || 'the top level'}' in ${source.path}${place}`);
  };
  if ('_plugin' in top) refuse(top, '');
  const all = readGroup({ ...top, name: 'all' }, { warn, refuse }, '');
  resolveWords(all, aliasesOf(all), targetsOf(all));
  checkNames(all);
  const contents = { index: indexGroups(all), settings: settings(source), data: (said: InventoryData) => said };
  return {
    path: source.path,
    present: source.text !== undefined,
    warnings,
    contents,
    ...openContents(contents),
  };
}

function readData(
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
  const data = yaml.value ?? {};
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
    resolvePath: (path) =>
      path.startsWith('~/') && source.home !== undefined
        ? joinPath(source.home, path.slice(2))
        : joinPath(directory, path),
  };
}
