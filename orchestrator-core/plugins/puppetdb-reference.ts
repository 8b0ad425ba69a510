import { type CancelSignal, isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import { validationError } from './plugin-error.ts';
import type { PluginPorts } from './ports.ts';

const templateKeys: ReadonlySet<string> = new Set(['alias', 'config', 'facts', 'features', 'name', 'uri', 'vars']);
const ownKeys: ReadonlySet<string> = new Set(['_plugin', '_cache', 'query', 'target_mapping', 'instance']);

/** The targets that a query finds, each with what the mapping takes from its facts. */
export async function resolvePuppetdb(
  reference: JsonObject,
  { puppetdb, warn }: Pick<PluginPorts, 'puppetdb' | 'warn'>,
  signal: CancelSignal,
): Promise<Json> {
  checkKeys(reference);
  const { query = null, instance, target_mapping: mapping = {} } = reference;
  const from = typeof instance === 'string' ? instance : undefined;
  const names = query === null ? [] : certnamesIn(await puppetdb.query(textOf(query), from, signal));
  const template = isJsonObject(mapping) ? mapping : {};
  const isNeeded = pathsIn(template).length > 0 && names.length > 0;
  const facts = isNeeded ? await puppetdb.facts(names, from, signal) : {};
  return names.map((certname): JsonObject => {
    const missing = (fact: string): void => {
      warn('puppetdb_missing_fact', `Could not find fact ${fact} for node ${certname}`);
    };
    const target = filled(template, { certname, facts: facts[certname] ?? {}, missing });
    const data: JsonObject = isJsonObject(target) ? target : {};
    return (data['uri'] ?? data['name'] ?? null) === null ? { ...data, uri: certname } : data;
  });
}

function textOf(query: Json): string {
  return typeof query === 'string' ? query : JSON.stringify(query);
}

function checkKeys(reference: JsonObject): void {
  const list = (keys: readonly string[]) => `[${keys.map((key) => JSON.stringify(key)).join(', ')}]`;
  const keys = Object.keys(reference);
  const misplaced = keys.filter((key) => templateKeys.has(key));
  if (misplaced.length > 0) {
    throw validationError(`PuppetDB plugin expects keys ${list(misplaced)} to be set under 'target_mapping'`);
  }
  const unknown = keys.filter((key) => !ownKeys.has(key));
  if (unknown.length > 0) throw validationError(`Unknown keys in PuppetDB plugin: ${list(unknown)}`);
}

/** The nodes that PuppetDB's answer names, each once. @throws OrchestratorError `bolt/puppetdb-error` */
export function certnamesIn(rows: Json): readonly string[] {
  if (!Array.isArray(rows)) return [];
  const names = (rows as readonly Json[]).map((row) => (isJsonObject(row) ? row['certname'] : undefined));
  const found = names.filter((name) => typeof name === 'string');
  if (found.length === names.length) return [...new Set(found)];
  const keys = Object.keys(rows[0] ?? {}).join(', ');
  const msg = `Query results did not contain a 'certname' field: got ${keys}`;
  throw new OrchestratorError('bolt/puppetdb-error', msg);
}

function pathsIn(value: Json): readonly (readonly string[])[] {
  if (typeof value === 'string') return value === 'certname' ? [] : [factPath(value)];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(pathsIn);
  throw lookupError(JSON.stringify(value), 'fact lookups must be a string');
}

function factPath(text: string): readonly string[] {
  const [first, ...path] = text.split('.');
  if (first !== 'facts') throw lookupError(text, "fact lookups must start with 'facts.'");
  return path;
}

function lookupError(fact: string, why: string): OrchestratorError {
  const msg = `Fact lookup '${fact}' contains an invalid factname: ${why}`;
  return new OrchestratorError('bolt.plugin/fact-lookup-error', msg);
}

interface Node {
  readonly certname: string;
  readonly facts: JsonObject;
  readonly missing: (fact: string) => void;
}

function filled(value: Json, node: Node): Json {
  if (value === 'certname') return node.certname;
  if (typeof value === 'string') {
    const found = factAt(node.facts, factPath(value));
    if (found === undefined) node.missing(value);
    return found ?? null;
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => filled(each, node));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, node)]));
}

/** A fact by its way: names and indexes. */
function factAt(facts: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = facts;
  for (const part of path) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(part)];
    else if (at !== undefined && isJsonObject(at)) at = Object.hasOwn(at, part) ? at[part] : undefined;
    else return undefined;
  }
  return at;
}
