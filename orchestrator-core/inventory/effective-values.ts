import { isJsonObject, type Json, type JsonObject, redactedText } from '../common/index.ts';
import { isReference, isSecretName } from '../plugins/index.ts';
import { featuresOf, optionsOf, type RawTarget, type TargetSettings, transportOf } from './create-target.ts';
import { branchOf, collectGroups, collectTarget } from './group-index.ts';
import type { Inventory } from './inventory.ts';
import { deepMerge, type InventoryData, type Merging } from './merge.ts';
import { rawTarget } from './open-inventory.ts';
import { isSecretOption } from './secret-options.ts';
import type { TransportName } from './target.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';
import { isTransportName, transportDefaults } from './transport-options.ts';

/** A value with the place that set it: a group or the target of the inventory, the URI, a plugin, a default. */
export interface SourcedValue {
  /** Keys from the target down: `['config', 'ssh', 'port']`. */
  readonly path: readonly string[];
  readonly value: Json;
  readonly source: ValueSource;
}

/** Who set a value of a target's effective configuration; `plugin` is the one that gave it there. */
export type ValueSource =
  | { readonly kind: 'target'; readonly plugin?: string }
  | { readonly kind: 'group'; readonly group: string; readonly plugin?: string }
  | { readonly kind: 'uri' }
  /** Baton's or Bolt's own default, the command line, or what the project says for all. */
  | { readonly kind: 'default' | 'option' | 'project' };

/**
 * Each value that the inventory has for a target, with who set it: how it is reached (`config`: the transport and its
 * options, those of the URI laid over them), `vars`, `facts` and `features`. A plugin reference that was not resolved is a
 * value itself. Secrets are redacted, and so
 * are variables and options of remote targets whose names say that they are. A name that the inventory does not know is a target without groups.
 */
export function effectiveValues({ contents }: Pick<Inventory, 'contents'>, target: string): readonly SourcedValue[] {
  const { index, settings } = contents;
  const merging: Merging<SourcedData> = {
    ...sourced,
    of: (data, ...level) => sourced.of(contents.levels.data(data), ...level),
  };
  const branch = branchOf(index, target);
  const groups = branch === undefined ? merging.of(index.all.data, 'group', 'all') : collectGroups(branch, merging);
  const own = branch === undefined ? undefined : collectTarget(branch, target, merging);
  const here = target === 'localhost' ? merging.merge(localhost, own ?? emptyData) : own;
  const merged = here === undefined ? groups : merging.merge(groups, here);
  const raw = rawTarget(contents, target, branch === undefined ? 'adhoc' : 'file');
  const config = configValues(merged, raw, settings);
  const transport = config[0]?.value;
  const isKnown = typeof transport === 'string' && isTransportName(transport);
  const features = isKnown ? featuresOf(raw, transport, settings) : raw.merged.features;
  return [
    ...config,
    ...leavesOf(merged.vars, ['vars']),
    ...leavesOf(merged.facts, ['facts']),
    ...featureValues(merged, features),
  ];
}

/** A value with its source, or a hash of such. */
type Sourced =
  | { readonly kind: 'value'; readonly value: Json; readonly source: ValueSource; readonly isSecret: boolean }
  | SourcedHash;

interface SourcedHash {
  readonly kind: 'hash';
  readonly source: ValueSource;
  readonly entries: ReadonlyMap<string, Sourced>;
  /** Plugin references of levels below or above, whose keys are not known. */
  readonly references: readonly Sourced[];
}

interface SourcedData {
  readonly config: SourcedHash;
  readonly vars: SourcedHash;
  readonly facts: SourcedHash;
  readonly features: ReadonlyMap<string, Sourced>;
}

const emptyHash: SourcedHash = { kind: 'hash', source: { kind: 'default' }, entries: new Map(), references: [] };

const emptyData: SourcedData = { config: emptyHash, vars: emptyHash, facts: emptyHash, features: new Map() };

/** The machine itself is reached without a network, whatever its groups say. */
const localhost: SourcedData = {
  ...emptyData,
  config: { ...emptyHash, entries: new Map([['transport', plainValue('local', { kind: 'default' })]]) },
};

function plainValue(value: Json, source: ValueSource): Sourced {
  return { kind: 'value', value, source, isSecret: false };
}

/** As `mergedData`, with sources. */
const sourced: Merging<SourcedData> = {
  of: (data, level, group) => {
    const source: ValueSource = level === 'target' ? { kind: 'target' } : { kind: 'group', group };
    const part = (key: 'config' | 'vars' | 'facts') => topHash(annotate(data[key], [key], { source, data }));
    const features = data.features.map((name): [string, Sourced] => [
      name,
      annotate(name, ['features'], { source, data }),
    ]);
    return { config: part('config'), vars: part('vars'), facts: part('facts'), features: new Map(features) };
  },
  merge: (under, over) => ({
    config: mergeHashes(under.config, over.config, true),
    vars: mergeHashes(under.vars, over.vars, false),
    facts: mergeHashes(under.facts, over.facts, true),
    features: new Map([...over.features, ...under.features]),
  }),
};

interface Level {
  readonly source: ValueSource;
  readonly data: InventoryData;
}

function annotate(value: Json, path: readonly string[], level: Level): Sourced {
  const origin = level.data.origins?.find((one) => samePath(one.path, path));
  const { kind } = level.source;
  const inner: Level =
    origin !== undefined && (kind === 'target' || kind === 'group')
      ? { ...level, source: { ...level.source, plugin: origin.plugin } }
      : level;
  const { source } = inner;
  if (isReference(value)) {
    const plugin = String(value['_plugin']);
    const given: ValueSource = source.kind === 'target' || source.kind === 'group' ? { ...source, plugin } : source;
    return plainValue(value, given);
  }
  if (!isJsonObject(value)) return { kind: 'value', value, source, isSecret: origin?.isSecret === true };
  const entries = Object.entries(value).map(([key, each]): [string, Sourced] => {
    const found = annotate(each, [...path, key], inner);
    return [key, origin?.isSecret === true ? hidden(found) : found];
  });
  return { kind: 'hash', source, entries: new Map(entries), references: [] };
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

function hidden(value: Sourced): Sourced {
  if (value.kind === 'value') return { ...value, isSecret: true };
  return { ...value, entries: new Map([...value.entries].map(([key, each]) => [key, hidden(each)])) };
}

/** A reference in the place of a whole hash stands beside what other levels say there. */
function topHash(value: Sourced): SourcedHash {
  return value.kind === 'hash' ? value : { ...emptyHash, source: value.source, references: [value] };
}

function mergeHashes(under: SourcedHash, over: SourcedHash, isDeep: boolean): SourcedHash {
  const entries = new Map(under.entries);
  for (const [key, value] of over.entries) {
    const below = entries.get(key);
    entries.set(key, isDeep && below !== undefined ? mergeSourced(below, value) : value);
  }
  return { kind: 'hash', source: over.source, entries, references: [...under.references, ...over.references] };
}

function mergeSourced(under: Sourced, over: Sourced): Sourced {
  const isOpen = (value: Sourced): boolean => value.kind === 'hash' || isReference(value.value);
  const isSure = under.kind === 'hash' || over.kind === 'hash';
  if (!(isSure && isOpen(under) && isOpen(over))) return over;
  return mergeHashes(topHash(under), topHash(over), true);
}

interface Reaching {
  readonly transport: TransportName;
  /** What groups and target say of its options. */
  readonly given: Sourced | undefined;
  readonly uri: TargetUri | undefined;
  readonly settings: TargetSettings;
}

function configValues({ config }: SourcedData, raw: RawTarget, settings: TargetSettings): readonly SourcedValue[] {
  const said = jsonOf(config);
  const plain: RawTarget = { ...raw, merged: { ...raw.merged, config: isJsonObject(said) ? said : {} } };
  const uri = uriOf(raw);
  const transport = transportOf(plain, uri, settings);
  const byConfig = config.entries.get('transport')?.source ?? { kind: 'default' };
  const source: ValueSource = uri?.scheme === transport ? { kind: 'uri' } : byConfig;
  const head: SourcedValue = { path: ['config', 'transport'], value: transport, source };
  const unknown = config.references.flatMap((reference) => leavesOf(reference, ['config']));
  if (!isTransportName(transport)) return [head, ...unknown];
  const given = config.entries.get(transport);
  const values = Object.entries(safeOptions(plain, transport, settings)).flatMap(([option, value]) =>
    optionValues([option], value, { transport, given, uri, settings }),
  );
  const open = given === undefined ? [] : topHash(given).references;
  return [head, ...values, ...open.flatMap((each) => leavesOf(each, ['config', transport])), ...unknown];
}

function uriOf({ own }: RawTarget): TargetUri | undefined {
  try {
    return own.uri === undefined ? undefined : parseTargetUri(own.uri);
  } catch {
    return undefined;
  }
}

/** The options as they are, or, where they contradict each other, as they are written. */
function safeOptions(raw: RawTarget, transport: TransportName, settings: TargetSettings): JsonObject {
  try {
    return optionsOf(raw, transport, settings);
  } catch {
    const given = raw.merged.config[transport];
    return deepMerge(transportDefaults(transport), isJsonObject(given) ? given : {});
  }
}

function optionValues(path: readonly string[], value: Json, reaching: Reaching): readonly SourcedValue[] {
  const isHash = isJsonObject(value) && !('_plugin' in value);
  if (isHash && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, each]) => optionValues([...path, key], each, reaching));
  }
  const { source, isSecret } = optionSource(path, reaching);
  const isNamed = (key: string) => isSecretOption(reaching.transport, key);
  const shown = isSecret || path.some(isNamed) ? redacted(value) : value;
  return [{ path: ['config', reaching.transport, ...path], value: shown, source }];
}

function optionSource(
  path: readonly string[],
  { transport, given, uri, settings }: Reaching,
): { readonly source: ValueSource; readonly isSecret: boolean } {
  const [option = ''] = path;
  const fromUri: Readonly<Record<string, unknown>> = {
    host: uri?.host,
    port: uri?.port,
    user: uri?.user,
    password: uri?.password,
  };
  if (transport !== 'remote' && fromUri[option] !== undefined) return { source: { kind: 'uri' }, isSecret: false };
  let at = given;
  for (const key of path) {
    // The dot before the extension of an interpreter may be missing where it is written.
    at = at?.kind === 'hash' ? (at.entries.get(key) ?? at.entries.get(key.replace(/^\./, ''))) : at;
  }
  if (at !== undefined && !(at.kind === 'value' && at === given)) {
    return { source: at.source, isSecret: at.kind === 'value' && at.isSecret };
  }
  const isGiven = transport !== 'remote' && option in settings.reaching;
  return { source: { kind: isGiven ? 'option' : 'default' }, isSecret: false };
}

function featureValues({ features }: SourcedData, names: readonly string[]): readonly SourcedValue[] {
  return names.map((name, index) => {
    const source = features.get(name)?.source ?? { kind: 'default' };
    return { path: ['features', String(index)], value: name, source };
  });
}

function leavesOf(value: Sourced, path: readonly string[]): readonly SourcedValue[] {
  if (value.kind === 'value') {
    const isSecret = value.isSecret || (path[0] === 'vars' && path.slice(1).some(isSecretName));
    return [{ path, value: isSecret ? redacted(value.value) : value.value, source: value.source }];
  }
  const { entries, references, source } = value;
  const inner = [...entries].flatMap(([key, each]) => leavesOf(each, [...path, key]));
  const open = references.flatMap((each) => leavesOf(each, path));
  if (inner.length + open.length === 0 && path.length > 1) return [{ path, value: {}, source }];
  return [...inner, ...open];
}

function redacted(value: Json): Json {
  return isReference(value) ? value : redactedText;
}

function jsonOf(value: Sourced): Json {
  if (value.kind === 'value') return value.value;
  return Object.fromEntries([...value.entries].map(([key, each]) => [key, jsonOf(each)]));
}
