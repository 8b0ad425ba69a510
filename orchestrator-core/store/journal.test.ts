import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { type Json, ManualClock, type OrchestratorError } from '../common/index.ts';
import { type JobHappening, type Journal, memoryJournal } from '../jobs/index.ts';
import { openJournal } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-journal-'));
after(() => rmSync(directory, { recursive: true }));
let files = 0;
const fresh = (): string => join(directory, `${++files}.sqlite`);

const created = {
  type: 'job_created',
  description: {
    command: 'command',
    object: 'id',
    parameters: {},
    sensitive: [],
    noop: false,
    nodes: ['a'],
    concurrency: 1,
  },
} satisfies JobHappening;
const output = (text: string): JobHappening => ({
  type: 'node_output',
  node: 'a',
  stream: 'stdout',
  offset: 0,
  length: text.length,
  text,
});

async function newJob(journal: Journal, ...more: readonly JobHappening[]): Promise<string> {
  const job = await journal.nextJobId();
  await journal.append([created, ...more].map((happening) => ({ job, happening })));
  return job;
}

test('events are numbered per job, kept in order, and there again when the journal is opened again', async () => {
  const path = fresh();
  const clock = new ManualClock(5);
  const journal = openJournal({ path, clock });
  const [one, two] = [await newJob(journal), await newJob(journal)];
  const appended = await Promise.all([
    journal.append([{ job: one, happening: output('1') }]),
    journal.append([
      { job: two, happening: output('2') },
      { job: one, happening: output('3') },
    ]),
    journal.append([{ job: one, happening: { type: 'job_failed' } }]),
  ]);
  assert.deepEqual(
    appended.flat().map(({ job, number }) => `${job}:${number}`),
    ['1:2', '2:2', '1:3', '1:4'],
  );
  await journal.close();

  const again = openJournal({ path, clock });
  const events = await again.read(one, 1, 10);
  assert.deepEqual(events[1], { ...output('1'), job: one, number: 2, timestamp: 5 });
  assert.deepEqual(
    events.map(({ type }) => type),
    ['job_created', 'node_output', 'node_output', 'job_failed'],
  );
  assert.deepEqual(
    (await again.read(one, 2, 2)).map(({ number }) => number),
    [2, 3],
  );
  assert.deepEqual(
    (await again.readStates(one)).map(({ number }) => number),
    [1, 4],
  );
  assert.deepEqual([await again.jobs({ limit: 5 }), await again.jobs({ limit: 5, before: '2' })], [['2', '1'], ['1']]);
  assert.deepEqual(await again.unfinished(), [two]);
  assert.equal((await again.append([{ job: two, happening: output('4') }]))[0]?.number, 3);
  assert.equal(await again.nextJobId(), '3');
  for (const id of ['9', '1.0', 'x', '']) assert.deepEqual(await again.read(id, 1, 10), [], id);
  await again.close();
  await assert.rejects(again.append([]), { kind: 'baton/stopping' });
});

test('events that no JSON can hold are refused, and no others with them', async () => {
  const journal = openJournal({ path: fresh(), clock: new ManualClock(5) });
  const job = await newJob(journal);
  let deep: Json = [];
  for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
  const result = { status: 'success', value: { deep }, reached: true } as const;
  const [refused, kept] = await Promise.allSettled([
    journal.append([{ job, happening: { type: 'node_finished', node: 'a', result } }]),
    journal.append([{ job, happening: output('x') }]),
  ]);
  assert.deepEqual([refused.status, kept.status], ['rejected', 'fulfilled']);
  assert.deepEqual(
    (await journal.read(job, 1, 9)).map(({ type }) => type),
    ['job_created', 'node_output'],
  );
  await journal.close();
});

test('an old job is pruned whole, an unfinished one never, and no id is given twice', async () => {
  const path = fresh();
  const clock = new ManualClock(0);
  const journal = openJournal({ path, clock });
  const open = await newJob(journal);
  const old = await newJob(journal, output('x'), { type: 'job_finished' });
  clock.advance(1000);
  const recent = await newJob(journal, { type: 'job_finished' });
  await journal.prune(1000);
  assert.deepEqual(await journal.jobs({ limit: 9 }), [recent, open]);
  assert.deepEqual(await journal.read(old, 1, 9), []);
  await journal.prune(5000);
  await journal.close();
  const again = openJournal({ path, clock });
  assert.equal(await again.nextJobId(), '4');
  await again.close();
});

test('a job that a plan started is in no list, and goes with the plan when both are old', async () => {
  const clock = new ManualClock(0);
  for (const journal of [openJournal({ path: fresh(), clock }), memoryJournal(clock)]) {
    const child = async (plan: string): Promise<string> => {
      const job = await journal.nextJobId();
      const description = { ...created.description, parent: { job: plan, step: '1' } };
      await journal.append([{ job, happening: { ...created, description } }]);
      return job;
    };
    const plan = await newJob(journal);
    const [first, second] = [await child(plan), await child(plan)];
    const end = (job: string): Promise<unknown> => journal.append([{ job, happening: { type: 'job_finished' } }]);
    await end(first);
    await end(plan);
    assert.deepEqual(await journal.jobs({ limit: 9 }), [plan]);
    clock.advance(1000);
    await journal.prune(clock.now());
    assert.equal((await journal.read(first, 1, 9)).length, 2, 'one of its jobs still runs');
    await end(second);
    await journal.prune(clock.now());
    for (const job of [plan, first, second]) assert.deepEqual(await journal.read(job, 1, 9), [], job);
    assert.deepEqual(await journal.unfinished(), []);
    await journal.close();
  }
});

test('how a job is can be read without what its plan did', async () => {
  const clock = new ManualClock(5);
  for (const journal of [openJournal({ path: fresh(), clock }), memoryJournal(clock)]) {
    const message = { type: 'plan_message', level: 'out', text: 'x' } as const;
    const job = await newJob(journal, message, output('x'), { type: 'job_running' }, message, { type: 'job_failed' });
    const types = (await journal.readSummary(job)).map(({ type }) => type);
    assert.deepEqual(types, ['job_created', 'job_running', 'job_failed']);
    await journal.close();
  }
});

test('a journal of the first version is read, and grows', async () => {
  const path = fresh();
  const clock = new ManualClock(5);
  const journal = openJournal({ path, clock });
  const job = await newJob(journal, { type: 'job_finished' });
  await journal.close();
  const old = new DatabaseSync(path);
  old.exec('DROP INDEX child_jobs; DROP INDEX top_jobs; ALTER TABLE jobs DROP COLUMN parent; PRAGMA user_version = 1');
  old.close();
  const again = openJournal({ path, clock });
  assert.deepEqual(await again.jobs({ limit: 9 }), [job]);
  assert.equal((await again.read(await newJob(again), 1, 9)).length, 1);
  await again.close();
});

test('only its owner can read what jobs have put out', async () => {
  const path = fresh();
  const journal = openJournal({ path, clock: new ManualClock() });
  await newJob(journal);
  for (const file of [path, `${path}-wal`]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
  await journal.close();
});

test('a second orchestrator is refused with the pid of the first', async () => {
  const path = fresh();
  const first = openJournal({ path, clock: new ManualClock() });
  assert.throws(
    () => openJournal({ path, clock: new ManualClock() }),
    (error: OrchestratorError) => {
      assert.deepEqual([error.kind, error.details], ['baton/data-directory-in-use', { pid: process.pid }]);
      assert.match(error.message, new RegExp(`process ${process.pid}\\b.*${path}`));
      return true;
    },
  );
  await first.close();
  await openJournal({ path, clock: new ManualClock() }).close();
});

test('what is no journal of ours is refused and left as it is', async () => {
  const text = fresh();
  writeFileSync(text, 'this is not a database, but it is long enough to be taken for one'.repeat(100));
  const foreign = fresh();
  const other = new DatabaseSync(foreign);
  other.exec('CREATE TABLE t (x); PRAGMA application_id = 7');
  other.close();
  const newer = fresh();
  await openJournal({ path: newer, clock: new ManualClock() }).close();
  const future = new DatabaseSync(newer);
  future.exec('PRAGMA user_version = 99');
  future.close();
  const cases: [string, string, RegExp][] = [
    [text, 'baton/journal-damaged', /is damaged .*move it away/],
    [foreign, 'baton/journal-damaged', /some other program/],
    [newer, 'baton/journal-too-new', /version 99; this program knows versions up to 2/],
    [join(directory, 'missing', 'x.sqlite'), 'baton/journal-unwritable', /can't be written/],
  ];
  for (const [path, kind, message] of cases) {
    const before = path.includes('missing') ? '' : readFileSync(path);
    assert.throws(() => openJournal({ path, clock: new ManualClock() }), { kind, message });
    if (before !== '') assert.deepEqual(readFileSync(path), before);
  }
});

test('a full disk is told, and keeps no part of a job', async () => {
  const path = fresh();
  const journal = openJournal({ path, clock: new ManualClock(), maxBytes: 400_000 });
  const job = await newJob(journal);
  const big = output('x'.repeat(300_000));
  await journal.append([{ job, happening: big }]);
  const second = await journal.nextJobId();
  const rejected = journal.append([created, big, big].map((happening) => ({ job: second, happening })));
  await assert.rejects(rejected, { kind: 'baton/disk-full', message: /no space left/ });
  assert.deepEqual(await journal.jobs({ limit: 9 }), [job]);
  assert.deepEqual(await journal.read(second, 1, 9), []);
  assert.equal((await journal.append([{ job, happening: output('small') }]))[0]?.number, 3, 'it goes on without a gap');
  await journal.close();
});

test('killed at any moment, it holds every event that was told, without a gap', async () => {
  const path = fresh();
  const told = new Map<string, number>();
  for (const lines of [1, 7, 40, 150]) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/append-for-ever.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let left = lines;
    for await (const line of createInterface({ input: child.stdout })) {
      const [job = '', number] = line.split(' ');
      told.set(job, Number(number));
      if (--left === 0) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGKILL');
  }
  const journal = openJournal({ path, clock: new ManualClock() });
  assert.deepEqual([...told.keys()], ['1', '2', '3', '4']);
  assert.deepEqual(await journal.unfinished(), ['1', '2', '3', '4']);
  for (const [job, newest] of told) {
    const numbers = (await journal.read(job, 1, 1_000_000)).map(({ number }) => number);
    assert.ok(numbers.length >= newest, `job ${job}: ${newest} were told, ${numbers.length} are there`);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    );
    assert.equal((await journal.append([{ job, happening: output('more') }]))[0]?.number, numbers.length + 1);
  }
  await journal.close();
});
