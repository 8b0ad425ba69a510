import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Log, ManualClock, OrchestratorError } from '../common/index.ts';
import { writeHappening } from './bounds.ts';
import type { JobHappening } from './event.ts';
import type { Journal, NewJobEvent } from './journal.ts';
import { memoryJournal } from './memory-journal.ts';
import { createRecorder, type Recorder } from './recorder.ts';

interface House {
  readonly recorder: Recorder;
  readonly journal: Journal;
  readonly clock: ManualClock;
  readonly lines: string[];
  full: boolean;
  attempts: number;
}

/** A journal that refuses what no JSON can hold, and everything while it is full. */
function house(): House {
  const clock = new ManualClock();
  const memory = memoryJournal(clock);
  const lines: string[] = [];
  const log: Log = { log: (_level, line) => lines.push(line) };
  const made: Omit<House, 'recorder' | 'journal'> = { clock, lines, full: false, attempts: 0 };
  const journal: Journal = {
    ...memory,
    append: async (events) => {
      for (const { happening } of events) writeHappening(happening);
      made.attempts += 1;
      if (made.full) throw new OrchestratorError('baton/disk-full', 'No space left.');
      return memory.append(events);
    },
  };
  return Object.assign(made, { journal, recorder: createRecorder({ journal, clock, log }) });
}

const said = (job: string, message: string): NewJobEvent => ({
  job,
  happening: { type: 'node_message', node: 'a', message },
});
const turn = (): Promise<void> => new Promise(setImmediate);

async function messages(journal: Journal, job: string): Promise<readonly string[]> {
  return (await journal.read(job, 1, 99)).flatMap((event) => (event.type === 'node_message' ? [event.message] : []));
}

test('what comes while the journal takes nothing is kept in its order, and other jobs do not wait for it', async () => {
  const made = house();
  const { recorder, journal, clock, lines } = made;
  made.full = true;
  let waiting = 0;
  const early = [1, 2].map((n) => recorder.record('1', [said('1', `${n}`)], () => (waiting += 1)));
  await turn();
  const late = recorder.record('1', [said('1', '3')], () => (waiting += 1));
  await turn();
  assert.equal(waiting, 3);
  made.full = false;
  await recorder.record('2', [said('2', 'other')]);
  assert.deepEqual(await messages(journal, '1'), []);
  clock.advance(5000);
  const kept = await Promise.all([...early, late]);
  assert.deepEqual(
    kept.map((events) => events?.[0]?.number),
    [1, 2, 3],
  );
  assert.deepEqual(await messages(journal, '1'), ['1', '2', '3']);
  assert.deepEqual(lines, [
    'Job 1 waits for its journal: No space left.',
    'Job 1 waits for its journal: No space left.',
  ]);
});

test('what can never be written is replaced, and nothing waits for it', async () => {
  const { recorder, journal, lines, clock } = house();
  const result = { status: 'success', reached: true, value: { n: 1n as unknown as number } } as const;
  const end: JobHappening = { type: 'node_finished', node: 'a', result };
  const kept = await recorder.record('1', [said('1', 'before'), { job: '1', happening: end }]);
  assert.deepEqual(
    kept?.map(({ type }) => type),
    ['node_message', 'node_finished'],
  );
  const [, last] = await journal.read('1', 1, 9);
  assert.match(JSON.stringify(last), /"status":"success".*could not be kept.*BigInt/);
  assert.deepEqual(await messages(journal, '1'), ['before'], 'what stands beside it is whole');
  assert.equal(lines.length, 1);
  assert.equal(clock.waiting, 0);
});

test('an event without contents that cannot be written is given up, and said', async () => {
  const { recorder, journal } = house();
  const created = { type: 'job_created', description: { parameters: { n: 1n } } } as unknown as JobHappening;
  assert.equal(await recorder.record('1', [{ job: '1', happening: created }]), undefined);
  assert.deepEqual(await journal.read('1', 1, 9), []);
  assert.match(recorder.unkept()[0]?.reason ?? '', /job_created/);
});

test('closed, it tries what waits once more and then gives up what is not taken', async () => {
  const made = house();
  const { recorder, clock } = made;
  made.full = true;
  const result = { status: 'success', reached: true, value: {} } as const;
  const waits = recorder.record('1', [{ job: '1', happening: { type: 'node_finished', node: 'a', result } }]);
  await turn();
  recorder.close();
  assert.equal(await waits, undefined);
  assert.equal(await recorder.record('1', [said('1', 'late')]), undefined);
  assert.equal(made.attempts, 3);
  assert.equal(clock.waiting, 0);
  assert.deepEqual(recorder.unkept(), [{ job: '1', events: 2, nodes: ['a'], reason: 'No space left.' }]);
});
