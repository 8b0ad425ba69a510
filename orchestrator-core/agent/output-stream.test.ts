import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock } from '../common/index.ts';
import { type OutputMessage, outputWindow } from '../pxp/index.ts';
import { OutputStream, outputLimits } from './output-stream.ts';

const limit = { timeout: 10_000 };

async function setUp(context: TestContext, stdout: string) {
  const directory = await mkdtemp(join(tmpdir(), 'baton-output-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, 'stdout'), stdout);
  await writeFile(join(directory, 'stderr'), '');
  const clock = new ManualClock();
  const sent: OutputMessage[] = [];
  let connected = true;
  const stream = new OutputStream({
    transaction: 't',
    directory,
    from: { stdout: 0, stderr: 0 },
    send: async (message) => {
      sent.push(message);
      return connected;
    },
    clock,
    watch: () => undefined,
  });
  /** Goes on by the poll's time until the condition holds. */
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      clock.advance(outputLimits.poll);
    }
  };
  const bytes = (): number => sent.reduce((total, { length }) => total + length, 0);
  const disconnect = (): void => {
    connected = false;
  };
  return { directory, clock, sent, stream, until, bytes, disconnect };
}

test('without a watch the files are looked at every few milliseconds', limit, async (context) => {
  const { directory, sent, stream, until, clock } = await setUp(context, 'one');
  await until(() => sent.length === 1);
  await appendFile(join(directory, 'stdout'), 'two');
  await until(() => sent.length === 2);
  await appendFile(join(directory, 'stderr'), 'three');
  await stream.drained();
  assert.deepEqual(
    sent.map(({ stream: name, offset, text }) => [name, offset, text]),
    [
      ['stdout', 0, 'one'],
      ['stdout', 3, 'two'],
      ['stderr', 0, 'three'],
    ],
  );
  assert.equal(clock.waiting, 0);
});

test('a subscriber that takes nothing is given up after its patience', limit, async (context) => {
  const { stream, until, bytes, clock } = await setUp(context, 'x'.repeat(outputWindow + 1));
  await until(() => bytes() === outputWindow);
  let over = false;
  const drained = stream.drained().then(() => {
    over = true;
  });
  const begin = clock.now();
  await until(() => over);
  await drained;
  assert.ok(clock.now() - begin >= outputLimits.patience - outputLimits.poll * 2);
  assert.equal(bytes(), outputWindow);
  assert.equal(clock.waiting, 0);
});

test('a lost connection ends it', limit, async (context) => {
  const { sent, stream, disconnect, clock, until } = await setUp(context, 'one');
  disconnect();
  await until(() => sent.length === 1);
  await stream.drained();
  assert.equal(sent.length, 1);
  assert.equal(clock.waiting, 0);
});

test('acknowledgements beyond what was sent open no larger window', limit, async (context) => {
  const { stream, until, bytes } = await setUp(context, 'x'.repeat(3 * outputWindow));
  await until(() => bytes() === outputWindow);
  stream.acknowledge({ stdout: 10 * outputWindow, stderr: 10 * outputWindow });
  await until(() => bytes() === 2 * outputWindow);
  for (let round = 0; round < 20; round += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  assert.equal(bytes(), 2 * outputWindow);
  stream.stop();
});
