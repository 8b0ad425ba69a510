import type { Clock } from './common/index.ts';
import type { Target } from './inventory/index.ts';
import { failureResult, type Transport } from './jobs/index.ts';
import { createLocalTransport, createRemoteTransport } from './transports/index.ts';

/** What the transports of an orchestrator need. */
export interface TransportTableOptions {
  readonly clock: Clock;
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

export function createTransportTable({ clock, findTarget, pcp }: TransportTableOptions): TransportTable {
  // In the desktop editor this is what makes its program Node; what runs on a target must not inherit it.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const local = createLocalTransport({ clock, environment });
  const transportOf = (target: Target): Transport => {
    if (target.transport === 'pcp') return pcp ?? unsupported(target);
    if (target.transport === 'local') return local;
    return target.transport === 'remote' ? remote : unsupported(target);
  };
  const remote = createRemoteTransport({ findTarget, transportOf });
  return { transportOf, close: () => local.close() };
}

/** A target of a transport that is not built in. */
function unsupported(target: Target): Transport {
  // Bolt takes any word for an ssh target; here it is far more often a name that was mistyped.
  const unknown = target.adhoc && target.uri === target.name && !target.name.includes('://');
  const known = unknown ? `${target.safeName} is neither in the inventory nor a connected agent, and the` : 'The';
  const msg = `${known} transport ${target.transport} of ${target.safeName} is not supported. Use pcp, local or remote.`;
  return { run: async () => failureResult('bolt/unknown-transport', msg, { reached: false }) };
}
