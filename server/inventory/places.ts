import { nameOfUri } from '../../orchestrator-core/common/index.ts';
import type { Place, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { Word } from '../puppet/call-site.ts';
import { targetWordsOf } from '../puppet/target-words.ts';
import { targetWordsInPlan } from '../yaml-plan/target-words.ts';
import { type InventoryName, inventoryModel } from './model.ts';

/** A place that says the name of a group, a target or an alias. */
export interface NamePlace extends Place {
  readonly declares: boolean;
}

/** A name of an inventory, with what it means. */
export async function inventoryName(
  workspace: Workspace,
  inventory: string,
  name: string,
): Promise<InventoryName | undefined> {
  const document = await workspace.yaml(inventory);
  return document === undefined ? undefined : inventoryModel(document).names.get(nameOfUri(name));
}

/** Every place that says a name: in the inventory, and where it stands in the plans that are run with it. */
export async function placesOfName(
  workspace: Workspace,
  inventory: string,
  { name, places }: InventoryName,
): Promise<readonly NamePlace[]> {
  const found: NamePlace[] = places.map(({ start, end, declares }) => ({
    path: inventory,
    span: { start, end },
    declares,
  }));
  for (const path of await workspace.index.plansWith(inventory)) {
    // Most plans do not mention it, and need not be parsed.
    const text = await workspace.files.readText(path).catch(() => undefined);
    if (text?.includes(name.slice(name.lastIndexOf('@') + 1)) !== true) continue;
    for (const word of await targetWords(workspace, path)) {
      if (nameOfUri(word.name) === name) found.push({ path, span: word.nameSpan, declares: false });
    }
  }
  return found;
}

/** The name of an inventory at a place of a plan where targets are meant. */
export async function targetAt(
  workspace: Workspace,
  path: string,
  offset: number,
): Promise<{ readonly inventory: string; readonly name: InventoryName; readonly span: Span } | undefined> {
  const words = await targetWords(workspace, path);
  const word = words.find(({ nameSpan }) => nameSpan.start <= offset && offset <= nameSpan.end);
  if (word === undefined) return undefined;
  const inventory = await workspace.index.inventoryOf(path);
  const name = await inventoryName(workspace, inventory, word.name);
  return name === undefined ? undefined : { inventory, name, span: word.nameSpan };
}

async function targetWords(workspace: Workspace, path: string): Promise<readonly Word[]> {
  if (path.endsWith('.yaml')) {
    const plan = await workspace.yamlPlan(path);
    return plan === undefined ? [] : targetWordsInPlan(plan);
  }
  const document = await workspace.puppet(path);
  return document?.dialect === 'plan' ? targetWordsOf(document.nodes(), document.source.text) : [];
}
