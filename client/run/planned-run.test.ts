import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsConfirmation, type PlannedRun, summaryLines } from './planned-run.ts';

const run: PlannedRun = {
  name: 'package',
  noop: false,
  supportsNoop: false,
  nodes: ['a'],
  values: { name: 'nginx', password: 'hunter2' },
  sensitive: new Set(['password']),
};

test('a run is confirmed when it reaches more than one node or could be a noop, unless the setting says otherwise', () => {
  const cases: [Partial<PlannedRun>, string, boolean][] = [
    [{}, 'multiple', false],
    [{ nodes: ['a', 'b'] }, 'multiple', true],
    [{ supportsNoop: true }, 'multiple', true],
    [{ noop: true, supportsNoop: true }, 'multiple', true],
    [{ nodes: undefined }, 'multiple', true],
    [{ nodes: undefined }, 'never', false],
    [{}, 'always', true],
    [{ nodes: ['a', 'b'], noop: true }, 'never', false],
  ];
  for (const [extra, setting, expected] of cases)
    assert.equal(needsConfirmation({ ...run, ...extra }, setting), expected);
});

test('the last step says what runs where, and no secret', () => {
  assert.deepEqual(summaryLines(run), ['package name=nginx password=••••', 'a']);
  assert.equal(summaryLines({ ...run, nodes: undefined })[1], 'the targets that it chooses');
  assert.equal(
    summaryLines({ ...run, values: {}, noop: true, supportsNoop: true })[0],
    'package · in noop mode: nothing is changed',
  );
  assert.equal(
    summaryLines({ ...run, values: {}, supportsNoop: true })[0],
    'package · not in noop mode: it makes its changes',
  );
});
