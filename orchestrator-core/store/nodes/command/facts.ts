import { createHash } from 'node:crypto';
import { type Json, list, optional, type Schema, text } from '../../../common/index.ts';
import { sortedText } from '../puppetdb-json.ts';
import { hash, millisecondsOf, nullable, readPayload, record, renamed, timestamp } from './fields.ts';
import type { FactsCommand, Package } from './node-command.ts';

const packageTuple: Schema<Package> = {
  mismatch: (value, where) => {
    const wrong = list(text, 3).mismatch(value, where);
    if (wrong !== undefined) return wrong;
    return (value as readonly string[]).length === 3 ? undefined : `${where}: expected name, version and provider`;
  },
};

interface FactsPayload {
  readonly certname: string;
  readonly environment?: string | null;
  readonly producer_timestamp: string;
  readonly producer?: string | null;
  readonly values: { readonly [key: string]: Json };
  readonly package_inventory?: readonly Package[] | null;
}

const factsPayload: Schema<FactsPayload> = record<FactsPayload>({
  certname: text,
  environment: optional(nullable(text)),
  producer_timestamp: timestamp,
  producer: optional(nullable(text)),
  values: hash,
  package_inventory: optional(nullable(list(packageTuple))),
});

/** Reads `replace facts`, versions 2 to 5 (PuppetDB's facts wire format). @throws OrchestratorError */
export function readFacts(payload: Json, version: number, received: number): FactsCommand {
  const { certname, environment = null, ...rest } = readPayload(factsPayload, newest(payload, version, received));
  const packages = rest.package_inventory ?? undefined;
  const distinct = packages && [...new Map(packages.map((each) => [each.join('\0'), each])).values()].sort(byText);
  return {
    kind: 'facts',
    certname,
    environment,
    // Only the newest version says who sent it.
    producer: version < 5 ? null : (rest.producer ?? null),
    produced: millisecondsOf(rest.producer_timestamp),
    received,
    values: rest.values,
    packages: distinct,
    hash: factsHash(certname, environment, rest.values, distinct ?? []),
  };
}

/** Up to version 3 with other names; version 2 does not say when it was made. */
function newest(payload: Json, version: number, received: number): Json {
  if (version >= 4) return payload;
  const named = renamed(payload, { name: 'certname', 'producer-timestamp': 'producer_timestamp' });
  if (version > 2 || typeof named !== 'object' || named === null) return named;
  return { ...named, producer_timestamp: new Date(received).toISOString() };
}

function byText(a: Package, b: Package): number {
  for (const index of [0, 1, 2] as const) {
    if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1;
  }
  return 0;
}

/** PuppetDB's `fact-identity-hash`: of everything but who sent it, and when. */
function factsHash(certname: string, environment: string | null, values: Json, packages: readonly Package[]): string {
  const inventory = packages.length === 0 ? {} : { package_inventory: packages };
  return createHash('sha1')
    .update(sortedText({ certname, environment, values, ...inventory }))
    .digest('hex');
}
