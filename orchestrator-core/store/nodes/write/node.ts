import type { CatalogInputsCommand, DeactivateCommand, ExpirationCommand } from '../command/node-command.ts';
import { activeCertnameId, certnameId } from './names.ts';
import type { Statements } from './statements.ts';

/** Deactivates a node, unless something newer is known of it. Answers whether it did. */
export function deactivate(statements: Statements, { certname, produced }: DeactivateCommand): boolean {
  const node = certnameId(statements, certname);
  const newer = statements.get(
    `SELECT 1 FROM (
       SELECT producer_timestamp FROM catalogs WHERE certname_id = ?1
       UNION ALL SELECT producer_timestamp FROM factsets WHERE certname_id = ?1
       UNION ALL SELECT producer_timestamp FROM reports WHERE id = (SELECT latest_report_id FROM certnames WHERE id = ?1))
     WHERE producer_timestamp > ?2`,
    node,
    produced,
  );
  if (newer !== undefined) return false;
  const update = 'UPDATE certnames SET deactivated = ? WHERE id = ? AND (deactivated IS NULL OR deactivated < ?)';
  return statements.run(update, produced, node, produced) > 0;
}

/** Says whether a node expires when its facts grow old. Answers whether that was news. */
export function writeExpiration(statements: Statements, { certname, produced, facts }: ExpirationCommand): boolean {
  const node = activeCertnameId(statements, certname, produced);
  return (
    statements.run(
      `INSERT INTO expirations (certname_id, expire, updated) VALUES (?, ?, ?)
       ON CONFLICT (certname_id) DO UPDATE SET expire = excluded.expire, updated = excluded.updated
       WHERE excluded.updated > updated`,
      node,
      Number(facts),
      produced,
    ) > 0
  );
}

/** Replaces what a node's catalog was made of, unless something as new is known. Answers whether it did. */
export function writeInputs(statements: Statements, command: CatalogInputsCommand): boolean {
  if (command.inputs.length === 0) return false;
  const node = activeCertnameId(statements, command.certname, command.produced);
  const written = statements.run(
    `INSERT INTO catalog_inputs (certname_id, catalog_uuid, timestamp, inputs) VALUES (?, ?, ?, ?)
     ON CONFLICT (certname_id) DO UPDATE SET catalog_uuid = excluded.catalog_uuid, timestamp = excluded.timestamp,
       inputs = excluded.inputs
     WHERE excluded.timestamp > timestamp`,
    node,
    command.catalogUuid,
    command.produced,
    JSON.stringify(command.inputs),
  );
  return written > 0;
}
