import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Action } from '../../jobs/index.ts';
import { listProcesses } from '../../node/index.ts';
import type { ShellConnector, ShellInput } from './connection.ts';
import { testConnector } from './test-connector.ts';
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

// Children and grandchildren, one in a session of its own, one that may not mind TERM; what they are is told first.
const family = (trap: string): string => `#!/bin/bash
trap 'echo ended' TERM
sleep 1000 & echo pid $!
bash -c '${trap} echo pid $$; while :; do sleep 1000; done' &
setsid sleep 1000 & echo pid $!
( sleep 1000 & echo pid $! )
echo begun
wait; wait
`;

const pidsIn = (text: string): readonly number[] => [...text.matchAll(/pid (\d+)\r?\n/g)].map(([, pid]) => Number(pid));

const stubborn = 'trap "" TERM;';
const ways: readonly (readonly [string, string, TestRunOptions])[] = [
  ['a task', stubborn, {}],
  ['a task', '', {}],
  ['a task of another user', '', { config: { 'run-as': 'other', 'sudo-executable': sudo } }],
  ['a task on a terminal', '', { config: { tty: true } }],
];
for (const [name, trap, options] of ways) {
  const reason = trap === '' ? 'stopped' : 'timed out';
  test(`ends ${name} that is ${reason}, with all that it started`, async () => {
    const abort = new AbortController();
    const action = await place.task({ 'one.sh': family(trap) });
    let text = '';
    const onOutput = (chunk: { readonly text: string }): void => {
      text += chunk.text;
      // One of its children says what it is in its own time.
      if (text.includes('begun') && pidsIn(text).length === 4) abort.abort(reason);
    };
    const { result, left, messages } = await place.run(action, { ...options, signal: abort.signal, onOutput });
    assert.equal(errorOf(result).kind, reason === 'stopped' ? 'baton/stopped' : 'baton/timed-out');
    // What it says when it is asked to end is heard.
    assert.match(String(result.value['_output']), /begun[\s\S]*ended/);
    assert.equal(await anyRuns(pidsIn(text)), false);
    assert.deepEqual({ left, messages, here: await processesHere() }, { left: [], messages: [], here: [] });
  });
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

/** The test connector, with `happens` called at each thing that happens on the way, in its order. */
function watched(happens: () => void): ShellConnector {
  const connector = testConnector({ home: place.home });
  return {
    ...connector,
    connect: async (target, signal) => {
      happens();
      const connection = await connector.connect(target, signal);
      return {
        ...connection,
        upload: async (...given) => {
          happens();
          await connection.upload(...given);
          happens();
        },
        run: async (request) => {
          happens();
          const write = (input: ShellInput): ShellInput => ({
            write: async (bytes) => {
              happens();
              await input.write(bytes);
            },
            end: () => {
              happens();
              input.end();
            },
          });
          const end = await connection.run({
            ...request,
            begun: (input) => {
              happens();
              request.begun(write(input));
            },
            output: async (stream, bytes) => {
              happens();
              await request.output(stream, bytes);
            },
          });
          happens();
          return end;
        },
      };
    },
  };
}

const source = await place.file('up.bin', Buffer.alloc(200_000, 7));
const said = '#!/bin/sh\nprintf \'%s\' "$PT_a"; echo e >&2';
const shared = { 'mod/files/a': 'x'.repeat(100_000) };
const actions: readonly (readonly [string, Action])[] = [
  ['a task', await place.task({ 'one.sh': said }, { parameters: { a: 'v' } })],
  ['a task with files', await place.task({ 'one.sh': said, ...shared }, { metadata: { files: ['mod/files/'] } })],
  ['an upload', { kind: 'upload', source, destination: `${place.home}/up.bin` }],
  ['a command', { kind: 'command', command: `echo '${place.root}'`, environment: {} }],
];
for (const [name, action] of actions) {
  for (const config of [{}, { 'run-as': 'daemon', 'sudo-executable': sudo }]) {
    test(`leaves nothing behind wherever ${name} is cut off${'run-as' in config ? ', of another user' : ''}`, async () => {
      for (let at = 1, done = false; !done; at += 1) {
        const abort = new AbortController();
        let happened = 0;
        const connector = watched(() => {
          happened += 1;
          if (happened === at) abort.abort('stopped');
        });
        const { result, left } = await place.run(action, { config, connector, signal: abort.signal });
        assert.deepEqual({ left, here: await processesHere() }, { left: [], here: [] }, `at its step ${at}`);
        done = !abort.signal.aborted;
        if (result.status === 'failure') assert.equal(errorOf(result).kind, 'baton/stopped', `at its step ${at}`);
        assert.equal(done ? result.status : 'success', 'success');
      }
    });
  }
}

test('ends what writes more than can be kept', async () => {
  const { result, left } = await place.run(await place.task({ 'one.sh': '#!/bin/sh\nexec yes' }));
  assert.equal(errorOf(result).kind, 'baton/too-much-output');
  assert.deepEqual({ left, here: await processesHere() }, { left: [], here: [] });
});

test('is no faster than whoever takes its output', async () => {
  const abort = new AbortController();
  const gate = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  let taken = 0;
  const connection = await testConnector({ home: place.home }).connect(place.target({}), abort.signal);
  const running = connection.run({
    command: 'exec yes',
    tty: false,
    begun: (input) => input.end(),
    output: async (_, bytes) => {
      taken += bytes.length;
      waiting.resolve();
      await gate.promise;
    },
    signal: abort.signal,
  });
  await waiting.promise;
  const before = taken;
  for (let turn = 0; turn < 1000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(taken, before);
  abort.abort('stopped');
  gate.resolve();
  await assert.rejects(running, (reason) => reason === 'stopped');
});
