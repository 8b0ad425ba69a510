export type { OutputPosition, RunObserver, StopReason, Transport } from '../jobs/index.ts';
export { AgentDirectory, type AgentEvent, type ConnectedAgent } from './agent-directory.ts';
export { createLocalTransport, type LocalTransport, type LocalTransportOptions } from './local.ts';
export { createPcpTransport, type PcpTransport, type PcpTransportOptions } from './pcp.ts';
export type { ProcessOutcome, ResultOf } from './pcp-ports.ts';
export { contentMount } from './pcp-request.ts';
export { pingTarget } from './ping.ts';
export { createRemoteTransport, type RemoteTransportOptions } from './remote.ts';
export type { ShellTransport } from './shell/shell-transport.ts';
export {
  createContainerTransport,
  createSshConnector,
  createSshTransport,
  type ShellMachine,
} from './shell-transports.ts';
export type { SshOptions } from './ssh/ssh2-connector.ts';
