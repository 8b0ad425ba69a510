import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYamlTree } from '../../orchestrator-core/project/index.ts';
import { inventoryNames } from './inventory-names.ts';

test('what plans are offered to name has no passwords', () => {
  const text = `
targets: ['ssh://bob:Geheim@web1', {name: db, uri: 'ssh://bob:Geheim@db', alias: data}]
groups: [{name: web, targets: ['ssh://bob:Geheim@web1']}]
`;
  const names = inventoryNames(readYamlTree(text).root).map(({ name, kind }) => `${kind} ${name}`);
  assert.deepEqual(names.toSorted(), ['alias data', 'group all', 'group web', 'target db', 'target ssh://bob@web1']);
});
