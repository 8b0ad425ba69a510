import { nameOfUri } from '../../orchestrator-core/inventory/index.ts';
import { readYamlTree } from '../../orchestrator-core/project/index.ts';
import type { Workspace } from '../documents/workspace.ts';
import { type Renaming, refusalFor, renamingOf } from '../puppet/rename/renaming.ts';
import type { InventoryName } from './model.ts';
import { inventoryName, placesOfName } from './places.ts';

/** Why a name cannot be changed, whatever to; undefined where it can. */
export function fixedName({ name, isUri, kind, places }: InventoryName): string | undefined {
  if (isUri) return `'${nameOfUri(name)}' is an address, too: give the target a name of its own first.`;
  if (kind === 'group' && places.every(({ declares }) => !declares)) return `The group '${name}' is always called so.`;
  return undefined;
}

/** Renames a group, a target or an alias in the inventory and in the plans that are run with it, or says why not. */
export async function renameName(
  workspace: Workspace,
  inventory: string,
  name: InventoryName,
  to: string,
): Promise<Renaming> {
  const fixed = fixedName(name) ?? malformed(to);
  if (fixed !== undefined) return { refused: fixed };
  if (to === name.name) return { files: [] };
  if (to === 'all' || (await inventoryName(workspace, inventory, to)) !== undefined) {
    return { refused: `'${to}' is the name of something else already.` };
  }
  const places = await placesOfName(workspace, inventory, name);
  const refused = refusalFor(
    workspace,
    name.name,
    places.map(({ path }) => path),
  );
  return refused === undefined ? renamingOf(places.map((place) => ({ ...place, text: to }))) : { refused };
}

/** Why a text cannot stand wherever names do: in YAML, in strings of Puppet, in selections. */
function malformed(to: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(to) || /[,'"#:{}[\]&*!|>%@`\\$?]/.test(to)) {
    return `'${to}' is no name: it has no blanks, no commas, and no signs that YAML, Puppet or patterns have for themselves.`;
  }
  if (to.startsWith('-')) return `'${to}' would be an option where targets are chosen.`;
  const { root } = readYamlTree(to);
  const isText = root?.kind === 'scalar' && root.value === to;
  return isText ? undefined : `'${to}' is no text in YAML.`;
}
