import type { BrokerState } from './broker/index.ts';
import type { Json } from './common/index.ts';
import type { OrchestratorStatus } from './orchestrator.ts';
import { version } from './version.ts';

/** The body of Puppet's status service. */
export function statusServices(orchestrator: OrchestratorStatus['state'], broker: BrokerState): Json {
  const service = (state: string): Json => ({
    service_version: version,
    service_status_version: 1,
    detail_level: 'info',
    state,
    status: {},
    active_alerts: [],
  });
  return { 'orchestrator-service': service(orchestrator), 'broker-service': service(broker) };
}
