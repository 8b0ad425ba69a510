import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError } from '../../common/index.ts';
import { evaluateSelection, type SelectionPorts } from './evaluate-selection.ts';

const refused = (what: string) => async (): Promise<never> => {
  throw new OrchestratorError('test/refused', what);
};

/** Ports that refuse everything but names. */
const ports: SelectionPorts = {
  names: (words) => words.map((word) => word.toUpperCase()),
  everyone: async () => ['n1'],
  query: refused('query'),
  fact: refused('fact'),
  withClass: refused('class'),
  agents: () => [],
  rerun: refused('rerun'),
  saved: refused('saved'),
  random: () => 0,
};

test('what is refused is told with its place, and nothing is left that nobody waits for', async (context) => {
  const unheard: unknown[] = [];
  const listener = (reason: unknown): unknown => unheard.push(reason);
  process.on('unhandledRejection', listener);
  context.after(() => process.off('unhandledRejection', listener));
  await assert.rejects(evaluateSelection(['-S', 'a=b and c and d=e', '-C', 'x'], ports), { message: 'fact' });
  await assert.rejects(evaluateSelection(['web', '-q', 'x'], ports), { kind: 'baton/selection-error' });
  await assert.rejects(evaluateSelection(['-q', 'nodes {}'], ports), {
    kind: 'test/refused',
    details: { word: 1, start: 0, end: 8, range: { start: 4, end: 12 }, text: "-q 'nodes {}'" },
  });
  await assert.rejects(evaluateSelection(['--saved', 'x', '--rerun', 'all'], ports), { kind: 'test/refused' });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unheard, []);
});
