import type { ReportCommand, ReportEvent } from '../command/node-command.ts';
import { sortedText } from '../puppetdb-json.ts';
import { activeCertnameId, environmentId, producerId } from './names.ts';
import { bit, type Statements } from './statements.ts';

const insertReport = `INSERT INTO reports (hash, certname_id, environment_id, producer_id, status, noop, noop_pending,
    corrective_change, puppet_version, report_format, configuration_version, start_time, end_time, receive_time,
    producer_timestamp, transaction_uuid, catalog_uuid, code_id, job_id, cached_catalog_status, type)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`;

const insertEvent = `INSERT INTO events (report_id, certname_id, status, timestamp, resource_type, resource_title, property,
    name, old_value, new_value, message, file, line, containment_path, containing_class, corrective_change)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Keeps a report, unless it is kept already. Answers whether it did. `corrective` says whether changes that undo drift are
 * kept as such: PuppetDB has them in Puppet Enterprise alone.
 */
export function writeReport(statements: Statements, command: ReportCommand, corrective: boolean): boolean {
  const node = activeCertnameId(statements, command.certname, command.produced);
  if (statements.get('SELECT 1 FROM reports WHERE hash = ?', command.hash) !== undefined) return false;
  const report = statements.get(
    insertReport,
    command.hash,
    node,
    environmentId(statements, command.environment),
    producerId(statements, command.producer),
    command.status,
    bit(command.noop),
    bit(command.noopPending),
    corrective ? bit(command.correctiveChange) : null,
    command.puppetVersion,
    command.reportFormat,
    command.configurationVersion,
    command.started,
    command.ended,
    command.received,
    command.produced,
    command.transactionUuid,
    command.catalogUuid,
    command.codeId,
    command.jobId,
    command.cachedCatalogStatus,
    command.type,
  )?.['id'] as bigint;
  const [logs, metrics] = [command.logs, command.metrics].map((each) => (each === null ? null : JSON.stringify(each)));
  statements.run(
    'INSERT INTO report_details (report_id, logs, metrics) VALUES (?, ?, ?)',
    report,
    logs ?? null,
    metrics ?? null,
  );
  writeEvents(statements, report, node, command.events, corrective);
  if (command.type !== 'plan') makeLatest(statements, node, report, command.produced);
  return true;
}

function writeEvents(
  statements: Statements,
  report: bigint,
  node: bigint,
  events: readonly ReportEvent[],
  corrective: boolean,
): void {
  const seen = new Set<string>();
  for (const event of events) {
    const [old, now] = [sortedText(event.oldValue), sortedText(event.newValue)];
    const { resourceType, resourceTitle, property, at, status, message, name, file, line } = event;
    const identity = JSON.stringify([
      resourceType,
      resourceTitle,
      property,
      at,
      status,
      old,
      now,
      message,
      name,
      file,
      line,
    ]);
    if (seen.has(identity)) continue;
    seen.add(identity);
    statements.run(
      insertEvent,
      report,
      node,
      status,
      at,
      resourceType,
      resourceTitle,
      property,
      name,
      old,
      now,
      message,
      file,
      line,
      event.containmentPath === null ? null : JSON.stringify(event.containmentPath),
      event.containingClass,
      corrective ? bit(event.correctiveChange) : null,
    );
  }
}

/** Of several reports the one that was made last is the latest, whenever it came. */
function makeLatest(statements: Statements, node: bigint, report: bigint, produced: number): void {
  statements.run(
    `UPDATE certnames SET latest_report_id = ? WHERE id = ? AND NOT EXISTS (
       SELECT 1 FROM reports WHERE reports.id = latest_report_id AND reports.producer_timestamp >= ?)`,
    report,
    node,
    produced,
  );
}
