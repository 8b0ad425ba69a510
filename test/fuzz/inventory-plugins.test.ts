/** Whatever plugins give for an inventory, it is understood or refused in words, and so is each target. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Json, OrchestratorError } from '../../orchestrator-core/common/index.ts';
import { effectiveValues, openLiveInventory, resolveInventory } from '../../orchestrator-core/inventory/index.ts';
import type { PluginResolver } from '../../orchestrator-core/plugins/index.ts';

const bounds = { seed: 20261121, numRuns: 1500 };
const signal: AbortSignal = new AbortController().signal;

const keys = [
  'name',
  'uri',
  'alias',
  'config',
  'vars',
  'facts',
  'features',
  'targets',
  'groups',
  'ssh',
  'transport',
  'port',
];
const { value: anything } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, 'x', 'y', 'ssh', 'local', 'a b', 'é', '', 'h:port', { _plugin: 'p' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

const inventory = JSON.stringify({
  vars: { _plugin: 'p' },
  targets: [{ _plugin: 'p' }, { name: 'known', config: { _plugin: 'p' }, features: [{ _plugin: 'p' }] }],
  groups: [{ name: 'g', targets: { _plugin: 'p' }, config: { ssh: { port: { _plugin: 'p' } } } }, { _plugin: 'p' }],
});

function pluginThatGives(values: readonly Json[]): PluginResolver {
  let count = 0;
  const next = (): Json => values[count++ % values.length] ?? null;
  const origins = [{ path: ['vars', 'x'], plugin: 'p', isSecret: true }];
  return {
    resolve: async () => ({ value: next(), origins, secrets: ['x'] }),
    resolveTop: async () => next(),
    secret: async () => next(),
  };
}

test('what plugins give is understood or refused in words', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 6 }), async (values) => {
      try {
        const read = await resolveInventory({ text: inventory, path: '/i' }, pluginThatGives(values), signal);
        const names = read.names(['all']);
        for (const { name, transport } of read.targets())
          assert.equal(`${typeof name} ${typeof transport}`, 'string string');
        for (const name of names) {
          for (const { path } of effectiveValues(read, name)) assert.ok(path.length > 0);
          // A name or a transport that will not do is refused for the target alone.
          const targets = await read.resolve([name]).catch((error: unknown) => refusal(error));
          if (targets === undefined) continue;
          assert.equal(targets[0]?.name, name);
          assert.notEqual(targets[0]?.fault?.kind, 'baton/internal-error');
        }
        const run = openLiveInventory(read, { signal, hide: () => {} });
        await run.select(['all']);
      } catch (error) {
        refusal(error);
      }
    }),
    bounds,
  );
});

function refusal(error: unknown): undefined {
  assert.ok(error instanceof OrchestratorError, error instanceof Error ? error.stack : String(error));
  assert.notEqual(error.message, '');
  assert.notEqual(error.kind, 'baton/internal-error');
}
