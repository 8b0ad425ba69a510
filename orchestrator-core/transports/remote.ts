import { type IdSource, type JsonObject, OrchestratorError, toErrorValue } from '../common/index.ts';
import { parseTargetUri, type Target } from '../inventory/index.ts';
import { failureResult, type NodeResult, type NodeRun, type Transport } from '../jobs/index.ts';
import { withImplementations } from './implementations.ts';
import { pingTarget } from './ping.ts';

/** What the remote transport asks others for. */
export interface RemoteTransportOptions {
  readonly ids: Pick<IdSource, 'uuid'>;
  /** The target that a name means (`run-on`). @throws OrchestratorError */
  findTarget(name: string): Promise<Target>;
  /** The transport that reaches a target. @throws OrchestratorError when there is none. */
  transportOf(target: Target): Transport;
}

/**
 * Runs tasks for targets that run none themselves (a switch, an API), on another target that knows how to reach them:
 * the one that `run-on` names, `localhost` if nobody says. The task learns of the target from `_target`.
 */
export function createRemoteTransport(options: RemoteTransportOptions): Transport {
  return {
    run: async (run, observer, signal) => {
      let proxied: { transport: Transport; run: NodeRun };
      try {
        const proxy = await findProxy(run.target, options);
        proxied = { transport: options.transportOf(proxy), run: { ...run, target: proxy, action: remoteAction(run) } };
      } catch (error) {
        return refused(error);
      }
      return proxied.transport.run(proxied.run, observer, signal);
    },
    // A remote target answers nothing by itself: what can be known is whether the one that acts for it does.
    ping: async (target, signal) => {
      try {
        const proxy = await findProxy(target, options);
        const error = await pingTarget(proxy, options.transportOf(proxy), { ids: options.ids, signal });
        return error && { ...error, msg: `${proxy.name}, which acts for ${target.name}: ${error.msg}` };
      } catch (error) {
        if (error instanceof OrchestratorError) return toErrorValue(error);
        throw error;
      }
    },
  };
}

function refused(error: unknown): NodeResult {
  if (!(error instanceof OrchestratorError)) throw error;
  const { kind, msg, details } = toErrorValue(error);
  return failureResult(kind, msg, { reached: false, details });
}

async function findProxy(target: Target, options: RemoteTransportOptions): Promise<Target> {
  const name = target.options['run-on'];
  const proxy = await options.findTarget(typeof name === 'string' ? name : 'localhost');
  if (proxy.transport === 'remote') {
    throw new OrchestratorError(
      'bolt/invalid-remote-target',
      `${proxy.name} is not a valid run-on target for ${target.name} since is also remote.`,
    );
  }
  return proxy;
}

function remoteAction({ action, target }: NodeRun): NodeRun['action'] {
  if (action.kind !== 'task') {
    throw new OrchestratorError(
      'baton/unsupported-action',
      `Only tasks can be run on ${target.name}: its transport is remote.`,
    );
  }
  const task = withImplementations(action.task, target.name, true);
  return { ...action, task, parameters: { ...action.parameters, _target: describeTarget(target) } };
}

/** What the task is told of the target: its options, then what its name and URI say; nothing that is not known. */
function describeTarget(target: Target): JsonObject {
  const { scheme, user, password, host, port } = target.uri === undefined ? {} : parseTargetUri(target.uri);
  const { options } = target;
  const known: JsonObject = {
    ...options,
    name: target.name,
    uri: target.uri ?? null,
    protocol: scheme ?? 'remote',
    user: user ?? options['user'] ?? null,
    password: password ?? options['password'] ?? null,
    host: host ?? options['host'] ?? null,
    port: port ?? options['port'] ?? null,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}
