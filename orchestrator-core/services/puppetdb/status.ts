import type { Json, JsonObject } from '../../common/index.ts';
import type { NodeStore } from '../../inventory/index.ts';
import type { CommandCounts } from './command.ts';

/** The PuppetDB whose behaviour this has: clients choose what to ask by it. */
export const puppetDbVersion = '7.12.1';

/** The state of a service, as Puppet's status service tells it. */
function service(version: string, status: Json): JsonObject {
  return {
    service_version: version,
    service_status_version: 1,
    detail_level: 'info',
    state: 'running',
    status,
    active_alerts: [],
  };
}

/** `GET /status/v1/services`, all of them by their names. */
export function serviceStates(counts: CommandCounts): Readonly<Record<string, JsonObject>> {
  const database = { 'maintenance_mode?': false, queue_depth: counts.depth, 'read_db_up?': true };
  const write = { 'write_db_up?': true, 'write_dbs_up?': true, write_db: { default: { 'up?': true } } };
  return {
    'puppetdb-status': service(puppetDbVersion, { ...database, ...write }),
    'status-service': service('1.1.1', {}),
  };
}

/** `GET /pdb/admin/v1/summary-stats`: how many nodes there are, and how large the rest is. */
export async function summaryStats(store: NodeStore): Promise<Json> {
  const count = (...query: readonly Json[]): Promise<number> => store.count({ query: JSON.stringify(query) });
  const [all, active, resources, edges, reports, paths] = await Promise.all([
    count('from', 'nodes', ['=', 'node_state', 'any']),
    count('from', 'nodes', ['=', 'node_state', 'active']),
    count('from', 'resources', ['=', 'node_state', 'any']),
    count('from', 'edges', ['=', 'node_state', 'any']),
    count('from', 'reports', ['=', 'node_state', 'any']),
    count('from', 'fact_paths'),
  ]);
  return {
    version: puppetDbVersion,
    node_activity: [
      { count: active, active: true },
      { count: all - active, active: false },
    ],
    num_resources: [{ count: resources }],
    num_edges: [{ count: edges }],
    num_reports: [{ count: reports }],
    num_fact_paths: [{ count: paths }],
  };
}

/** `GET /metrics` in the text format that Prometheus reads. */
export function metricsText(counts: CommandCounts): string {
  const metric = (name: string, type: string, help: string, value: number): string =>
    `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
  return [
    metric('puppetdb_commands_processed_total', 'counter', 'Commands that were carried out.', counts.processed),
    metric('puppetdb_commands_discarded_total', 'counter', 'Commands in the dead-letter directory.', counts.discarded),
    metric('puppetdb_commands_depth', 'gauge', 'Commands that are being carried out.', counts.depth),
  ].join('');
}
