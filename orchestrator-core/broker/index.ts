export type { AuthorizationRule } from './authorization.ts';
export { createBroker } from './broker.ts';
export type { Content, ContentSource } from './content.ts';
export {
  type Listener,
  type ListenOptions,
  listenBroker,
  listenPlainBroker,
  type PlainOptions,
  type ServerTls,
} from './listen.ts';
export type { Attachment, Broker, BrokerOptions, BrokerState, BrokerStatus, Peer, Session, Socket } from './port.ts';
