import { createHash } from 'node:crypto';
import type { CatalogCommand, CatalogEdge, CatalogResource } from '../command/node-command.ts';
import { sortedText } from '../puppetdb-json.ts';
import { activeCertnameId, environmentId, producerId } from './names.ts';
import type { Statements } from './statements.ts';

/** Replaces the catalog of a node, unless a newer one is known. Answers whether it did. */
export function writeCatalog(statements: Statements, command: CatalogCommand): boolean {
  const node = activeCertnameId(statements, command.certname, command.produced);
  const known = statements.get('SELECT producer_timestamp, hash FROM catalogs WHERE certname_id = ?', node);
  if (known !== undefined && Number(known['producer_timestamp']) > command.produced) return false;
  if (known?.['hash'] !== command.hash) {
    const ids = command.resources.map((resource) => resourceId(statements, resource));
    writeResources(statements, node, ids);
    writeEdges(statements, node, ids, command.edges);
  }
  statements.run(
    `INSERT OR REPLACE INTO catalogs (certname_id, environment_id, producer_id, timestamp, producer_timestamp, hash,
       version, code_id, job_id, transaction_uuid, catalog_uuid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    node,
    environmentId(statements, command.environment),
    producerId(statements, command.producer),
    command.received,
    command.produced,
    command.hash,
    command.version,
    command.codeId,
    command.jobId,
    command.transactionUuid,
    command.catalogUuid,
  );
  return true;
}

function resourceId(statements: Statements, { type, title, ...rest }: CatalogResource): bigint {
  const { exported, file, line, tags } = rest;
  const parameters = sortedText(rest.parameters);
  const said = JSON.stringify([type, title, exported, file, line, tags, parameters]);
  const digest = createHash('sha1').update(said).digest();
  const found = statements.get('SELECT id FROM resources WHERE digest = ?', digest)?.['id'];
  if (typeof found === 'bigint') return found;
  const made = `INSERT INTO resources (digest, resource, type, title, exported, file, line, tags, parameters)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`;
  // PuppetDB's `resource-identity-hash`.
  const name = createHash('sha1')
    .update(`[${JSON.stringify(type)},${JSON.stringify(title)},${parameters}]`)
    .digest('hex');
  const values = [digest, name, type, title, Number(exported), file, line, JSON.stringify(tags), parameters];
  return statements.get(made, ...values)?.['id'] as bigint;
}

function writeResources(statements: Statements, node: bigint, ids: readonly bigint[]): void {
  const stored = statements.all('SELECT resource_id FROM catalog_resources WHERE certname_id = ?', node);
  const gone = new Set(stored.map((row) => row['resource_id'] as bigint));
  for (const id of ids) {
    if (gone.delete(id)) continue;
    statements.run('INSERT INTO catalog_resources (certname_id, resource_id) VALUES (?, ?)', node, id);
  }
  for (const id of gone) {
    statements.run('DELETE FROM catalog_resources WHERE certname_id = ? AND resource_id = ?', node, id);
  }
}

function writeEdges(statements: Statements, node: bigint, ids: readonly bigint[], edges: readonly CatalogEdge[]): void {
  const stored = statements.all('SELECT source_id, target_id, relationship FROM edges WHERE certname_id = ?', node);
  const gone = new Map(
    stored.map((row) => [`${row['source_id']} ${row['target_id']} ${row['relationship']}`, row] as const),
  );
  const insert = 'INSERT INTO edges (certname_id, source_id, target_id, relationship) VALUES (?, ?, ?, ?)';
  for (const { source, target, relationship } of edges) {
    const [from, to] = [ids[source], ids[target]];
    if (from === undefined || to === undefined) continue;
    if (!gone.delete(`${from} ${to} ${relationship}`)) statements.run(insert, node, from, to, relationship);
  }
  for (const row of gone.values()) {
    statements.run(
      'DELETE FROM edges WHERE certname_id = ? AND source_id = ? AND target_id = ? AND relationship = ?',
      node,
      row['source_id'] as bigint,
      row['target_id'] as bigint,
      String(row['relationship']),
    );
  }
}
