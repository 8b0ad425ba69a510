import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Action } from '../../jobs/index.ts';
import { listProcesses } from '../../node/index.ts';
import { anyRuns, errorOf, TestPlace, type TestRunOptions } from './test-runs.ts';

const place = await TestPlace.make();
after(() => place.remove());

const sudo = await place.file('sudo', '#!/bin/sh\nshift 6\nexec "$@"\n', 0o755);

/** Processes whose command line names the place: nothing of a run is left when there are none. */
async function processesHere(): Promise<readonly number[]> {
  const found: number[] = [];
  for (const { pid } of await listProcesses()) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (pid !== process.pid && line.includes(place.root)) found.push(pid);
  }
  return found;
}

// Children and grandchildren, one in a session of its own, one that does not mind TERM; what they are is told first.
const family = `#!/bin/bash
trap 'echo ended' TERM
sleep 1000 & echo pid $!
bash -c 'trap "" TERM; echo pid $$; while :; do sleep 1000; done' &
setsid sleep 1000 & echo pid $!
( sleep 1000 & echo pid $! )
echo begun
wait; wait
`;

const ways: readonly (readonly [string, TestRunOptions])[] = [
  ['a task', {}],
  ['a task of another user', { config: { 'run-as': 'other', 'sudo-executable': sudo } }],
  ['a task on a terminal', { config: { tty: true } }],
];
for (const [name, options] of ways) {
  for (const reason of ['stopped', 'timed out'] as const) {
    if (reason === 'timed out' && name !== 'a task') continue;
    test(`ends ${name} that is ${reason}, with all that it started`, async () => {
      const abort = new AbortController();
      const action = await place.task({ 'one.sh': family });
      let text = '';
      const onOutput = (chunk: { readonly text: string }): void => {
        text += chunk.text;
        if (text.includes('begun')) abort.abort(reason);
      };
      const { result, left, messages } = await place.run(action, { ...options, signal: abort.signal, onOutput });
      assert.equal(errorOf(result).kind, reason === 'stopped' ? 'baton/stopped' : 'baton/timed-out');
      // What it says when it is asked to end is heard.
      assert.match(String(result.value['_output']), /begun\r?\n(?:.*\n)*ended/);
      const pids = [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
      assert.equal(pids.length, 4);
      assert.equal(await anyRuns(pids), false);
      assert.deepEqual({ left, messages, here: await processesHere() }, { left: [], messages: [], here: [] });
    });
  }
}

test('starts nothing when it is cut off before', async () => {
  const abort = new AbortController();
  abort.abort('stopped');
  const { result, trips } = await place.run(
    { kind: 'command', command: 'true', environment: {} },
    { signal: abort.signal },
  );
  assert.deepEqual([errorOf(result).kind, trips, result.reached], ['baton/stopped', 0, false]);
});

test('runs nothing when it is cut off while its file is on the way, and leaves none of it', async () => {
  const abort = new AbortController();
  const marker = join(place.root, 'ran');
  const script = `#!/bin/sh\ntouch '${marker}'\n# ${'x'.repeat(20_000_000)}`;
  const action = await place.task({ 'one.sh': script });
  const onCommand = (): void => void setImmediate(() => abort.abort('stopped'));
  const { result, left } = await place.run(action, { signal: abort.signal, onCommand });
  assert.equal(errorOf(result).kind, 'baton/stopped');
  assert.deepEqual(left, []);
  await assert.rejects(readFile(marker));
});

test('leaves nothing behind wherever it is cut off', async () => {
  const source = await place.file('up.bin', Buffer.alloc(3_000_000, 7));
  const shared = { 'mod/files/a': 'x'.repeat(100_000) };
  const slow = '#!/bin/sh\nprintf \'%s\' "$PT_a"; sleep 0.02; echo; sleep 0.02';
  const actions: readonly Action[] = [
    await place.task({ 'one.sh': slow }, { parameters: { a: 'v' } }),
    await place.task({ 'one.sh': slow, ...shared }, { metadata: { files: ['mod/files/'] } }),
    { kind: 'upload', source, destination: `${place.home}/up.bin` },
    { kind: 'command', command: `sleep 0.05 '${place.root}' 2>/dev/null; true`, environment: {} },
  ];
  const configs = [{}, { 'run-as': 'daemon', 'sudo-executable': sudo }];
  for (const action of actions) {
    for (const config of configs) {
      for (const delay of [0, 1, 3, 6, 10, 20, 40]) {
        const abort = new AbortController();
        setTimeout(() => abort.abort('stopped'), delay);
        const { result, left } = await place.run(action, { config, signal: abort.signal });
        assert.deepEqual(
          { left, here: await processesHere() },
          { left: [], here: [] },
          `${action.kind} after ${delay} ms`,
        );
        if (result.status === 'failure') assert.equal(errorOf(result).kind, 'baton/stopped');
      }
    }
  }
  await rm(`${place.home}/up.bin`, { force: true });
});

test('ends what writes more than can be kept', async () => {
  const { result, left } = await place.run(await place.task({ 'one.sh': '#!/bin/sh\nexec yes' }));
  assert.equal(errorOf(result).kind, 'baton/too-much-output');
  assert.deepEqual({ left, here: await processesHere() }, { left: [], here: [] });
});

test('is no faster than whoever takes its output', async () => {
  const abort = new AbortController();
  let taken = 0;
  const gate = Promise.withResolvers<void>();
  const connector = (await import('./test-connector.ts')).testConnector({ home: place.home });
  const running = place.run(
    { kind: 'command', command: 'yes', environment: {} },
    {
      signal: abort.signal,
      connector: {
        ...connector,
        connect: async (target, signal) => {
          const connection = await connector.connect(target, signal);
          return {
            ...connection,
            run: (request) =>
              connection.run({
                ...request,
                output: async (stream, bytes) => {
                  taken += bytes.length;
                  if (taken > 100_000 && !abort.signal.aborted) await gate.promise;
                  await request.output(stream, bytes);
                },
              }),
          };
        },
      },
    },
  );
  // Long enough for megabytes: a pipe and a stream's buffer hold less than one of them.
  const pause = Promise.withResolvers<void>();
  setTimeout(pause.resolve, 100);
  await pause.promise;
  assert.ok(taken < 1_000_000, String(taken));
  abort.abort('stopped');
  gate.resolve();
  assert.equal(errorOf((await running).result).kind, 'baton/stopped');
});
