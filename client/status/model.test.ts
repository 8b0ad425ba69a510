import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Orchestrator, OrchestratorStatus } from '../../orchestrator-core/orchestrator.ts';
import type { SessionState } from '../orchestrator/session.ts';
import { type StatusCounts, statusLook } from './model.ts';

const status: OrchestratorStatus = {
  state: 'running',
  version: '0.1.0',
  project: '/p',
  dataDirectory: '/d',
  broker: 'wss://127.0.0.1:1',
  connectedNodes: 3,
  runningJobs: 2,
};
const counts = { connected: 3, running: 0 };
const running: SessionState = { kind: 'running', orchestrator: {} as Orchestrator };

test('each state has a text, a sentence and a label of its own', () => {
  const cases: [SessionState, StatusCounts, string | undefined][] = [
    [{ kind: 'no-project' }, counts, undefined],
    [{ kind: 'untrusted' }, counts, '$(shield) Baton: restricted'],
    [{ kind: 'stopped' }, counts, '$(debug-pause) Baton: stopped'],
    [{ kind: 'starting' }, counts, '$(sync~spin) Baton: starting'],
    [{ kind: 'failed', reason: 'no node' }, counts, '$(error) Baton: failed'],
    [running, counts, '$(server-process) Baton: 3 nodes'],
    [running, { connected: 1, running: 1 }, '$(sync~spin) Baton: 1 node, 1 job'],
    [running, { connected: 3, running: 2 }, '$(sync~spin) Baton: 3 nodes, 2 jobs'],
  ];
  for (const [state, known, expected] of cases) assert.equal(statusLook(state, undefined, known)?.text, expected);
  const labels = cases.map(([state, known]) => statusLook(state, undefined, known)?.accessibleLabel);
  assert.equal(labels.at(-1), 'Baton orchestrator, 3 nodes, 2 jobs');
});

test('the tooltip says why, and where it listens', () => {
  assert.match(statusLook({ kind: 'failed', reason: 'no node' }, undefined, counts)?.tooltip ?? '', /no node/);
  assert.match(statusLook({ kind: 'starting', retryOf: 'killed' }, undefined, counts)?.tooltip ?? '', /killed/);
  assert.equal(
    statusLook(running, status, counts)?.tooltip,
    'The orchestrator is running.\nProject: /p\nBroker: wss://127.0.0.1:1\nData: /d\nVersion: 0.1.0',
  );
});
