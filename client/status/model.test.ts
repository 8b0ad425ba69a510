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
    [{ kind: 'no-project' }, status, undefined],
    [{ kind: 'untrusted' }, status, '$(shield) Baton: restricted'],
    [{ kind: 'stopped' }, status, '$(debug-pause) Baton: stopped'],
    [{ kind: 'starting' }, status, '$(sync~spin) Baton: starting'],
    [{ kind: 'failed', reason: 'no node' }, status, '$(error) Baton: failed'],
    [running, undefined, '$(server-process) Baton: running'],
    [running, { ...status, runningJobs: 0 }, '$(server-process) Baton: 3 nodes'],
    [running, { ...status, connectedNodes: 1, runningJobs: 1 }, '$(sync~spin) Baton: 1 node, 1 job'],
    [running, status, '$(sync~spin) Baton: 3 nodes, 2 jobs'],
  ];
  for (const [state, known, expected] of cases) assert.equal(statusLook(state, known)?.text, expected);
  const labels = cases.map(([state, known]) => statusLook(state, known)?.accessibleLabel);
  assert.equal(labels.at(-1), 'Baton orchestrator, 3 nodes, 2 jobs');
});

test('where not all nodes are connected it says which ones are counted', () => {
  const idle = { ...status, connectedNodes: 0, runningJobs: 0 };
  const agentless = { connection: { kind: 'agentless' } } as const;
  const agent = { connection: { kind: 'disconnected' } } as const;
  assert.equal(statusLook(running, idle, [agentless, agentless])?.text, '$(server-process) Baton: 2 nodes');
  assert.equal(statusLook(running, idle, [agentless, agent])?.text, '$(server-process) Baton: 0 nodes connected');
  const one = { ...idle, connectedNodes: 1 };
  const connected = { connection: { kind: 'connected', since: 1 } } as const;
  assert.equal(statusLook(running, one, [connected])?.text, '$(server-process) Baton: 1 node');
  assert.equal(statusLook(running, one, [connected, agentless])?.text, '$(server-process) Baton: 1 node connected');
});

test('the tooltip says why, and where it listens', () => {
  assert.match(statusLook({ kind: 'failed', reason: 'no node' }, undefined)?.tooltip ?? '', /no node/);
  assert.match(statusLook({ kind: 'starting', retryOf: 'killed' }, undefined)?.tooltip ?? '', /killed/);
  assert.equal(
    statusLook(running, status)?.tooltip,
    'The orchestrator is running.\nProject: /p\nBroker: wss://127.0.0.1:1\nData: /d\nVersion: 0.1.0',
  );
});
