import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityTables } from './compile/entities.ts';
import { filterableFields, pqlEntities, projectableFields } from './entities.ts';
import { queryEntities } from './syntax/parse.ts';

const names = (fields: readonly { readonly name: string }[]) => fields.map((field) => field.name).join(' ');

test('the entities that the grammar has words for are those of the table', () => {
  const inPql = [...pqlEntities.values()].filter((entity) => entity.inPql).map((entity) => entity.name);
  assert.deepEqual(inPql.sort(), [...queryEntities].sort());
});

test('fields come in the order of PuppetDB’s messages', () => {
  const paths = pqlEntities.get('fact_paths');
  assert.ok(paths);
  assert.equal(names(filterableFields(paths)), 'depth name path type');
  assert.equal(names(projectableFields(paths)), 'type path name');
});

test('every relation names fields of both entities', () => {
  for (const entity of pqlEntities.values()) {
    for (const [other, relation] of entity.relations) {
      assert.ok(relation.length > 0);
      for (const { ours, theirs } of relation) {
        assert.ok(entity.fields.has(ours), `${entity.name} ${ours}`);
        assert.ok(pqlEntities.get(other)?.fields.has(theirs), `${other} ${theirs}`);
      }
    }
  }
});

test('what the table says can be queried is what the node store answers', () => {
  for (const [name, { fields }] of Object.entries(entityTables)) {
    assert.deepEqual([...(pqlEntities.get(name)?.fields.keys() ?? [])], Object.keys(fields), name);
  }
});
