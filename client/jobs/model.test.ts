import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobDetails, JobNode, JobState, NodeState } from '../../orchestrator-core/jobs/index.ts';
import {
  badge,
  failures,
  hasFailed,
  isEnded,
  jobEntry,
  jobNodeEntry,
  orderedNodes,
  planJobEntry,
  progressText,
} from './model.ts';

function job(extra: Partial<Job> = {}): Job {
  return {
    id: '4',
    state: 'running',
    description: {
      command: 'task',
      object: 'demo::wait',
      parameters: { seconds: 2 },
      sensitive: [],
      noop: false,
      nodes: ['a', 'b', 'c'],
      concurrency: 250,
    },
    created: 1000,
    started: 2000,
    nodeStates: { running: 2, failed: 1 },
    lastEvent: 5,
    ...extra,
  };
}

test('a running job says how far it is', () => {
  const entry = jobEntry(job());
  assert.equal(entry.label, '#4 demo::wait');
  assert.equal(entry.description, '1 of 3 nodes done, 1 failed');
  assert.equal(entry.context, 'job.running');
  assert.equal(entry.accessibleLabel, 'job 4, demo::wait, running, 1 of 3 nodes done, 1 failed');
  assert.equal(progressText(job({ nodeStates: {} })), '0 of 3 nodes done');
});

test('an ended job says what came of it, how long it took and what it was given', () => {
  const entry = jobEntry(
    job({
      state: 'failed',
      finished: 5500,
      nodeStates: { finished: 1, failed: 1, errored: 1 },
      description: { ...job().description, noop: true, rerunOf: '3' },
    }),
  );
  assert.equal(entry.label, '#4 demo::wait (noop)');
  assert.equal(entry.description, '1 succeeded, 1 failed, 1 gave no result · 3.5 s');
  assert.equal(entry.context, 'job.failed');
  assert.equal(
    entry.tooltip,
    '#4 demo::wait (noop): failed\n1 succeeded, 1 failed, 1 gave no result · 3.5 s\nRuns job 3 again\nParameters:\n  seconds: 2\nNodes: a, b, c',
  );
  const command = { ...job().description, command: 'command', object: 'uptime\n-p' } as const;
  assert.equal(jobEntry(job({ description: command })).label, '#4 $ uptime -p');
});

test('what did not succeed can be run again, what was stopped or skipped among it', () => {
  const contextOf = (nodeStates: Job['nodeStates'], state: JobState = 'failed') =>
    jobEntry(job({ state, nodeStates })).context;
  assert.equal(contextOf({ finished: 3 }, 'finished'), 'job.ended');
  assert.equal(contextOf({ finished: 1, errored: 2 }), 'job.failed');
  assert.equal(contextOf({ finished: 1, stopped: 2 }, 'stopped'), 'job.failed');
  assert.equal(contextOf({ stopped: 1, skipped: 2 }, 'stopped'), 'job.failed');
  assert.equal(contextOf({ finished: 1, stopping: 2 }, 'stopping'), 'job.running');
});

test('ended means that nothing more happens', () => {
  const states = ['new', 'ready', 'running', 'stopping', 'stopped', 'finished', 'failed'] as const;
  assert.deepEqual(
    states.filter((state) => isEnded(job({ state }))),
    ['stopped', 'finished', 'failed'],
  );
  assert.equal(failures(job({ nodeStates: { failed: 1, errored: 2, stopped: 4 } })), 3);
});

function jobNode(name: string, state: NodeState, extra: Partial<JobNode> = {}): JobNode {
  return { name, state, ...extra };
}

test('each state of a node has a shape and a word of its own', () => {
  const states = ['ready', 'running', 'stopping', 'stopped', 'finished', 'failed', 'errored', 'skipped'] as const;
  const entries = states.map((state) => jobNodeEntry(job(), jobNode('a', state)));
  assert.equal(new Set(entries.map((entry) => entry.icon)).size, states.length);
  assert.equal(new Set(entries.map((entry) => entry.accessibleLabel)).size, states.length);
});

test('a failed node says why and opens its result', () => {
  const value = { _error: { msg: 'The task failed\nwith exit code 2', kind: 'k', details: {} } };
  const node = jobNode('a', 'failed', {
    started: 1000,
    finished: 1500,
    result: { status: 'failure', value, reached: true },
  });
  const entry = jobNodeEntry(job(), node);
  assert.equal(entry.description, 'failed · 0.5 s · The task failed with exit code 2');
  assert.equal(entry.command, 'baton.openResult');
  assert.equal(jobNodeEntry(job(), jobNode('b', 'running')).command, undefined);
});

test('failed nodes come first once the job has ended', () => {
  const nodes = [jobNode('a', 'finished'), jobNode('b', 'failed'), jobNode('c', 'errored')];
  const names = (list: readonly JobNode[]) => list.map((node) => node.name).join('');
  assert.equal(names(orderedNodes(job(), nodes)), 'abc');
  assert.equal(names(orderedNodes(job({ state: 'failed' }), nodes)), 'bca');
});

test('the badge counts what runs and what failed unseen', () => {
  const jobs = [job({ id: '1' }), job({ id: '2', state: 'failed' }), job({ id: '3', state: 'finished' })];
  assert.equal(badge([], new Set()), undefined);
  assert.deepEqual(badge(jobs, new Set()), { value: 1, tooltip: '1 job running' });
  assert.deepEqual(badge(jobs, new Set(['2'])), { value: 2, tooltip: '1 job running, 1 job failed' });
  assert.deepEqual(badge(jobs.slice(1), new Set(['2'])), { value: 1, tooltip: '1 job failed' });
});

function planJob(extra: Partial<JobDetails> = {}): JobDetails {
  const description = { ...job().description, command: 'plan', object: 'shop::rollout', nodes: [] } as const;
  return { ...job({ nodeStates: {} }), description, nodes: [], ...extra };
}

test('a running plan says how far it is, and when it waits for a person', () => {
  const running = planJobEntry(planJob());
  assert.equal(running.label, '#4 shop::rollout');
  assert.equal(running.context, 'planJob.running');
  assert.equal(running.accessibleLabel, 'plan job 4, shop::rollout, running, 0 steps done');
  const prompt = { prompt: '1', step: '1', message: 'Go on?', sensitive: false };
  const asking = planJobEntry(planJob({ prompt }));
  assert.equal(asking.context, 'planJob.asking');
  assert.equal(asking.description, '0 steps done, waits for your answer');
  assert.notEqual(asking.icon, running.icon);
});

test('an ended plan says how, how long it took and why it failed', () => {
  const error = { kind: 'bolt/run-failure', msg: "Plan aborted: run_task 'web' failed on 1 target", details: {} };
  const failed = planJob({ state: 'failed', finished: 5500, outcome: { ok: false, error } });
  assert.equal(planJobEntry(failed).description, `failed · 3.5 s · ${error.msg}`);
  assert.equal(planJobEntry(failed).context, 'planJob.failed');
  assert.ok(hasFailed(failed));
  const { description } = planJob();
  const plan = { path: '/p/plans/rollout.pp', sources: {}, resumes: { job: '3', from: '2' } };
  const finished = planJob({ state: 'finished', finished: 3000, description: { ...description, plan } });
  assert.equal(planJobEntry(finished).accessibleLabel, 'plan job 4, shop::rollout, finished, 1.0 s');
  assert.match(planJobEntry(finished).tooltip ?? '', /^Goes on with job 3$/m);
  assert.equal(planJobEntry(planJob({ state: 'stopped' })).context, 'planJob.failed', 'it can go on');
});

test('what is no task is named by what it does', () => {
  const titleOf = (command: 'script' | 'upload' | 'download' | 'wait', object: string) =>
    jobEntry(job({ description: { ...job().description, command, object } })).label;
  assert.equal(titleOf('script', 'web/x.sh'), '#4 script web/x.sh');
  assert.equal(titleOf('upload', '/x'), '#4 upload of /x');
  assert.equal(titleOf('download', '/x'), '#4 download of /x');
  assert.equal(titleOf('wait', ''), '#4 wait until available');
});
