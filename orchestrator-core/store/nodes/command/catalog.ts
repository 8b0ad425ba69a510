import { createHash } from 'node:crypto';
import {
  boolean,
  integer,
  isJsonObject,
  type Json,
  list,
  oneOf,
  optional,
  type Schema,
  text,
} from '../../../common/index.ts';
import { sortedText } from '../puppetdb-json.ts';
import {
  commandError,
  hash,
  millisecondsOf,
  nullable,
  readPayload,
  record,
  texts,
  timestamp,
  uuidOf,
} from './fields.ts';
import type { CatalogCommand, CatalogEdge, CatalogResource } from './node-command.ts';
import { openParameters } from './redact.ts';

interface ResourceName {
  readonly type: string;
  readonly title: string;
}

interface WireResource extends ResourceName {
  readonly exported?: boolean | null;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly tags?: readonly string[] | null;
  readonly parameters?: { readonly [key: string]: Json } | null;
  readonly sensitive_parameters?: readonly string[] | null;
}

interface WireEdge {
  readonly source: ResourceName;
  readonly target: ResourceName;
  readonly relationship: string;
}

interface CatalogPayload {
  readonly certname: string;
  readonly version: string | number;
  readonly environment?: string | null;
  readonly transaction_uuid?: string | null;
  readonly catalog_uuid?: string | null;
  readonly code_id?: string | null;
  readonly job_id?: string | null;
  readonly producer_timestamp: string;
  readonly producer?: string | null;
  readonly resources: readonly WireResource[];
  readonly edges: readonly WireEdge[];
}

const maybeText = optional(nullable(text));
const name: Schema<ResourceName> = record<ResourceName>({ type: text, title: text });
const resource: Schema<WireResource> = record<WireResource>({
  type: text,
  title: text,
  exported: optional(nullable(boolean)),
  file: maybeText,
  line: optional(nullable(integer)),
  tags: optional(nullable(texts)),
  parameters: optional(nullable(hash)),
  sensitive_parameters: optional(nullable(texts)),
});
const edge: Schema<WireEdge> = record<WireEdge>({
  source: name,
  target: name,
  relationship: oneOf('contains', 'required-by', 'notifies', 'before', 'subscription-of'),
});
/** Puppet's `config_version` may be a number. */
const version: Schema<string | number> = {
  mismatch: (value, where) => (Number.isSafeInteger(value) ? undefined : text.mismatch(value, where)),
};
const catalogPayload: Schema<CatalogPayload> = record<CatalogPayload>({
  certname: text,
  version,
  environment: maybeText,
  transaction_uuid: maybeText,
  catalog_uuid: maybeText,
  code_id: maybeText,
  job_id: maybeText,
  producer_timestamp: timestamp,
  producer: maybeText,
  resources: list(resource),
  edges: list(edge),
});

/** Reads `replace catalog`, versions 4 to 9 (PuppetDB's catalog wire format). @throws OrchestratorError */
export function readCatalog(given: Json, wire: number, received: number): CatalogCommand {
  const payload = readPayload(catalogPayload, newest(given, wire, received));
  const places = placesOf(payload.resources);
  const resources = payload.resources.map(resourceOf);
  const edges = edgesOf(payload.edges, places);
  const transactionUuid = uuidOf(payload.transaction_uuid);
  return {
    kind: 'catalog',
    certname: payload.certname,
    produced: millisecondsOf(payload.producer_timestamp),
    received,
    environment: payload.environment ?? null,
    // Only the newest version says who sent it, and in which job.
    producer: wire < 9 ? null : (payload.producer ?? null),
    version: String(payload.version),
    codeId: payload.code_id ?? null,
    jobId: wire < 9 ? null : (payload.job_id ?? null),
    transactionUuid,
    // Before version 8 one name did for both.
    catalogUuid: wire < 8 ? transactionUuid : uuidOf(payload.catalog_uuid),
    resources,
    edges,
    hash: catalogHash(payload.certname, resources, payload.edges),
  };
}

/** Up to version 5 keys have dashes; version 4 does not say when it was made. */
function newest(payload: Json, wire: number, received: number): Json {
  if (wire > 5 || !isJsonObject(payload)) return payload;
  const entries = Object.entries(payload).map(([key, value]) => [
    key === 'name' ? 'certname' : key.replaceAll('-', '_'),
    value,
  ]);
  if (wire === 4) entries.push(['producer_timestamp', new Date(received).toISOString()]);
  return Object.fromEntries(entries);
}

const nameOf = ({ type, title }: ResourceName): string => `${type}[${title}]`;

function placesOf(resources: readonly WireResource[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, each] of resources.entries()) {
    const first = places.get(nameOf(each));
    if (first !== undefined) {
      throw commandError(`payload.resources[${index}]: ${nameOf(each)} is payload.resources[${first}] already`);
    }
    places.set(nameOf(each), index);
  }
  return places;
}

function resourceOf(wire: WireResource): CatalogResource {
  const { type, title, exported, file, line, tags, parameters, sensitive_parameters: sensitive } = wire;
  return {
    type,
    title,
    exported: exported ?? false,
    file: file ?? null,
    line: line ?? null,
    tags: [...new Set(tags ?? [])].sort(),
    parameters: openParameters(parameters ?? {}, sensitive ?? []),
  };
}

function edgesOf(edges: readonly WireEdge[], places: ReadonlyMap<string, number>): readonly CatalogEdge[] {
  const found = new Map<string, CatalogEdge>();
  for (const [index, { source, target, relationship }] of edges.entries()) {
    const place = (end: 'source' | 'target', which: ResourceName): number => {
      const at = places.get(nameOf(which));
      if (at !== undefined) return at;
      throw commandError(`payload.edges[${index}].${end}: ${nameOf(which)} is not in the catalog`);
    };
    const each = { source: place('source', source), target: place('target', target), relationship };
    found.set(`${each.source} ${each.target} ${relationship}`, each);
  }
  return [...found.values()];
}

/**
 * Of what a catalog says, whatever its order. PuppetDB's own depends on the order in which its sets happen to lie, which
 * nobody else can know.
 */
function catalogHash(certname: string, resources: readonly CatalogResource[], edges: readonly WireEdge[]): string {
  const parts = [
    ...resources.map((each) => sortedText({ ...each })).sort(),
    ...edges.map(({ source, target, relationship }) => `${nameOf(source)} ${relationship} ${nameOf(target)}`).sort(),
  ];
  return createHash('sha1')
    .update(JSON.stringify([certname, parts]))
    .digest('hex');
}
