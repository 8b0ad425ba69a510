import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { systemClock } from './clock.ts';
import {
  descendants,
  endProcessTree,
  isRunning,
  listProcesses,
  type ProcessEntry,
  parseProcStat,
} from './process-tree.ts';

test('parseProcStat survives a command with parentheses and blanks', () => {
  const rest = 'S 10 20 30 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 98765 1 1';
  assert.deepEqual(parseProcStat(`42 (a) (b c) ${rest}`), {
    pid: 42,
    state: 'S',
    parent: 10,
    session: 30,
    started: '98765',
  });
  assert.equal(parseProcStat(''), undefined);
});

test('descendants are found by parent and by session', () => {
  const entry = (pid: number, parent: number, session: number): ProcessEntry => ({
    pid,
    parent,
    session,
    started: undefined,
  });
  const all = [
    entry(1, 0, 1),
    entry(2, 1, 2),
    entry(3, 2, 2),
    entry(4, 3, 4),
    entry(5, 1, 2),
    entry(6, 1, 1),
    entry(7, 4, 4),
  ];
  const found = descendants(all, 2).map(({ pid }) => pid);
  assert.deepEqual(found.sort(), [3, 4, 5, 7]);
});

test('a process is told from a later one with its number', async () => {
  const own = (await listProcesses()).find(({ pid }) => pid === process.pid);
  assert.ok(own !== undefined);
  assert.equal(await isRunning(process.pid, own.started), true);
  if (own.started !== undefined) assert.equal(await isRunning(process.pid, '1'), false);
  assert.equal(await isRunning(4_194_304, undefined), false);
});

test('a tree is ended, what ignores TERM with KILL, and what is spared is left', { timeout: 20_000 }, async () => {
  const script = `sleep 1000 & setsid sleep 1000 & (trap '' TERM; echo ready; while :; do sleep 1000; done) & wait`;
  const child = spawn('bash', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  assert.ok(child.stdout !== null && child.pid !== undefined);
  const gone = once(child, 'exit');
  await once(child.stdout, 'data');
  const before = descendants(await listProcesses(), child.pid);
  assert.ok(before.length >= 3);
  await endProcessTree(child.pid, { clock: systemClock, grace: 50 });
  await gone;
  for (const { pid, started } of before) assert.equal(await isRunning(pid, started), false);
});
