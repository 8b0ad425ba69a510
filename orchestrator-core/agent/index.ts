export { type CredentialFiles, type LocalNodes, type LocalNodesOptions, startLocalNodes } from './local-nodes.ts';
export { type AgentCredentials, type AgentFlags, type AgentOptions, readAgentOptions } from './options.ts';
export { runAgent } from './run-agent.ts';
