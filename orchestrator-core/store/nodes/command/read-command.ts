import { decodeUtf8, type Json } from '../../../common/index.ts';
import type { StoreCommand } from '../../../inventory/index.ts';
import { parsePuppetDb } from '../puppetdb-json.ts';
import { readCatalog } from './catalog.ts';
import { readFacts } from './facts.ts';
import { commandError } from './fields.ts';
import { readCatalogInputs, readDeactivation, readExpiration } from './node.ts';
import type { NodeCommand } from './node-command.ts';
import { readReport } from './report.ts';

type Reader = (payload: Json, version: number, received: number) => NodeCommand;

interface CommandFormat {
  readonly versions: readonly number[];
  readonly read: Reader;
}

/** Every command with the wire versions that PuppetDB 7 takes. */
const formats: Readonly<Record<string, CommandFormat>> = {
  'replace facts': { versions: [2, 3, 4, 5], read: readFacts },
  'replace catalog': { versions: [4, 5, 6, 7, 8, 9], read: readCatalog },
  'store report': { versions: [3, 4, 5, 6, 7, 8], read: readReport },
  'deactivate node': { versions: [1, 2, 3], read: readDeactivation },
  'configure expiration': { versions: [1], read: (payload, _, received) => readExpiration(payload, received) },
  'replace catalog inputs': { versions: [1], read: (payload, _, received) => readCatalogInputs(payload, received) },
};

/** How deep hashes and lists of a payload may lie in each other: SQLite reads 1,000 levels, and answers add some. */
const deepest = 500;

/**
 * Reads a command of any wire version.
 * @throws OrchestratorError `puppetlabs.puppetdb/command-error` that names the place in the payload.
 */
export function readCommand({ command, version, payload, received }: StoreCommand): NodeCommand {
  const known = formats[command.replaceAll('_', ' ')];
  if (known === undefined) {
    throw commandError(`There is no command '${command}'; expected one of ${Object.keys(formats).join(', ')}.`);
  }
  if (!known.versions.includes(version)) {
    throw commandError(`There is no version ${version} of '${command}'; expected one of ${known.versions.join(', ')}.`);
  }
  return known.read(parsePayload(payload), version, received);
}

function parsePayload(payload: Json | Uint8Array): Json {
  const text = payload instanceof Uint8Array ? decodeUtf8(payload) : JSON.stringify(payload);
  if (text === undefined) throw commandError('payload: expected JSON, got bytes that are not UTF-8');
  if (isDeeper(text, deepest)) throw commandError(`payload: expected at most ${deepest} levels of hashes and lists`);
  try {
    return parsePuppetDb(text);
  } catch (error) {
    throw commandError(`payload: expected JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether brackets lie deeper than `limit`, found without building anything. */
function isDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote;
  }
}
