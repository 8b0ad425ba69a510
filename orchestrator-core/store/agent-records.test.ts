import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Log, ManualClock, silentLog } from '../common/index.ts';
import { openAgentRecords } from './agent-records.ts';

async function temporary(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-agents-'));
  context.after(() => rm(directory, { recursive: true }));
  return join(directory, 'agents.sqlite');
}

const hello = { version: '1', extensions: ['facts'], features: ['shell'] };

test('agents are known after a restart, those that were connected since the last sign of life', async (context) => {
  const path = await temporary(context);
  const clock = new ManualClock();
  const options = { path, clock, log: silentLog };
  const first = openAgentRecords(options);
  first.put('a', { connected: true, seen: 10, hello });
  first.put('b', { connected: false, seen: 20, digest: 'd', factsAt: 5, classes: ['c'] });
  first.put('gone', { connected: false, seen: 20 });
  first.remove('gone');
  clock.advance(1000);
  clock.advance(10_000);
  first.put('b', { digest: 'not on the disk yet' });
  // A process that is killed closes nothing.
  const second = openAgentRecords({ ...options, readOnly: true });
  assert.deepEqual(Object.fromEntries(second.all()), {
    a: { connected: false, seen: 10_000, hello },
    b: { connected: false, seen: 20, digest: 'd', factsAt: 5, classes: ['c'] },
  });
  first.close();
  assert.equal(clock.waiting, 0);
  const third = openAgentRecords(options);
  assert.deepEqual([third.get('a')?.seen, third.get('b')?.digest], [11_000, 'not on the disk yet']);
  third.close();
});

test('an agent that is away for long is forgotten', async (context) => {
  const path = await temporary(context);
  const clock = new ManualClock();
  const options = { path, clock, log: silentLog };
  const first = openAgentRecords(options);
  first.put('a', { connected: false, seen: 0 });
  first.close();
  clock.advance(91 * 24 * 3_600_000);
  const second = openAgentRecords(options);
  assert.equal(second.get('a'), undefined);
  second.close();
});

test('without a file, or with one that is none of ours, nothing is kept', async (context) => {
  const path = await temporary(context);
  await writeFile(
    path,
    'this is no database, however long it is, and it is longer than a header of one would have to be, I say.',
  );
  const lines: string[] = [];
  const log: Log = { log: (_, message) => void lines.push(message) };
  for (const options of [{}, { path: `${path}.none`, readOnly: true }, { path }]) {
    const records = openAgentRecords({ ...options, clock: new ManualClock(), log });
    records.put('a', { connected: true, seen: 1 });
    assert.equal(records.get('a')?.seen, 1);
    records.close();
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^The list of agents .*agents\.sqlite is damaged/);
});
