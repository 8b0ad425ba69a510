import { createHash } from 'node:crypto';
import {
  boolean,
  integer,
  isJsonObject,
  type Json,
  json,
  list,
  oneOf,
  optional,
  type Schema,
  text,
} from '../../../common/index.ts';
import { sortedText } from '../puppetdb-json.ts';
import { millisecondsOf, nullable, readPayload, record, texts, timestamp, uuidOf } from './fields.ts';
import type { ReportCommand, ReportEvent } from './node-command.ts';
import { withoutSensitive } from './redact.ts';

interface WireEvent {
  readonly status: string;
  readonly timestamp: string;
  readonly property?: string | null;
  readonly name?: string | null;
  readonly new_value?: Json;
  readonly old_value?: Json;
  readonly message?: string | null;
  readonly corrective_change?: boolean | null;
}

interface WireResource {
  readonly skipped?: boolean | null;
  readonly timestamp: string;
  readonly resource_type: string;
  readonly resource_title: string;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly containment_path?: readonly string[] | null;
  readonly name?: string | null;
  readonly events: readonly WireEvent[];
}

interface ReportPayload {
  readonly certname: string;
  readonly puppet_version: string;
  readonly report_format: number;
  readonly configuration_version: string | number;
  readonly start_time: string;
  readonly end_time: string;
  readonly producer_timestamp?: string | null;
  readonly producer?: string | null;
  readonly environment?: string | null;
  readonly corrective_change?: boolean | null;
  readonly noop?: boolean | null;
  readonly noop_pending?: boolean | null;
  readonly transaction_uuid?: string | null;
  readonly catalog_uuid?: string | null;
  readonly code_id?: string | null;
  readonly job_id?: string | null;
  readonly cached_catalog_status?: string | null;
  readonly status?: string | null;
  readonly type?: 'agent' | 'plan';
  readonly resources: readonly WireResource[];
  readonly metrics?: Json;
  readonly logs?: Json;
}

const maybeText = optional(nullable(text));
const maybeBoolean = optional(nullable(boolean));
const event: Schema<WireEvent> = record<WireEvent>({
  status: text,
  timestamp,
  property: maybeText,
  name: maybeText,
  new_value: optional(json),
  old_value: optional(json),
  message: maybeText,
  corrective_change: maybeBoolean,
});
const resource: Schema<WireResource> = record<WireResource>({
  skipped: maybeBoolean,
  timestamp,
  resource_type: text,
  resource_title: text,
  file: maybeText,
  line: optional(nullable(integer)),
  containment_path: optional(nullable(texts)),
  name: maybeText,
  events: list(event),
});
const configurationVersion: Schema<string | number> = {
  mismatch: (value, where) => (Number.isSafeInteger(value) ? undefined : text.mismatch(value, where)),
};
const entries: Schema<Json> = nullable(list(json)) as Schema<Json>;
const reportPayload: Schema<ReportPayload> = record<ReportPayload>({
  certname: text,
  puppet_version: text,
  report_format: integer,
  configuration_version: configurationVersion,
  start_time: timestamp,
  end_time: timestamp,
  producer_timestamp: optional(nullable(timestamp)),
  producer: maybeText,
  environment: maybeText,
  corrective_change: maybeBoolean,
  noop: maybeBoolean,
  noop_pending: maybeBoolean,
  transaction_uuid: maybeText,
  catalog_uuid: maybeText,
  code_id: maybeText,
  job_id: maybeText,
  cached_catalog_status: maybeText,
  status: maybeText,
  type: optional(oneOf('agent', 'plan')),
  resources: list(resource),
  metrics: optional(entries),
  logs: optional(entries),
});

/** Reads `store report`, versions 3 to 8 (PuppetDB's report wire format). @throws OrchestratorError */
export function readReport(given: Json, wire: number, received: number): ReportCommand {
  const payload = readPayload(reportPayload, newest(given, wire, received));
  const produced = payload.producer_timestamp ? millisecondsOf(payload.producer_timestamp) : received;
  const transactionUuid = uuidOf(payload.transaction_uuid);
  return {
    kind: 'report',
    certname: payload.certname,
    produced,
    received,
    environment: payload.environment ?? null,
    producer: payload.producer ?? null,
    status: payload.status ?? null,
    noop: payload.noop ?? null,
    noopPending: payload.noop_pending ?? null,
    correctiveChange: payload.corrective_change ?? null,
    puppetVersion: payload.puppet_version,
    reportFormat: payload.report_format,
    configurationVersion: String(payload.configuration_version),
    started: millisecondsOf(payload.start_time),
    ended: millisecondsOf(payload.end_time),
    transactionUuid,
    // Before version 7 one name did for both.
    catalogUuid: wire < 7 ? transactionUuid : uuidOf(payload.catalog_uuid),
    codeId: payload.code_id ?? null,
    jobId: payload.job_id ?? null,
    cachedCatalogStatus: payload.cached_catalog_status ?? null,
    type: payload.type ?? 'agent',
    logs: payload.logs ?? null,
    metrics: payload.metrics ?? null,
    events: payload.resources.flatMap(eventsOf),
    hash: reportHash(payload, produced),
  };
}

/** Up to version 5 events stand by themselves; up to version 4 keys have dashes, and nothing says when it was made. */
function newest(payload: Json, wire: number, received: number): Json {
  if (wire > 5 || !isJsonObject(payload)) return payload;
  const { resource_events: events, ...report } = wire > 4 ? payload : underscored(payload);
  const made =
    wire > 4 ? {} : { producer_timestamp: new Date(received).toISOString(), status: report['status'] ?? null };
  const all = Array.isArray(events) ? events.map((each) => (wire > 4 ? each : underscored(each))) : events;
  return { ...report, ...made, ...(all === undefined ? {} : { resources: resourcesOf(all) }) };
}

function underscored<T extends Json>(value: T): T {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replaceAll('-', '_'), inner])) as T;
}

/** Each event as a resource with that event alone. */
function resourcesOf(events: Json): Json {
  if (!Array.isArray(events)) return events;
  return events.map((each: Json) => {
    if (!isJsonObject(each)) return each;
    const { file = null, line = null, timestamp: at = null, resource_type: type = null, ...rest } = each;
    const { resource_title: title = null, containment_path: path = null, ...event } = rest;
    const skipped = event['status'] === 'skipped';
    const own = { file, line, timestamp: at, resource_type: type, resource_title: title, containment_path: path };
    return { ...own, skipped, events: [{ ...event, timestamp: at }] };
  });
}

function eventsOf(wire: WireResource): readonly ReportEvent[] {
  const path = wire.containment_path ?? null;
  const resourceFields = {
    resourceType: wire.resource_type,
    resourceTitle: wire.resource_title,
    file: wire.file ?? null,
    line: wire.line ?? null,
    containmentPath: path,
    containingClass: path?.findLast((part) => part !== '' && !part.includes('[')) ?? null,
  };
  if (wire.skipped === true) {
    const nothing = { property: null, oldValue: null, newValue: null, message: null, correctiveChange: false };
    return [
      { ...resourceFields, ...nothing, status: 'skipped', at: millisecondsOf(wire.timestamp), name: wire.name ?? null },
    ];
  }
  return wire.events.map((each) => ({
    ...resourceFields,
    status: each.status,
    at: millisecondsOf(each.timestamp),
    property: each.property ?? null,
    name: each.name ?? null,
    oldValue: withoutSensitive(each.old_value ?? null),
    newValue: withoutSensitive(each.new_value ?? null),
    message: each.message ?? null,
    correctiveChange: each.corrective_change ?? null,
  }));
}

/** PuppetDB's `report-identity-hash`. */
function reportHash(payload: ReportPayload, produced: number): string {
  const { certname, puppet_version, report_format, configuration_version, transaction_uuid = null } = payload;
  const at = (written: string): string => new Date(millisecondsOf(written)).toISOString();
  const identity = {
    certname,
    puppet_version,
    report_format,
    configuration_version: String(configuration_version),
    start_time: at(payload.start_time),
    end_time: at(payload.end_time),
    producer_timestamp: new Date(produced).toISOString(),
    transaction_uuid,
  };
  return createHash('sha1').update(sortedText(identity)).digest('hex');
}
