/**
 * Bolt's rules once more, word for word as its `inventory/group.rb` and `inventory/target.rb` have them and without a
 * thought for speed, against ours.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import { effectiveValues, type SourcedValue } from './effective-values.ts';
import type { Inventory } from './inventory.ts';
import { openPlanInventory } from './plan-inventory.ts';
import { readInventory } from './read-inventory.ts';

const bounds = { seed: 20261121, numRuns: 250 };

type Hash = Readonly<Record<string, Json>>;

interface Data {
  readonly config: Hash;
  readonly vars: Hash;
  readonly facts: Hash;
  readonly features: readonly string[];
  readonly alias: readonly string[];
  readonly groups: readonly string[];
}

class NaiveGroup {
  readonly name: string;
  readonly input: Hash;
  readonly targets = new Map<string, Hash>();
  readonly strings: string[] = [];
  readonly aliases = new Map<string, string>();
  readonly groups: readonly NaiveGroup[];

  constructor(input: Hash) {
    this.name = String(input['name']);
    this.input = input;
    for (const target of (input['targets'] ?? []) as readonly Json[]) {
      if (!isJsonObject(target)) this.strings.push(String(target));
      else if (!this.targets.has(String(target['name']))) {
        const name = String(target['name']);
        for (const alias of (target['alias'] ?? []) as readonly string[]) this.aliases.set(alias, name);
        this.targets.set(name, target);
      }
    }
    this.groups = ((input['groups'] ?? []) as readonly Hash[]).map((group) => new NaiveGroup(group));
  }

  allTargets(): readonly string[] {
    return [...new Set([...this.targets.keys(), ...this.groups.flatMap((group) => group.allTargets())])];
  }

  allAliases(): Map<string, string> {
    return new Map([...this.aliases, ...this.groups.flatMap((group) => [...group.allAliases()])]);
  }

  resolveStrings(aliases: ReadonlyMap<string, string>, known: readonly string[]): void {
    for (const text of this.strings) {
      const canonical = aliases.get(text);
      if (known.includes(text)) this.targets.set(text, { name: text });
      else if (canonical !== undefined) {
        if (!this.targets.has(canonical)) this.targets.set(canonical, { name: canonical });
      } else if (!this.targets.has(text)) this.targets.set(text, { uri: text });
    }
    for (const group of this.groups) group.resolveStrings(aliases, known);
  }

  targetCollect(name: string): Data | undefined {
    const children = this.groups.map((group) => group.targetCollect(name));
    const own = this.targets.get(name);
    return dataMerge(own && dataOf(own, []), inject(children));
  }

  groupCollect(name: string): Data | undefined {
    const children = inject(this.groups.map((group) => group.groupCollect(name)));
    if (children === undefined && !this.targets.has(name)) return undefined;
    return dataMerge(dataOf(this.input, [this.name]), children);
  }
}

function inject(children: readonly (Data | undefined)[]): Data | undefined {
  return children.length === 0 ? undefined : children.reduce((acc, each) => dataMerge(each, acc));
}

function dataOf(input: Hash, groups: readonly string[]): Data {
  const hash = (key: string): Hash => (input[key] ?? {}) as Hash;
  const list = (key: string): readonly string[] => [...new Set((input[key] ?? []) as readonly string[])];
  const [config, vars, facts] = [stated(hash('config')), hash('vars'), hash('facts')];
  return { config, vars, facts, features: list('features'), alias: list('alias'), groups };
}

/** Options that are empty hashes say nothing. */
function stated(given: Hash): Hash {
  const ssh = given['ssh'];
  if (!isJsonObject(ssh)) return given;
  const says = ([, value]: readonly [string, Json]) => !isJsonObject(value) || Object.keys(value).length > 0;
  return { ...given, ssh: Object.fromEntries(Object.entries(ssh).filter(says)) };
}

function dataMerge(one: Data | undefined, two: Data | undefined): Data | undefined {
  if (one === undefined || two === undefined) return two ?? one;
  return {
    config: deepMerge(one.config, two.config),
    alias: [...one.alias, ...two.alias],
    vars: { ...one.vars, ...two.vars },
    facts: deepMerge(one.facts, two.facts),
    features: [...new Set([...one.features, ...two.features])],
    groups: [...two.groups, ...one.groups],
  };
}

function deepMerge(one: Hash, two: Hash): Hash {
  const merged: Record<string, Json> = { ...one };
  for (const [key, value] of Object.entries(two)) {
    const below = merged[key];
    merged[key] = isJsonObject(below) && isJsonObject(value) ? deepMerge(below, value) : value;
  }
  return merged;
}

function naive(top: Hash): { readonly names: readonly string[]; target(name: string): Data } {
  const all = new NaiveGroup({ ...top, name: 'all' });
  all.resolveStrings(all.allAliases(), all.allTargets());
  return {
    names: all.allTargets(),
    target: (name) => {
      const [own, groups] = [all.targetCollect(name), all.groupCollect(name)];
      const nothing = dataOf({}, []);
      const [under, over] = [groups ?? nothing, own ?? nothing];
      return {
        config: deepMerge(under.config, over.config),
        vars: { ...under.vars, ...over.vars },
        facts: deepMerge(under.facts, over.facts),
        features: [...new Set([...under.features, ...over.features])],
        alias: over.alias,
        groups: under.groups,
      };
    },
  };
}

const key = fc.constantFrom('a', 'b', 'c');
const anyOf = (depth: number): fc.Arbitrary<Json> =>
  depth === 0
    ? fc.constantFrom<Json>(1, 'x', null, [])
    : fc.oneof(
        fc.constantFrom<Json>(2, 'y', [1], {}),
        fc.dictionary(key, anyOf(depth - 1), { maxKeys: 3, noNullPrototype: true }),
      );
const hash = fc.dictionary(key, anyOf(2), { maxKeys: 3, noNullPrototype: true });
const options = fc.record(
  {
    port: fc.nat(9),
    user: fc.constantFrom('u', 'v'),
    password: fc.constant('secret'),
    interpreters: fc.dictionary(fc.constantFrom('py', '.rb'), fc.constantFrom('/a', '/b'), { noNullPrototype: true }),
  },
  { requiredKeys: [] },
);
const config = fc.record({ transport: fc.constantFrom('ssh', 'docker'), ssh: options }, { requiredKeys: [] });
const features = fc.uniqueArray(fc.constantFrom('f', 'g', 'h'), { maxLength: 2 });
const data = fc.record({ config, vars: hash, facts: hash, features }, { requiredKeys: [] });
const name = fc.constantFrom('x', 'y', 'z');
const target: fc.Arbitrary<Json> = fc.oneof(
  fc.tuple(name, data).map(([called, rest]): Json => ({ name: called, ...rest })),
  fc.constantFrom<Json>('x', 'y', 'w', 'other'),
);
const treeOf = (depth: number): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      data,
      fc.array(target, { maxLength: 3 }),
      depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 3 }),
    )
    .map(([rest, targets, groups]): JsonObject => ({ ...rest, targets, groups }));

/** The groups with names of their own; the first entry for `x` has the alias `other`. */
function named(tree: JsonObject): JsonObject {
  let isGiven = false;
  const visit = (group: JsonObject, called: string): JsonObject => {
    const targets = (group['targets'] as readonly Json[]).map((entry): Json => {
      if (isGiven || !isJsonObject(entry) || entry['name'] !== 'x') return entry;
      isGiven = true;
      return { ...entry, alias: ['other'] };
    });
    const groups = (group['groups'] as readonly JsonObject[]).map((inner, index) => visit(inner, `${called}${index}`));
    return { ...group, name: called, targets, groups };
  };
  const { name: _, ...top } = visit(tree, 'g');
  return top;
}
const inventory = treeOf(3).map((tree) => JSON.parse(JSON.stringify(named(tree))) as JsonObject);

function read(top: JsonObject): Inventory {
  return readInventory({ text: JSON.stringify(top), path: '/i' });
}

test('targets are found and merged as Bolt does', () => {
  fc.assert(
    fc.property(inventory, (top) => {
      const [ours, bolts] = [read(top), naive(top)];
      assert.deepEqual(ours.names(['all']), bolts.names);
      const run = openPlanInventory(ours);
      run.select(['all']);
      for (const each of bolts.names) {
        const { config: reached, vars, facts, features: able, alias: said, groups } = run.target(each);
        const { alias, ...expected } = bolts.target(each);
        assert.deepEqual({ config: reached, vars, facts, features: able, groups }, expected);
        assert.deepEqual(said, alias);
        assert.deepEqual(Object.keys(vars), Object.keys(expected.vars));
      }
    }),
    bounds,
  );
});

/** Every leaf of a value with the keys that lead to it; a hash without keys is one. */
function leavesOf(value: Json, path: readonly string[]): readonly (readonly [string, Json])[] {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return [[path.join(' '), value]];
  return Object.entries(value).flatMap(([each, inner]) => leavesOf(inner, [...path, each]));
}

/** What the named group or an entry for the target says at this place. */
function saidBy(top: JsonObject, { path, source }: SourcedValue, target_: string): readonly Json[] {
  const found: Json[] = [];
  const visit = (group: JsonObject): void => {
    const levels =
      source.kind === 'group'
        ? (group['name'] ?? 'all') === source.group
          ? [group]
          : []
        : (group['targets'] as readonly Json[]).filter((each) => isJsonObject(each) && each['name'] === target_);
    for (const level of levels) {
      let at: Json | undefined = level;
      for (const step of path) {
        const undotted = step.replace(/^\./, '');
        at = isJsonObject(at) ? (at[step] ?? at[undotted]) : Array.isArray(at) ? at : undefined;
      }
      if (at !== undefined) found.push(at);
    }
    for (const inner of group['groups'] as readonly JsonObject[]) visit(inner);
  };
  visit(top);
  return found;
}

test('whoever is said to have set a value says it, and the values are those that are merged', () => {
  fc.assert(
    fc.property(inventory, (top) => {
      const ours = read(top);
      for (const [index, each] of ours.select(['all']).entries()) {
        const values = effectiveValues(ours, each.name);
        const at = (part: string) =>
          values.filter(({ path }) => path[0] === part).map(({ path, value }) => [path.join(' '), value] as const);
        const parts = { vars: each.vars, facts: each.facts, [`config ${each.transport}`]: each.options };
        for (const part of ['vars', 'facts'] as const) {
          const expected = Object.keys(parts[part]).length === 0 ? [] : leavesOf(parts[part], [part]);
          assert.deepEqual(new Map(at(part)), new Map(expected), `${index}`);
        }
        const expected = leavesOf(each.options, ['config', each.transport]).map(([path, value]) => [
          path,
          path.endsWith('password') ? 'Sensitive [value redacted]' : value,
        ]);
        const [transport, ...reached] = at('config');
        assert.deepEqual([transport, reached], [['config transport', each.transport], expected]);
        assert.deepEqual(
          at('features').map(([, value]) => value),
          each.features,
        );
        for (const value of values) {
          if (value.source.kind !== 'group' && value.source.kind !== 'target') continue;
          const said = saidBy(top, value, each.name);
          const shown = value.path.at(-1) === 'password' ? 'secret' : value.value;
          const isThere = said.some((one) =>
            value.path[0] === 'features'
              ? (one as readonly Json[]).includes(shown)
              : JSON.stringify(one) === JSON.stringify(shown),
          );
          assert.ok(isThere, `${JSON.stringify(value)} is none of ${JSON.stringify(said)}`);
        }
      }
    }),
    bounds,
  );
});

test('choosing what was chosen changes nothing', () => {
  const word = fc.constantFrom('all', 'x', 'y', 'other', 'g0', 'g01', 'g*', '*', '{x,y}', 'x,z', 'unknown', 'ssh://h');
  fc.assert(
    fc.property(inventory, fc.array(word, { maxLength: 4 }), (top, words) => {
      const ours = read(top);
      let names: readonly string[];
      try {
        names = ours.names(words);
      } catch {
        return;
      }
      assert.equal(new Set(names).size, names.length);
      assert.deepEqual(ours.names(names), names);
      assert.deepEqual(
        ours.select(words).map((each) => each.name),
        names,
      );
      assert.deepEqual(ours.named(names), ours.select(words));
    }),
    bounds,
  );
});
