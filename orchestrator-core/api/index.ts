export { parseRunRequest } from './arguments.ts';
export { type RemoteOrchestrator, remoteOrchestrator } from './remote.ts';
export { serveOrchestrator } from './serve.ts';
