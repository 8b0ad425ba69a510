import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseType } from '../types/read-type.ts';
import { builtInResourceTypes, metaparameterDeclarations } from './built-in-resource-types.ts';

test('every attribute of a resource type has a type that can be read and a sentence', () => {
  const attributes = [...builtInResourceTypes().values()].flatMap(({ signatures }) => signatures[0]?.parameters ?? []);
  for (const { name, type, description } of [...attributes, ...metaparameterDeclarations]) {
    const { faults } = parseType(type ?? 'Any', () => undefined);
    assert.deepEqual(faults, [], `${name}: ${type}`);
    assert.match(description ?? '', /^\S.*\.$/s, name);
  }
  assert.equal(builtInResourceTypes().get('file')?.signatures[0]?.parameters[0]?.name, 'ensure');
});
