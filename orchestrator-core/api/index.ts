export { parseRunRequest } from './arguments.ts';
export { type DialOptions, dialOrchestrator } from './dial.ts';
export { type ApiListener, type ApiOptions, listenApi } from './listen.ts';
export { type RemoteOrchestrator, remoteOrchestrator } from './remote.ts';
export { serveOrchestrator } from './serve.ts';
