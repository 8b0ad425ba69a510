import { type Span, touches } from '../documents/words.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { type InventoryName, inventoryModel, nameAtPlace } from './model.ts';

/** The name of the inventory that `offset` touches, and where. */
export function nameTouching(
  document: YamlDocument,
  offset: number,
): (InventoryName & { readonly here: Span }) | undefined {
  return nameAtPlace(inventoryModel(document).all, (span) => touches(span, offset));
}
