import { homedir } from 'node:os';
import { type Files, type JsonObject, OrchestratorError } from './common/index.ts';
import { type Inventory, readInventory, type TransportName } from './inventory/index.ts';
import { findRuby } from './node/index.ts';
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
}

/**
 * Reads the inventory of a project, as this machine completes it.
 * @throws OrchestratorError when a named file does not exist, or the inventory cannot be used.
 */
export async function loadInventory(
  files: Files,
  project: Pick<Project, 'inventoryPath'>,
  { inventory, inventoryText, transport, reaching }: InventoryChoice,
): Promise<Inventory> {
  const path = inventory ?? project.inventoryPath;
  const text = inventoryText ?? (await files.readText(path));
  if (text === undefined && inventory !== undefined) {
    throw new OrchestratorError('bolt/file-error', `The inventoryfile '${path}' does not exist`, { details: { path } });
  }
  const ruby = await findRuby(process.env['PATH']);
  return readInventory({
    text,
    path: inventoryText === undefined ? path : 'BOLT_INVENTORY',
    home: homedir(),
    ...(ruby === undefined ? {} : { ruby }),
    ...(transport === undefined ? {} : { transport }),
    ...(reaching === undefined ? {} : { reaching }),
  });
}
