import type { Clock, ErrorValue, IdSource } from './common/index.ts';
import { isJsonObject } from './common/index.ts';
import type { Target } from './inventory/index.ts';
import { failureResult, type NodeResult, type Transport } from './jobs/index.ts';
import {
  createContainerTransport,
  createLocalTransport,
  createRemoteTransport,
  createSshTransport,
} from './transports/index.ts';

/** What the transports of an orchestrator need. */
export interface TransportTableOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** The target that a name means. @throws OrchestratorError */
  findTarget(name: string): Promise<Target>;
  /** Reaches connected agents; absent where no agent can connect. */
  readonly pcp?: Transport;
}

/** Every transport there is, by target. */
export interface TransportTable {
  transportOf(target: Target): Transport;
  close(): Promise<void>;
}

export function createTransportTable({ clock, ids, findTarget, pcp }: TransportTableOptions): TransportTable {
  // In the desktop editor this is what makes its program Node; what runs on a target must not inherit it.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const machine = { clock, ids, random: Math.random, environment };
  const own = {
    local: createLocalTransport({ clock, ids, environment }),
    ssh: createSshTransport(machine),
    docker: createContainerTransport('docker', machine),
    podman: createContainerTransport('podman', machine),
    lxd: createContainerTransport('lxd', machine),
    jail: createContainerTransport('jail', machine),
  };
  const transportOf = (target: Target): Transport =>
    target.fault === undefined ? all[target.transport] : faulty(target.fault);
  const all: Readonly<Record<Target['transport'], Transport>> = {
    ...own,
    ssh: { run: async (run, observer, signal) => hinted(run.target, await own.ssh.run(run, observer, signal)) },
    remote: createRemoteTransport({ ids, findTarget, transportOf }),
    pcp: pcp ?? unsupported('No agent can connect here: use `baton serve`, or a transport that needs no agent.'),
    winrm: unsupported('WinRM is not supported. Run an agent on it and use the transport pcp.'),
  };
  return { transportOf, close: async () => void (await Promise.all(Object.values(own).map((one) => one.close()))) };
}

/** Bolt takes any word for an ssh target; here it is far more often the name of an agent, or one that was mistyped. */
function hinted(target: Target, result: NodeResult): NodeResult {
  const error = result.value['_error'];
  const isUnknown = target.adhoc && target.uri === target.name && !target.name.includes('://');
  if (!isUnknown || !isJsonObject(error) || error['kind'] !== 'puppetlabs.tasks/connect-error') return result;
  const said = String(error['msg']).trim().replace(/\.$/, '');
  const msg = `${said}. ${target.name} is neither in the inventory nor a connected agent.`;
  return { ...result, value: { ...result.value, _error: { ...error, msg } } };
}

/** What is not known of a target keeps it from being reached, and no other. */
function faulty({ kind, msg, details }: ErrorValue): Transport {
  return { run: async () => failureResult(kind, msg, { reached: false, details }) };
}

/** A transport that cannot be used, and why. */
function unsupported(why: string): Transport {
  return {
    run: async ({ target }) => {
      const msg = `${target.name} cannot be reached over ${target.transport}. ${why}`;
      return failureResult('bolt/unknown-transport', msg, { reached: false });
    },
  };
}
