import { type Json, type JsonObject, OrchestratorError } from '../../common/index.ts';
import type { KnownInventory, PlanTarget } from './plan-inventory.ts';

type Changing = { -readonly [Key in keyof PlanTarget]: PlanTarget[Key] };

/** An inventory for tests: groups of names, and a target for every other name. */
export function fakeInventory(groups: Readonly<Record<string, readonly string[]>>): KnownInventory {
  const members = new Map(Object.entries(groups).map(([name, names]) => [name, [...names]]));
  const targets = new Map<string, Changing>();
  const known = (name: string): Changing => {
    const found = targets.get(name) ?? plainTarget(name);
    targets.set(name, found);
    return found;
  };
  for (const name of [...members.values()].flat()) known(name);
  const membersOf = (word: string): readonly string[] => {
    if (word === 'all') return [...targets.keys()];
    if (/[*?]/.test(word)) {
      const pattern = new RegExp(`^${word.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
      return [...targets.keys()].filter((name) => pattern.test(name));
    }
    return members.get(word) ?? [known(word).name];
  };
  return {
    select: (words) => [...new Set(words.flatMap((each) => each.split(/[\s,]+/)).flatMap(membersOf))],
    target: (name) => {
      const found = targets.get(name);
      if (found === undefined) throw new OrchestratorError('bolt/unknown-target', `There is no target ${name}`);
      return found;
    },
    create: (data) => {
      const name = String(data['name'] ?? data['uri']);
      targets.set(name, { ...plainTarget(name), ...(data as Partial<PlanTarget>), name });
      return name;
    },
    addFacts: (name, facts) => {
      known(name).facts = { ...known(name).facts, ...facts };
    },
    setVar: (name, key, value) => {
      known(name).vars = { ...known(name).vars, [key]: value };
    },
    setFeature: (name, feature, present) => {
      const others = known(name).features.filter((each) => each !== feature);
      known(name).features = present ? [...others, feature] : others;
    },
    setConfig: (name, path, value) => {
      known(name).config = withValue(known(name).config, path, value);
    },
    addToGroup: (names, group) => {
      const own = members.get(group);
      if (own === undefined && group !== 'all') {
        throw new OrchestratorError('bolt.inventory/validation-error', `Group ${group} does not exist in inventory`);
      }
      own?.push(...names);
    },
    removeFromGroup: (name, group) => {
      members.set(
        group,
        (members.get(group) ?? []).filter((each) => each !== name),
      );
    },
  };
}

function withValue(config: JsonObject, [first, ...rest]: readonly string[], value: Json): JsonObject {
  if (first === undefined) return config;
  const inner = config[first];
  const object = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : {};
  return { ...config, [first]: rest.length === 0 ? value : withValue(object, rest, value) };
}

function plainTarget(name: string): Changing {
  return {
    name,
    uri: name,
    safeName: name,
    alias: [],
    transport: 'local',
    protocol: undefined,
    host: name,
    port: undefined,
    user: undefined,
    password: undefined,
    config: {},
    transportConfig: {},
    vars: {},
    facts: {},
    features: [],
    pluginHooks: {},
    groups: ['all'],
  };
}
