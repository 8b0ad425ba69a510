import { type Context, openInventory } from '../context.ts';
import { indent } from '../output/text.ts';
import { inventorySource } from './inventory-show.ts';

/** `baton group show`: the names of the groups. */
export async function showGroups(context: Context): Promise<number> {
  const { paint, terminal } = context;
  const inventory = await openInventory(context);
  const names = inventory
    .groups()
    .map((group) => group.name)
    .sort();
  if (context.format === 'json') {
    await terminal.out(`${JSON.stringify({ count: names.length, groups: names })}\n`);
    return 0;
  }
  const list = `${paint('cyan', 'Groups')}\n${indent(2, names.join('\n'))}\n\n`;
  await terminal.out(
    `${list}${inventorySource(context, inventory)}${paint('cyan', 'Group count')}\n  ${names.length} total\n`,
  );
  return 0;
}
