export type { OutputPosition, RunObserver, StopReason, Transport } from '../jobs/index.ts';
export { createLocalTransport, type LocalTransport, type LocalTransportOptions } from './local.ts';
export { createRemoteTransport, type RemoteTransportOptions } from './remote.ts';
