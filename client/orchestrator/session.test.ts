import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, OrchestratorError, silentLog } from '../../orchestrator-core/common/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { backOff, type Launched, mostCrashes, Session } from './session.ts';

interface FakeProcess {
  readonly project: string;
  readonly orchestrator: Orchestrator;
  up(): Promise<void>;
  fail(message: string): Promise<void>;
  die(how: string): Promise<void>;
  stopped: boolean;
}

/** Lets everything that is already decided happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function bench(trusted = true) {
  const processes: FakeProcess[] = [];
  const timers: { delay: number; fire: () => void; cancelled: boolean }[] = [];
  const states: string[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    after: (delay, callback) => {
      const timer = { delay, fire: callback, cancelled: false };
      timers.push(timer);
      return {
        cancel: () => {
          timer.cancelled = true;
        },
      };
    },
  };
  const session = new Session({
    clock,
    log: silentLog,
    trusted,
    launch: (project) => {
      const launched = Promise.withResolvers<Launched>();
      const gone = Promise.withResolvers<string>();
      const process: FakeProcess = {
        project,
        orchestrator: { name: processes.length } as unknown as Orchestrator,
        stopped: false,
        up: () => {
          const stop = async () => {
            process.stopped = true;
            gone.resolve('stopped');
          };
          launched.resolve({ orchestrator: process.orchestrator, pid: 1, gone: gone.promise, stop });
          return settle();
        },
        fail: (message) => {
          launched.reject(new Error(message));
          return settle();
        },
        die: (how) => {
          gone.resolve(how);
          return settle();
        },
      };
      processes.push(process);
      return launched.promise;
    },
  });
  session.changed.on((state) => states.push(state.kind));
  const fireTimer = async () => {
    const timer = timers.shift();
    assert.ok(timer);
    now += timer.delay;
    if (!timer.cancelled) timer.fire();
    await settle();
    return timer.delay;
  };
  const last = (): FakeProcess => {
    const process = processes.at(-1);
    assert.ok(process);
    return process;
  };
  return { session, processes, states, fireTimer, last, timers };
}

const never = new AbortController().signal;

test('it starts once when asked, and everyone waits for the same process', async () => {
  const { session, processes, last, states } = bench();
  await session.setProject('/p');
  const both = Promise.all([session.ready(never), session.ready(never)]);
  await last().up();
  assert.deepEqual(await both, [last().orchestrator, last().orchestrator]);
  assert.equal(processes.length, 1);
  assert.deepEqual(states, ['stopped', 'starting', 'running']);
});

test('a crash is followed by another start with a growing pause, and in the end by a clear state', async () => {
  const { session, last, fireTimer, processes } = bench();
  await session.setProject('/p');
  session.start();
  await last().up();
  const waiting = () => session.ready(never);
  const pauses: number[] = [];
  for (let crash = 1; crash < mostCrashes; crash += 1) {
    await last().die('killed');
    assert.equal(session.state.kind, 'starting');
    const later = waiting();
    pauses.push(await fireTimer());
    await last().up();
    assert.equal(await later, last().orchestrator);
  }
  assert.deepEqual(pauses, backOff);
  await last().die('killed by signal 9');
  assert.deepEqual(session.state, { kind: 'failed', reason: 'killed by signal 9' });
  assert.equal(processes.length, mostCrashes);
  session.start();
  await last().up();
  assert.equal(session.state.kind, 'running', 'asking again begins anew');
});

test('a start that fails is a crash too', async () => {
  const { session, last, fireTimer } = bench();
  await session.setProject('/p');
  session.start();
  await last().fail('no such file');
  assert.deepEqual(session.state, { kind: 'starting', retryOf: 'no such file' });
  await fireTimer();
  await last().up();
  assert.equal(session.state.kind, 'running');
});

test('stopping is no crash, cancels a pending start, and lets go of a process that comes up late', async () => {
  const { session, last, processes, timers } = bench();
  await session.setProject('/p');
  session.start();
  const first = last();
  await session.stop();
  await first.up();
  assert.equal(first.stopped, true);
  assert.equal(session.state.kind, 'stopped');
  session.start();
  await last().die('never came up');
  await last().fail('x');
  await session.stop();
  assert.ok(timers.every((timer) => timer.cancelled));
  assert.equal(processes.length, 2);
});

test('another project stops the first one', async () => {
  const { session, last, processes } = bench();
  await session.setProject('/p');
  session.start();
  await last().up();
  await session.setProject('/p');
  assert.equal(session.state.kind, 'running', 'the same project changes nothing');
  await session.setProject('/q');
  session.start();
  assert.deepEqual(
    processes.map((process) => [process.project, process.stopped]),
    [
      ['/p', true],
      ['/q', false],
    ],
  );
});

test('nothing starts in an untrusted folder or without a project, and one sentence says so', async () => {
  const { session, processes } = bench(false);
  const refused = async () => {
    const error = await session.ready(never).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof OrchestratorError);
    return error.kind;
  };
  await session.setProject('/p');
  assert.equal(await refused(), 'baton/untrusted-workspace');
  assert.equal(processes.length, 0);
  session.trust();
  assert.equal(session.state.kind, 'stopped');
  await session.setProject(undefined);
  assert.equal(await refused(), 'baton/no-project');
});

test('what is asked before the project is known waits for it', async () => {
  const { session, last } = bench();
  const waiting = session.ready(never);
  await settle();
  await session.setProject('/p');
  await settle();
  await last().up();
  assert.equal(await waiting, last().orchestrator);
  const other = bench();
  const refused = assert.rejects(other.session.ready(never), { kind: 'baton/no-project' });
  await other.session.setProject(undefined);
  await refused;
});

test('waiting can be given up', async () => {
  const { session } = bench();
  await session.setProject('/p');
  const controller = new AbortController();
  const waiting = session.ready(controller.signal);
  controller.abort(new Error('gone'));
  await assert.rejects(waiting, /gone/);
});
