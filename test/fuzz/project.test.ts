/** Whatever a project or an inventory file holds, reading it ends with an answer or with an error that people can read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Files, OrchestratorError } from '../../orchestrator-core/common/index.ts';
import { readInventory } from '../../orchestrator-core/inventory/index.ts';
import { loadProject } from '../../orchestrator-core/project/index.ts';

const bounds = { seed: 20261121, numRuns: 1500 };
const fixtures = join(import.meta.dirname, '../interop/bolt-cases/fixtures/project');
const inventory = readFileSync(join(fixtures, 'inventory.yaml'), 'utf8');
const project = 'name: p\nmodulepath: [a, b]\nlog: {console: {level: info}}\nmodules:\n- name: x\n  git: y\n';

const words = fc.constantFrom(
  ...'name: targets: groups: config: alias: uri: vars: _plugin: transport: ssh: local: - [ ] { } , & * ! | > # ? ~ " '.split(
    ' ',
  ),
  ...['\n', '  ', ': ', '\t', '\u0000', 'é', '<<: *x', '---\n', '!!binary x', '1:30', '0o17', '.inf', '2001-01-01'],
);
const soup = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' '));
const mutated = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.nat(20), soup)
    .map(([at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
const json = fc.json({ maxDepth: 4 });

function filesWith(text: string): Files {
  const none = async () => undefined;
  return { readText: async () => text, readBytes: none, list: async () => [], stat: none };
}

test('a project file is understood or said to be wrong, with its place', async () => {
  const texts = fc.oneof(soup, json, mutated(project), fc.string({ unit: 'binary' }));
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const { problems } = await loadProject(filesWith(text), '/p');
      const lines = text.split(/\r\n|\n|\r/).length;
      for (const { message, line = 1 } of problems) {
        assert.notEqual(message, '');
        assert.ok(line >= 1 && line <= lines + 1, `line ${line} of ${lines}`);
      }
    }),
    bounds,
  );
});

test('an inventory is understood or refused in words', () => {
  const texts = fc.oneof(soup, json, mutated(inventory), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(texts, fc.string(), (text, word) => {
      try {
        const read = readInventory({ text, path: '/i' });
        for (const name of read.targets()) assert.equal(typeof name.name, 'string');
        read.select([word]);
      } catch (error) {
        assert.ok(error instanceof OrchestratorError, String(error));
        assert.notEqual(error.message, '');
      }
    }),
    bounds,
  );
});
