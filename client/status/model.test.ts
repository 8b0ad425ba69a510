import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Orchestrator, OrchestratorStatus } from '../../orchestrator-core/orchestrator.ts';
import type { SessionState } from '../orchestrator/session.ts';
import { statusLook } from './model.ts';

const status: OrchestratorStatus = {
  state: 'running',
  version: '0.1.0',
  project: '/p',
  dataDirectory: '/d',
  broker: 'wss://127.0.0.1:1',
  connectedNodes: 3,
  runningJobs: 2,
};
const running: SessionState = { kind: 'running', orchestrator: {} as Orchestrator };

test('each state has a text, a sentence and a label of its own', () => {
  const cases: [SessionState, OrchestratorStatus | undefined, string | undefined][] = [
    [{ kind: 'no-project' }, undefined, undefined],
    [{ kind: 'untrusted' }, undefined, '$(shield) Baton: restricted'],
    [{ kind: 'stopped' }, undefined, '$(debug-pause) Baton: stopped'],
    [{ kind: 'starting' }, undefined, '$(sync~spin) Baton: starting'],
    [{ kind: 'failed', reason: 'no node' }, undefined, '$(error) Baton: failed'],
    [running, undefined, '$(server-process) Baton: 3 nodes'],
    [running, { ...status, runningJobs: 0 }, '$(server-process) Baton: 3 nodes'],
    [running, status, '$(sync~spin) Baton: 3 nodes, 2 jobs'],
  ];
  for (const [state, known, expected] of cases) assert.equal(statusLook(state, known, 3)?.text, expected);
  const labels = cases.map(([state, known]) => statusLook(state, known, 3)?.accessibleLabel);
  assert.equal(labels.at(-1), 'Baton orchestrator, 3 nodes, 2 jobs');
});

test('the tooltip says why, and where it listens', () => {
  assert.match(statusLook({ kind: 'failed', reason: 'no node' }, undefined, 0)?.tooltip ?? '', /no node/);
  assert.match(statusLook({ kind: 'starting', retryOf: 'killed' }, undefined, 0)?.tooltip ?? '', /killed/);
  assert.equal(
    statusLook(running, status, 3)?.tooltip,
    'The orchestrator is running.\nProject: /p\nBroker: wss://127.0.0.1:1\nData: /d\nVersion: 0.1.0',
  );
});
