import { type Span, touches } from '../documents/words.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { type InventoryName, inventoryModel } from './model.ts';

/** The name of the inventory that `offset` touches, and where. */
export function nameTouching(
  document: YamlDocument,
  offset: number,
): (InventoryName & { readonly here: Span }) | undefined {
  for (const name of inventoryModel(document).names.values()) {
    const here = name.places.find((place) => touches(place, offset));
    if (here !== undefined) return { ...name, here: { start: here.start, end: here.end } };
  }
  return undefined;
}
