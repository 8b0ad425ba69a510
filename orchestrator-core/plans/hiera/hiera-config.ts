import { entriesOf, entry, isHash, type PuppetValue, textOf } from '../../language/index.ts';
import { HieraError } from './hiera-error.ts';

/** A level of a hierarchy. Texts are not interpolated yet. */
export interface HieraLevel {
  readonly name: string;
  /** How its data are found: `data_hash` with `yaml_data` … */
  readonly provider: { readonly kind: ProviderKind; readonly function: string };
  readonly datadir: string;
  readonly options: PuppetValue;
  readonly location: HieraLocation;
}

/** How a level finds its data: what kind of function it names. */
export type ProviderKind = 'data_hash' | 'lookup_key' | 'data_dig' | 'hiera3_backend';

/** Where a level looks. */
export type HieraLocation =
  | { readonly kind: 'paths' | 'globs' | 'uris'; readonly texts: readonly string[] }
  | { readonly kind: 'mapped'; readonly variable: string; readonly name: string; readonly template: string }
  | { readonly kind: 'none' };

/** What a `hiera.yaml` of version 5 says. */
export interface HieraConfig {
  readonly hierarchy: readonly HieraLevel[];
  readonly planHierarchy?: readonly HieraLevel[];
  readonly defaultHierarchy?: readonly HieraLevel[];
}

const kinds: readonly ProviderKind[] = ['data_hash', 'lookup_key', 'data_dig'];
const everyKind: readonly ProviderKind[] = [...kinds, 'hiera3_backend'];
const locationKeys = ['path', 'paths', 'glob', 'globs', 'uri', 'uris', 'mapped_paths'];

/** Reads a configuration. @throws HieraError as Puppet words it, where Puppet refuses it. */
export function readHieraConfig(value: PuppetValue, path: string, owner: 'project' | 'module'): HieraConfig {
  const where = `The Lookup Configuration at '${path}'`;
  if (!isHash(value)) throw new HieraError(`${where} has wrong type, expects a Struct value`);
  const version = entry(value, 'version') ?? null;
  if (version !== 5) {
    const which = version === null ? 'no version' : `version ${textOf(version)}`;
    throw new HieraError(`${where} has ${which}: Baton reads version 5`);
  }
  const defaults = entry(value, 'defaults') ?? null;
  const common: PuppetValue = [{ name: 'Common', path: 'common.yaml' }];
  const levels = (key: string, otherwise?: PuppetValue): readonly HieraLevel[] | undefined => {
    const listed = entry(value, key) ?? otherwise;
    return listed === undefined ? undefined : readLevels(listed, defaults, `${where}, '${key}'`);
  };
  const planHierarchy = levels('plan_hierarchy');
  const defaultHierarchy = levels('default_hierarchy');
  if (defaultHierarchy !== undefined && owner !== 'module') {
    throw new HieraError("'default_hierarchy' is only allowed in the module layer");
  }
  return {
    hierarchy: levels('hierarchy', common) ?? [],
    ...(planHierarchy === undefined ? {} : { planHierarchy }),
    ...(defaultHierarchy === undefined ? {} : { defaultHierarchy }),
  };
}

function readLevels(listed: PuppetValue, defaults: PuppetValue, where: string): readonly HieraLevel[] {
  if (!Array.isArray(listed)) throw new HieraError(`${where} expects an Array value`);
  const levels = (listed as readonly PuppetValue[]).map((level) => readLevel(level, defaults, where));
  const twice = levels.find(({ name }, index) => levels.findIndex((each) => each.name === name) < index);
  if (twice !== undefined) throw new HieraError(`Hierarchy name '${twice.name}' defined more than once.`);
  return levels;
}

function readLevel(level: PuppetValue, defaults: PuppetValue, where: string): HieraLevel {
  if (!isHash(level)) throw new HieraError(`${where} expects a Struct value for each level`);
  const name = entry(level, 'name');
  if (typeof name !== 'string' || name === '') throw new HieraError(`${where} expects a value for key 'name'`);
  return {
    name,
    provider: providerOf(level, defaults, name),
    datadir: textOf(entry(level, 'datadir') ?? (isHash(defaults) ? entry(defaults, 'datadir') : undefined) ?? 'data'),
    options: optionsOf(level, defaults, name),
    location: locationOf(level, name),
  };
}

function providerOf(level: PuppetValue, defaults: PuppetValue, name: string): HieraLevel['provider'] {
  const own = everyKind.filter((key) => entry(level, key) !== undefined);
  const list = "'data_hash', 'lookup_key', and 'data_dig'";
  if (own.length > 1) throw new HieraError(`Only one of ${list} can be defined in hierarchy '${name}'`);
  const usual = defaults === null ? { data_hash: 'yaml_data' } : defaults;
  const from = own.length === 1 ? level : usual;
  const kind = own[0] ?? kinds.find((key) => isHash(usual) && entry(usual, key) !== undefined);
  const named = kind === undefined ? undefined : entry(from, kind);
  if (kind === undefined || named === undefined) {
    throw new HieraError(`One of ${list} must be defined in hierarchy '${name}'`);
  }
  return { kind, function: textOf(named) };
}

function optionsOf(level: PuppetValue, defaults: PuppetValue, name: string): PuppetValue {
  const options = entry(level, 'options') ?? (isHash(defaults) ? entry(defaults, 'options') : undefined) ?? {};
  for (const [key] of entriesOf(options) ?? []) {
    if (key !== 'path' && key !== 'uri') continue;
    throw new HieraError(`Option key '${key}' used in hierarchy '${name}' is reserved by Puppet`);
  }
  return options;
}

function locationOf(level: PuppetValue, name: string): HieraLocation {
  const given = locationKeys.filter((key) => entry(level, key) !== undefined);
  const [key] = given;
  if (key === undefined) return { kind: 'none' };
  if (given.length > 1) {
    const list = "'path', 'paths', 'glob', 'globs', 'uri', 'uris', and 'mapped_paths'";
    throw new HieraError(`Only one of ${list} can be defined in hierarchy '${name}'`);
  }
  const value = entry(level, key) ?? null;
  const texts = (Array.isArray(value) ? (value as readonly PuppetValue[]) : [value]).map(textOf);
  if (key !== 'mapped_paths') {
    const kind = key.startsWith('path') ? 'paths' : key.startsWith('glob') ? 'globs' : 'uris';
    return { kind, texts };
  }
  const [variable, local, template] = texts;
  if (variable === undefined || local === undefined || template === undefined || texts.length !== 3) {
    throw new HieraError(`'mapped_paths' of hierarchy '${name}' expects an Array of three Strings`);
  }
  return { kind: 'mapped', variable, name: local, template };
}
