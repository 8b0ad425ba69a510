import { homedir } from 'node:os';
import { type Files, isJsonObject, type JsonObject, type Log, OrchestratorError } from './common/index.ts';
import {
  type Inventory,
  type InventorySource,
  readInventory,
  resolveInventory,
  type Target,
  type TransportName,
} from './inventory/index.ts';
import type { AskSecret } from './inventory-plugins.ts';
import { findRuby } from './node/index.ts';
import { hasReference } from './plugins/index.ts';
import type { Project } from './project/index.ts';

/** Which inventory is wanted, where that is not simply the project's. */
export interface InventoryChoice {
  /** The file that a command line names, absolute; it must exist. */
  readonly inventory?: string;
  /** The text in the environment's `BOLT_INVENTORY`, which beats every file. */
  readonly inventoryText?: string;
  /** How targets are reached for which nobody says. */
  readonly transport?: TransportName;
  /** Options of transports that a command line gives, below those of the inventory. */
  readonly reaching?: JsonObject;
  /** Asks the person for what the plugin `prompt` wants to know; without it there is nobody. */
  readonly ask?: AskSecret;
  /** Where plugins say what is odd. */
  readonly log?: Log;
  /** The data directory, absolute, where it is not the default one: the plugin `puppetdb` asks what is known there. */
  readonly data?: string;
}

/**
 * Reads the inventory of a project, as this machine completes it. Plugins are asked, for groups and targets at once.
 * @throws OrchestratorError when a named file does not exist, the inventory cannot be used, or a plugin fails.
 */
export async function loadInventory(
  files: Files,
  project: Project,
  { inventory, inventoryText, transport, reaching, ask, log, data }: InventoryChoice,
): Promise<Inventory> {
  const path = inventory ?? project.inventoryPath;
  const text = inventoryText ?? (await files.readText(path));
  if (text === undefined && inventory !== undefined) {
    throw new OrchestratorError('bolt/file-error', `The inventoryfile '${path}' does not exist`, { details: { path } });
  }
  const ruby = await findRuby(process.env['PATH']);
  const source: InventorySource = {
    text,
    path: inventoryText === undefined ? path : 'BOLT_INVENTORY',
    home: homedir(),
    ...(ruby === undefined ? {} : { ruby }),
    ...(transport === undefined ? {} : { transport }),
    ...(reaching === undefined ? {} : { reaching }),
  };
  const { pluginHooks } = project;
  // Most inventories refer to no plugin, and what plugins need takes a while to load.
  if (text?.includes('_plugin') !== true && !hasReference(pluginHooks)) {
    return readInventory({ ...source, ...(pluginHooks === undefined ? {} : { pluginHooks }) });
  }
  const { createInventoryPlugins } = await import('./inventory-plugins.ts');
  const plugins = createInventoryPlugins(project, {
    ...(ask === undefined ? {} : { ask }),
    ...(log === undefined ? {} : { log }),
    ...(data === undefined ? {} : { data }),
    ...(ruby === undefined ? {} : { ruby }),
  });
  const { signal } = new AbortController();
  const hooks = (await plugins.resolve(pluginHooks ?? {}, signal)).value;
  return resolveInventory({ ...source, ...(isJsonObject(hooks) ? { pluginHooks: hooks } : {}) }, plugins, signal);
}

/** The target that a word means. @throws OrchestratorError where it means none, or what {@link Inventory.names} throws. */
export async function findTarget(
  inventory: Inventory,
  word: string,
  connected: readonly string[] = [],
): Promise<Target> {
  const [target] = await inventory.resolve(inventory.names([word], { connected }), { connected });
  if (target === undefined) throw new OrchestratorError('bolt/unknown-target', `There is no target ${word}.`);
  return target;
}
