import type { FactsCommand, Package } from '../command/node-command.ts';
import { keepChanges, type LeafChange } from './fact-history.ts';
import { type FactRow, factRows, leafText } from './fact-leaves.ts';
import { activeCertnameId, environmentId, producerId } from './names.ts';
import type { Row, Statements } from './statements.ts';

/** Replaces the facts of a node, unless newer ones are known. Answers whether it did. */
export function writeFacts(statements: Statements, command: FactsCommand): boolean {
  const node = activeCertnameId(statements, command.certname, command.produced);
  const known = statements.get('SELECT producer_timestamp, hash FROM factsets WHERE certname_id = ?', node);
  if (known !== undefined && Number(known['producer_timestamp']) > command.produced) return false;
  if (known?.['hash'] !== command.hash) {
    const changes = writeRows(statements, node, factRows(command.values));
    // All facts of a node that was not known are new, and no change.
    if (known !== undefined) keepChanges(statements, node, command.produced, changes);
    writePackages(statements, node, command.packages ?? []);
  }
  statements.run(
    `INSERT INTO factsets (certname_id, environment_id, producer_id, timestamp, producer_timestamp, hash)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (certname_id) DO UPDATE SET environment_id = excluded.environment_id, producer_id = excluded.producer_id,
       timestamp = excluded.timestamp, producer_timestamp = excluded.producer_timestamp, hash = excluded.hash`,
    node,
    environmentId(statements, command.environment),
    producerId(statements, command.producer),
    command.received,
    command.produced,
    command.hash,
  );
  return true;
}

/** Makes the rows of a node those that are given, touching only what differs. Answers the leaves that changed. */
function writeRows(statements: Statements, node: bigint, rows: readonly FactRow[]): readonly LeafChange[] {
  const before = new Map<string, Row>();
  const stored = statements.all(
    `SELECT facts.path_id, facts.value, facts.json, path, type FROM facts JOIN fact_paths ON fact_paths.id = path_id
     WHERE certname_id = ?`,
    node,
  );
  for (const row of stored) before.set(`${row['type']}${row['path']}`, row);
  const changes = new Map<string, LeafChange>();
  for (const row of rows) {
    const key = `${row.type}${row.path}`;
    const old = before.get(key);
    before.delete(key);
    if (old !== undefined && old['value'] === row.value && old['json'] === row.json) continue;
    putRow(statements, node, row, old);
    if (row.type !== 'json') {
      changes.set(row.path, { path: row.path, before: old === undefined ? null : textOf(old), after: leafText(row) });
    }
  }
  for (const gone of before.values()) {
    statements.run('DELETE FROM facts WHERE certname_id = ? AND path_id = ?', node, gone['path_id'] as bigint);
    const path = String(gone['path']);
    // One of another type may have come in its place.
    if (gone['type'] !== 'json') {
      changes.set(path, { path, before: textOf(gone), after: changes.get(path)?.after ?? null });
    }
  }
  return [...changes.values()];
}

function putRow(statements: Statements, node: bigint, row: FactRow, old: Row | undefined): void {
  if (old !== undefined) {
    const update = 'UPDATE facts SET value = ?, json = ? WHERE certname_id = ? AND path_id = ?';
    statements.run(update, row.value, row.json, node, old['path_id'] as bigint);
    return;
  }
  const found = statements.get('SELECT id FROM fact_paths WHERE path = ? AND type = ?', row.path, row.type)?.['id'];
  const id = typeof found === 'bigint' ? found : newPath(statements, row);
  statements.run(
    'INSERT INTO facts (certname_id, path_id, value, json) VALUES (?, ?, ?, ?)',
    node,
    id,
    row.value,
    row.json,
  );
}

function newPath(statements: Statements, { path, type, name, depth }: FactRow): bigint {
  const made = 'INSERT INTO fact_paths (path, type, name, depth) VALUES (?, ?, ?, ?) RETURNING id';
  return statements.get(made, path, type, name, depth)?.['id'] as bigint;
}

function textOf(row: Row): string {
  return leafText(row as Pick<FactRow, 'type' | 'value' | 'json'> & Row);
}

/** Makes the packages of a node those that are given. */
function writePackages(statements: Statements, node: bigint, packages: readonly Package[]): void {
  const stored = statements.all('SELECT package_id FROM package_inventory WHERE certname_id = ?', node);
  const gone = new Set(stored.map((row) => row['package_id'] as bigint));
  for (const each of packages) {
    const id = statements.id(
      'SELECT id FROM packages WHERE package_name = ? AND version = ? AND provider = ?',
      'INSERT INTO packages (package_name, version, provider) VALUES (?, ?, ?)',
      ...each,
    );
    if (gone.delete(id)) continue;
    statements.run('INSERT OR IGNORE INTO package_inventory (certname_id, package_id) VALUES (?, ?)', node, id);
  }
  for (const id of gone) {
    statements.run('DELETE FROM package_inventory WHERE certname_id = ? AND package_id = ?', node, id);
  }
}
