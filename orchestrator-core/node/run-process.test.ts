import assert from 'node:assert/strict';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from './clock.ts';
import { PipePool } from './pipe-pool.ts';
import { isRunning } from './process-tree.ts';
import { type ProcessChunk, type ProcessEnd, runProcess } from './run-process.ts';

const pipes = new PipePool();
after(() => pipes.close());

interface Watched {
  readonly end: Promise<ProcessEnd>;
  readonly chunks: readonly ProcessChunk[];
  readonly abort: AbortController;
  /** Resolves with the first chunk. */
  readonly first: Promise<ProcessChunk>;
}

interface Options {
  readonly input?: string;
  readonly mostOutput?: number;
  readonly slow?: Promise<void>;
  readonly seen?: (chunk: ProcessChunk) => void;
}

function sh(script: string, options: Options = {}): Watched {
  const chunks: ProcessChunk[] = [];
  const first = Promise.withResolvers<ProcessChunk>();
  const abort = new AbortController();
  const request = {
    file: '/bin/sh',
    arguments: ['-c', script],
    environment: process.env,
    mostOutput: options.mostOutput ?? 1e6,
    ...(options.input === undefined ? {} : { input: options.input }),
  };
  const output = async (chunk: ProcessChunk) => {
    chunks.push(chunk);
    first.resolve(chunk);
    options.seen?.(chunk);
    await options.slow;
  };
  return {
    end: runProcess(request, { clock: systemClock, pipes, output }, abort.signal),
    chunks,
    abort,
    first: first.promise,
  };
}

const cases: readonly (readonly [
  string,
  string,
  { exitCode: number; stdout: string; stderr: string; input?: string },
])[] = [
  ['both streams', 'echo out; echo err >&2; exit 4', { exitCode: 4, stdout: 'out\n', stderr: 'err\n' }],
  [
    'the streams opened by name',
    'echo a > /dev/stdout; echo b > /dev/stderr',
    { exitCode: 0, stdout: 'a\n', stderr: 'b\n' },
  ],
  ['standard input', 'cat', { exitCode: 0, stdout: 'given', stderr: '', input: 'given' }],
  ['input that nobody reads', 'exit 3', { exitCode: 3, stdout: '', stderr: '', input: 'x'.repeat(1e6) }],
  ['no input at all', 'cat; echo end', { exitCode: 0, stdout: 'end\n', stderr: '' }],
  ['a signal', 'kill -9 $$', { exitCode: 137, stdout: '', stderr: '' }],
];
for (const [name, script, { input, ...expected }] of cases) {
  test(`runs a program: ${name}`, async () => {
    const { exitCode, stdout, stderr } = await sh(script, input === undefined ? {} : { input }).end;
    assert.deepEqual({ exitCode, stdout: stdout.toString(), stderr: stderr.toString() }, expected);
  });
}

test('starts a program that somebody still writes when it is written, and gives up when it never is', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'baton-busy-'));
  const file = join(directory, 'busy');
  writeFileSync(file, '#!/bin/sh\necho ran\n');
  chmodSync(file, 0o700);
  const request = { file, arguments: [], environment: process.env, mostOutput: 1e6 };
  const never = new AbortController().signal;
  const run = (onDelay: (delay: number) => void) => {
    const clock = {
      now: () => 0,
      after: (delay: number, callback: () => void) => {
        onDelay(delay);
        return systemClock.after(0, callback);
      },
    };
    return runProcess(request, { clock, pipes, output: async () => {} }, never);
  };
  let writer = openSync(file, 'r+');
  try {
    const { stdout } = await run((delay) => {
      if (delay === 4) closeSync(writer);
    });
    assert.equal(stdout.toString(), 'ran\n');
    writer = openSync(file, 'r+');
    const delays: number[] = [];
    await assert.rejects(
      run((delay) => delays.push(delay)),
      { code: 'ETXTBSY' },
    );
    assert.deepEqual(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256]);
    closeSync(writer);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('does not wait for a child that keeps the output open, and lets it live', async () => {
  const { exitCode, stdout } = await sh('sleep 60 & echo $!').end;
  assert.equal(exitCode, 0);
  process.kill(Number(stdout));
});

test('keeps the order in which both streams wrote', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'baton-order-'));
  context.after(() => rmSync(directory, { recursive: true }));
  // Each is written when the one before was read: of two that are there at once nobody knows the order.
  const until = (name: string): string =>
    `while [ -e ${directory} ] && [ ! -e ${directory}/${name} ]; do sleep 0.02; done`;
  const watched = sh(`echo 1; ${until('1')}; echo 2 >&2; ${until('2')}; echo 3`, {
    seen: ({ text }) => writeFileSync(join(directory, text.trim()), ''),
  });
  assert.equal((await watched.end).merged.toString(), '1\n2\n3\n');
});

test('passes output on while the program runs', async () => {
  const watched = sh('echo now; read never; sleep 60');
  assert.equal((await watched.first).text, 'now\n');
  watched.abort.abort();
  assert.equal((await watched.end).stdout.toString(), 'now\n');
});

test('never splits a character and counts bytes', async () => {
  const watched = sh("printf '\\303'; sleep 0.05; printf '\\244\\377x'");
  await watched.end;
  assert.equal(watched.chunks.map((chunk) => chunk.text).join(''), 'ä\uFFFDx');
  let offset = 0;
  for (const chunk of watched.chunks) {
    assert.equal(chunk.offset, offset);
    offset += chunk.length;
  }
  assert.equal(offset, 4);
});

test('holds up a program whose output nobody takes', async () => {
  const taken = Promise.withResolvers<void>();
  const watched = sh('head -c 3000000 /dev/zero; echo done >&2', { slow: taken.promise, mostOutput: 1e7 });
  await watched.first;
  const ended = await Promise.race([watched.end.then(() => 'ended'), delay(200, 'held up')]);
  assert.equal(ended, 'held up');
  taken.resolve();
  assert.equal((await watched.end).stdout.length, 3_000_000);
});

test('ends the program with its children', async () => {
  // Whichever of the two the signal reaches first, the shell ends with 143.
  const watched = sh('sleep 60 & echo $!; wait $!');
  const child = Number((await watched.first).text);
  watched.abort.abort();
  const end = await watched.end;
  assert.equal(end.exitCode, 143);
  assert.equal(await isRunning(child, undefined), false);
});

test('ends a program that writes too much', async () => {
  const end = await sh('yes', { mostOutput: 100_000 }).end;
  assert.equal(end.tooMuch, true);
  assert.ok(end.stdout.length <= 100_000);
});

test('says why a program cannot be started', async () => {
  const request = { file: '/no/such', arguments: [], environment: {}, mostOutput: 1 };
  const running = runProcess(
    request,
    { clock: systemClock, pipes, output: async () => {} },
    new AbortController().signal,
  );
  await assert.rejects(running, { code: 'ENOENT' });
});
