import type { Statements } from './statements.ts';

/** How long things are kept, in milliseconds; 0 is for ever. */
export interface Retention {
  /** A node of which nothing was heard for so long has expired: queries do not see it until it says something. */
  readonly nodeTtl: number;
  /** A node that was deactivated or expired so long ago is removed with everything about it. */
  readonly nodePurgeTtl: number;
  /** A report that was made so long ago is removed with its events. */
  readonly reportTtl: number;
}

const day = 24 * 60 * 60 * 1000;

/** PuppetDB's defaults: `node-ttl` 7 days, `node-purge-ttl` 14 days, `report-ttl` 14 days. */
export const defaultRetention: Retention = { nodeTtl: 7 * day, nodePurgeTtl: 14 * day, reportTtl: 14 * day };

/** Rows of a table of what is known of a node. */
const ofNode = [
  'factsets',
  'facts',
  'fact_changes',
  'package_inventory',
  'catalogs',
  'catalog_resources',
  'edges',
  'expirations',
  'catalog_inputs',
] as const;

/** How many things go in one transaction: no command waits longer than that takes. */
const nodesAtOnce = 10;
const reportsAtOnce = 200;
const rowsAtOnce = 2000;

/** What was found old in one step. */
export interface SweepStep {
  /** Nodes that queries see otherwise now. */
  readonly certnames: readonly string[];
  /** Whether there may be more to do. */
  readonly more: boolean;
}

/** Marks nodes of which nothing was heard as expired. Each step is to be a transaction of its own. */
export function expireNodes(statements: Statements, now: number, { nodeTtl }: Retention): SweepStep {
  if (nodeTtl === 0) return { certnames: [], more: false };
  const expired = statements.all(
    `UPDATE certnames SET expired = ?2 WHERE deactivated IS NULL AND expired IS NULL
       AND NOT EXISTS (SELECT 1 FROM catalogs WHERE certname_id = certnames.id AND producer_timestamp >= ?1)
       AND NOT EXISTS (SELECT 1 FROM factsets WHERE certname_id = certnames.id AND producer_timestamp >= ?1)
       AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.id = latest_report_id AND producer_timestamp >= ?1)
       AND NOT EXISTS (SELECT 1 FROM expirations WHERE certname_id = certnames.id AND (expire = 0 OR updated >= ?1))
       AND NOT EXISTS (SELECT 1 FROM catalog_inputs WHERE certname_id = certnames.id AND timestamp >= ?1)
     RETURNING certname`,
    now - nodeTtl,
    now,
  );
  return { certnames: expired.map((row) => String(row['certname'])), more: false };
}

/** Removes nodes that were given up long ago, some at a time. */
export function purgeNodes(statements: Statements, now: number, { nodePurgeTtl }: Retention): SweepStep {
  if (nodePurgeTtl === 0) return { certnames: [], more: false };
  const old = statements.all(
    `SELECT id, certname FROM certnames WHERE (deactivated IS NOT NULL OR expired IS NOT NULL)
       AND (deactivated < ?1 OR expired < ?1) LIMIT ${nodesAtOnce}`,
    now - nodePurgeTtl,
  );
  for (const row of old) removeNode(statements, row['id'] as bigint);
  return { certnames: old.map((row) => String(row['certname'])), more: old.length === nodesAtOnce };
}

function removeNode(statements: Statements, node: bigint): void {
  for (const table of ofNode) statements.run(`DELETE FROM ${table} WHERE certname_id = ?`, node);
  statements.run('DELETE FROM report_details WHERE report_id IN (SELECT id FROM reports WHERE certname_id = ?)', node);
  statements.run('DELETE FROM events WHERE certname_id = ?', node);
  statements.run('DELETE FROM reports WHERE certname_id = ?', node);
  statements.run('DELETE FROM certnames WHERE id = ?', node);
}

/** Removes old reports, some at a time. */
export function purgeReports(statements: Statements, now: number, { reportTtl }: Retention): SweepStep {
  if (reportTtl === 0) return { certnames: [], more: false };
  const old = statements.all(
    `SELECT id FROM reports WHERE producer_timestamp < ? ORDER BY producer_timestamp LIMIT ${reportsAtOnce}`,
    now - reportTtl,
  );
  const certnames: string[] = [];
  for (const row of old) {
    const id = row['id'] as bigint;
    statements.run('DELETE FROM events WHERE report_id = ?', id);
    statements.run('DELETE FROM report_details WHERE report_id = ?', id);
    const clear = 'UPDATE certnames SET latest_report_id = NULL WHERE latest_report_id = ? RETURNING certname';
    for (const each of statements.all(clear, id)) certnames.push(String(each['certname']));
    statements.run('DELETE FROM reports WHERE id = ?', id);
  }
  return { certnames, more: old.length === reportsAtOnce };
}

/** What several nodes share, with what still means it. */
const shared: readonly (readonly [table: string, uses: string])[] = [
  ['resources', 'SELECT 1 FROM catalog_resources WHERE resource_id = resources.id'],
  ['packages', 'SELECT 1 FROM package_inventory WHERE package_id = packages.id'],
  ['fact_paths', 'SELECT 1 FROM facts WHERE path_id = fact_paths.id'],
  [
    'environments',
    `SELECT 1 FROM catalogs WHERE environment_id = environments.id
     UNION ALL SELECT 1 FROM factsets WHERE environment_id = environments.id
     UNION ALL SELECT 1 FROM reports WHERE environment_id = environments.id`,
  ],
];

/** The steps of {@link removeUnused}. */
export const sharedTables: readonly string[] = shared.map(([table]) => table);

/** Removes from one of {@link sharedTables} what no node means any more, some at a time. */
export function removeUnused(statements: Statements, table: string): SweepStep {
  const uses = shared.find(([name]) => name === table)?.[1];
  if (uses === undefined) return { certnames: [], more: false };
  const gone = statements.run(
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE NOT EXISTS (${uses}) LIMIT ${rowsAtOnce})`,
  );
  return { certnames: [], more: gone === rowsAtOnce };
}
