import type { Hover } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { describeName } from './hover.ts';
import { inventoryModel } from './model.ts';
import { targetAt } from './places.ts';

/** What the inventory says of a group or target that a plan names. */
export async function hoverTarget(workspace: Workspace, path: string, offset: number): Promise<Hover | undefined> {
  const found = await targetAt(workspace, path, offset);
  const document = found === undefined ? undefined : await workspace.yaml(found.inventory);
  if (found === undefined || document === undefined) return undefined;
  const markdown = describeName(found.name, inventoryModel(document));
  return markdown === undefined ? undefined : { markdown, span: found.span };
}
