import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from '../common/index.ts';
import { type JobHappening, type Journal, memoryJournal } from '../jobs/index.ts';
import { openJournal } from './index.ts';

const description = {
  command: 'command',
  object: 'x',
  parameters: {},
  sensitive: [],
  noop: false,
  nodes: ['a'],
  concurrency: 1,
} as const;

type Step =
  | { readonly kind: 'create' }
  | { readonly kind: 'append'; readonly job: number; readonly texts: readonly string[] }
  | { readonly kind: 'end'; readonly job: number }
  | { readonly kind: 'prune' }
  | { readonly kind: 'reopen' };

const job = fc.nat({ max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'create' }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      job,
      texts: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), job }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'prune' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reopen' }) },
);

async function act(journal: Journal, ids: readonly string[], wanted: Step, now: number): Promise<unknown> {
  if (wanted.kind === 'prune') return journal.prune(now - 3);
  if (wanted.kind === 'create') {
    const id = await journal.nextJobId();
    return journal.append([{ job: id, happening: { type: 'job_created', description } }]);
  }
  const id = wanted.kind === 'reopen' ? undefined : ids[wanted.job];
  if (id === undefined || !(await journal.unfinished()).includes(id)) return undefined;
  const output = (text: string): JobHappening => ({
    type: 'node_output',
    node: 'a',
    stream: 'stdout',
    offset: 0,
    length: text.length,
    text,
  });
  const happenings = wanted.kind === 'append' ? wanted.texts.map(output) : [{ type: 'job_failed' } as const];
  return journal.append(happenings.map((happening) => ({ job: id, happening })));
}

async function everything(journal: Journal): Promise<unknown> {
  const ids = await journal.jobs({ limit: 100 });
  const events = await Promise.all(ids.map((id) => journal.read(id, 1, 1000)));
  return [ids, await journal.unfinished(), events, await Promise.all(ids.map((id) => journal.readStates(id)))];
}

test('whatever is done to it, the journal on disk is the one in memory, closed and opened again or not', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'baton-model-'));
  let files = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const clock = new ManualClock(10);
        const path = join(directory, `${++files}.sqlite`);
        let disk = openJournal({ path, clock });
        const memory = memoryJournal(clock);
        try {
          for (const wanted of steps) {
            clock.advance(1);
            if (wanted.kind === 'reopen') {
              await disk.close();
              disk = openJournal({ path, clock });
            }
            const ids = ['1', '2', '3', '4', '5'];
            assert.deepEqual(await act(disk, ids, wanted, clock.now()), await act(memory, ids, wanted, clock.now()));
          }
          assert.deepEqual(await everything(disk), await everything(memory));
        } finally {
          await disk.close();
        }
      }),
      { seed: 5, numRuns: 60 },
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});
