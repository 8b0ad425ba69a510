import { boolean, type Json, list, optional, type Schema, text } from '../../../common/index.ts';
import { parsePuppetDb } from '../puppetdb-json.ts';
import { commandError, millisecondsOf, nullable, readPayload, record, timestamp } from './fields.ts';
import type { CatalogInputsCommand, DeactivateCommand, ExpirationCommand } from './node-command.ts';

interface Deactivation {
  readonly certname: string;
  readonly producer_timestamp?: string | null;
}

const deactivation: Schema<Deactivation> = record<Deactivation>({
  certname: text,
  producer_timestamp: optional(nullable(timestamp)),
});

/** When a command was made, or that it came, where it does not say. */
function produced(written: string | null | undefined, received: number): number {
  return written === undefined || written === null ? received : millisecondsOf(written);
}

/** Reads `deactivate node`: in version 2 the payload is the name, in version 1 the name as JSON text. @throws OrchestratorError */
export function readDeactivation(payload: Json, version: number, received: number): DeactivateCommand {
  const named = version === 1 ? nameOf(payload) : payload;
  const command = readPayload(deactivation, version < 3 ? { certname: named } : named);
  return {
    kind: 'deactivate',
    certname: command.certname,
    produced: produced(command.producer_timestamp, received),
    received,
  };
}

function nameOf(payload: Json): Json {
  try {
    return typeof payload === 'string' ? parsePuppetDb(payload) : payload;
  } catch {
    throw commandError('payload: expected the name of a node as JSON text');
  }
}

interface Expiration extends Deactivation {
  readonly expire: { readonly facts: boolean };
}

const expiration: Schema<Expiration> = record<Expiration>({
  certname: text,
  producer_timestamp: optional(nullable(timestamp)),
  expire: record<Expiration['expire']>({ facts: boolean }),
});

/** Reads `configure expiration`, version 1. @throws OrchestratorError */
export function readExpiration(payload: Json, received: number): ExpirationCommand {
  const { certname, expire, producer_timestamp } = readPayload(expiration, payload);
  return {
    kind: 'expiration',
    certname,
    facts: expire.facts,
    produced: produced(producer_timestamp, received),
    received,
  };
}

interface Inputs extends Deactivation {
  readonly catalog_uuid: string;
  readonly inputs: readonly (readonly string[])[];
}

const pair: Schema<readonly string[]> = {
  mismatch: (value, where) => {
    const wrong = list(text, 2).mismatch(value, where);
    return wrong ?? ((value as readonly string[]).length === 2 ? undefined : `${where}: expected a type and a name`);
  },
};

const inputs: Schema<Inputs> = record<Inputs>({
  certname: text,
  producer_timestamp: optional(nullable(timestamp)),
  catalog_uuid: text,
  inputs: list(pair),
});

/** Reads `replace catalog inputs`, version 1. @throws OrchestratorError */
export function readCatalogInputs(payload: Json, received: number): CatalogInputsCommand {
  const command = readPayload(inputs, payload);
  const pairs = new Map(command.inputs.map(([type = '', name = '']) => [`${type}\0${name}`, [type, name] as const]));
  return {
    kind: 'inputs',
    certname: command.certname,
    catalogUuid: command.catalog_uuid.toLowerCase(),
    inputs: [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
    produced: produced(command.producer_timestamp, received),
    received,
  };
}
