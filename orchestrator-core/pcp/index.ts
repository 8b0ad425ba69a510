export {
  type AssociateResponse,
  decodeAssociateResponse,
  decodeInventoryRequest,
  decodeInventoryResponse,
  decodeInventoryUpdate,
  type InventoryChange,
  type InventoryRequest,
  type InventoryResponse,
  type InventoryUpdate,
} from './inventory.ts';
export { decodeMessage, encodeMessage, errorMessage, type Message, messageType } from './message.ts';
export { formatUri, hasWildcard, matchesUri, type PcpUri, parseUri, serverUri } from './uri.ts';
