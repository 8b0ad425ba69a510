import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import { deepMerge } from './merge.ts';
import { readInventory } from './read-inventory.ts';

const key = fc.constantFrom('a', 'b', 'c', '__proto__');
const hashOf = (depth: number): fc.Arbitrary<JsonObject> =>
  fc.dictionary(key, depth === 0 ? fc.integer() : fc.oneof(fc.integer(), fc.constant(null), hashOf(depth - 1)), {
    maxKeys: 3,
    noNullPrototype: true,
  });
const hash = hashOf(2);
const bounds = { seed: 20261121, numRuns: 300 };

/** Every value that is no hash, with the keys that lead to it. */
function leavesOf(value: Json, path: readonly string[] = []): readonly (readonly [string, Json])[] {
  if (!isJsonObject(value)) return [[JSON.stringify(path), value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

test('merging keeps every value of the upper side, and the lower one where the upper says nothing', () => {
  fc.assert(
    fc.property(hash, hash, (under, over) => {
      const before = JSON.stringify([under, over]);
      const merged = deepMerge(under, over);
      const leaves = new Map(leavesOf(merged));
      for (const [path, value] of leavesOf(over)) assert.equal(leaves.get(path), value);
      const known = new Map([...leavesOf(under), ...leavesOf(over)]);
      for (const [path, value] of leaves) assert.equal(known.get(path), value);
      assert.deepEqual(deepMerge(merged, over), merged);
      assert.deepEqual(deepMerge(under, {}), under);
      assert.deepEqual(deepMerge({}, over), over);
      assert.equal(JSON.stringify([under, over]), before);
    }),
    bounds,
  );
});

/** A tree of groups over three targets, each level with data of its own. */
const data = fc.record({ vars: hash, facts: hash }, { requiredKeys: [] });
const target = fc.tuple(fc.constantFrom('x', 'y', 'z'), data).map(([name, rest]) => ({ name, ...rest }));
interface Tree extends JsonObject {
  readonly groups: readonly Tree[];
}

function treeOf(depth: number): fc.Arbitrary<Tree> {
  const inner = depth === 0 ? fc.constant([]) : fc.array(treeOf(depth - 1), { maxLength: 2 });
  return fc
    .tuple(data, fc.array(target, { maxLength: 2 }), inner)
    .map(([rest, targets, groups]) => ({ ...rest, targets, groups }));
}
const tree = treeOf(3);

function named(one: Tree, name: string): Tree {
  return { ...one, name, groups: one.groups.map((inner, index) => named(inner, `${name}${index}`)) };
}

test('what a target says itself beats all that its groups say', () => {
  fc.assert(
    fc.property(tree, hash, (groups, vars) => {
      const last: JsonObject = { name: 'w', vars };
      const text = JSON.stringify({ ...named(groups, 'g'), name: 'all', targets: [last] });
      const [found] = readInventory({ text, path: '/i' }).select(['w']);
      for (const [name, value] of Object.entries(vars)) assert.deepEqual(found?.vars[name], value);
    }),
    bounds,
  );
});

test('a target is in exactly the groups that hold it, all of them last', () => {
  fc.assert(
    fc.property(tree, (groups) => {
      const inventory = readInventory({ text: JSON.stringify(named(groups, 'g')), path: '/i' });
      const holders = (name: string) => inventory.groups().filter((group) => group.targets.includes(name));
      for (const { name, groups: said } of inventory.targets()) {
        assert.deepEqual(
          [...said].sort(),
          holders(name)
            .map((group) => group.name)
            .sort(),
        );
        assert.equal(said.at(-1), 'all');
      }
    }),
    bounds,
  );
});
