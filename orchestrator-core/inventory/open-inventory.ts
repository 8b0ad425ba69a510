import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import { hasReference } from '../plugins/index.ts';
import {
  createTarget,
  featuresOf,
  nothing,
  type RawTarget,
  type TargetSettings,
  transportOf,
  withLocalhost,
} from './create-target.ts';
import { branchOf, collectGroups, collectTarget, membersOf } from './group-index.ts';
import type { Inventory, InventoryContents, InventoryGroup, TargetSummary } from './inventory.ts';
import { createLevels } from './levels.ts';
import { mergeData, mergedData } from './merge.ts';
import { factAt } from './selection/compare-fact.ts';
import { resolveWord, splitWords } from './selection.ts';
import type { TransportName } from './target.ts';
import { givenBy, levelsOf, neverAborted, resolveLevels } from './target-levels.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';
import { isTransportName } from './transport-options.ts';

/** Where a target comes from: the inventory's file, an agent that is connected, or nothing but the selection. */
export type TargetOrigin = 'file' | 'connected' | 'adhoc';

type Asked = 'targets' | 'groups' | 'select' | 'names' | 'named' | 'resolve' | 'factValues';

/** The part of an {@link Inventory} that answers which targets there are and what is known of them. */
export function openContents(contents: InventoryContents): Pick<Inventory, Asked> {
  const { index, settings, levels } = contents;
  const strangers = (connected: readonly string[] = []) => connected.filter((name) => !index.targets.has(name));
  /** What plugins gave for targets that are used may be secret, and is nothing for lists. */
  const written: InventoryContents = { ...contents, levels: createLevels(undefined) };
  /** Of those targets of which the file says any; found when somebody asks. */
  let facts: readonly (readonly [string, JsonObject])[] | undefined;
  const names: Inventory['names'] = (words, options = {}) => {
    const agents = new Set(strangers(options.connected));
    const found = words.flatMap((word) => splitWords(word, options));
    return [...new Set(found.flatMap((word) => resolveWord(word, index, agents, options)))];
  };
  const named: Inventory['named'] = (wanted, options = {}) => {
    const agents = new Set(strangers(options.connected));
    return wanted.map((name) => {
      const origin = index.targets.has(name) ? 'file' : agents.has(name) ? 'connected' : 'adhoc';
      return createTarget(rawTarget(contents, name, origin, options.uris?.get(name)), settings);
    });
  };
  return {
    targets: (connected) => [
      ...[...index.targets].map((name) => summarize(rawTarget(contents, name, 'file'), settings)),
      ...strangers(connected).map((name) => summarize(rawTarget(contents, name, 'connected'), settings)),
    ],
    groups: (connected) =>
      [...index.groups.values()].map((group): InventoryGroup => {
        const targets = [...membersOf(index, group)];
        return { name: group.name, targets: group === index.all ? [...targets, ...strangers(connected)] : targets };
      }),
    names,
    named,
    select: (words, options) => {
      const given = { uris: new Map<string, string>(), ...options };
      return named(names(words, given), given);
    },
    resolve: async (wanted, options = {}) => {
      const { signal = neverAborted } = options;
      const places = index.hasReferences
        ? wanted.flatMap((name) => levelsOf(index.all, name, branchOf(index, name)))
        : [];
      await resolveLevels(levels, places, signal);
      return named(wanted, options);
    },
    factValues: (path) => {
      facts ??= [...index.targets].flatMap((name): [string, JsonObject][] => {
        const said = rawTarget(written, name, 'file').merged.facts;
        return Object.keys(said).length === 0 ? [] : [[name, said]];
      });
      const values = new Map<string, Json>();
      for (const [name, said] of facts) {
        const value = factAt(said, path);
        if (value !== undefined && !hasReference(value)) values.set(name, value);
      }
      return values;
    },
  };
}

/** What is known of a target, its groups below it. One that nothing names is reached by the URI that it was given by. */
export function rawTarget(
  contents: InventoryContents,
  name: string,
  origin: TargetOrigin,
  uri: string = name,
): RawTarget {
  const { index, levels } = contents;
  const merging = { ...mergedData, of: levels.data };
  const branch = origin === 'file' ? branchOf(index, name) : undefined;
  const found =
    branch !== undefined
      ? collectTarget(branch, name, merging)
      : origin === 'connected'
        ? { ...nothing, name, config: { transport: 'pcp' } }
        : { ...nothing, uri };
  const own = withLocalhost(name, found ?? nothing);
  const groups = branch === undefined ? levels.data(index.all.data) : collectGroups(branch, merging);
  const given = index.hasReferences ? givenBy(levels, levelsOf(index.all, name, branch)) : undefined;
  const merged = mergeData(groups, own);
  return {
    name,
    own,
    merged,
    adhoc: origin === 'adhoc',
    isUngrouped: branch === undefined,
    ...(given === undefined ? {} : { given }),
  };
}

function summarize(raw: RawTarget, settings: TargetSettings): TargetSummary {
  let transport = '';
  let uri: TargetUri | undefined;
  try {
    uri = raw.own.uri === undefined ? undefined : parseTargetUri(raw.own.uri);
    transport = transportOf(raw, uri, settings);
  } catch {
    // A URI that cannot be read is told when the target is selected; a list shows the target all the same.
  }
  const known: TransportName = isTransportName(transport) ? transport : settings.transport;
  const { aliases, groups, config } = raw.merged;
  const options = config[known];
  const host = uri?.host || (isJsonObject(options) ? options['host'] : undefined);
  const features = featuresOf(raw, known, settings);
  return { name: raw.name, transport: known, aliases, features, groups, ...(typeof host === 'string' ? { host } : {}) };
}
