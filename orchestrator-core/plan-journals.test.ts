import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { dataDirectory } from './data-directory.ts';
import { systemClock } from './node/index.ts';
import { isPlanJournal, newPlanJournal, openPlanJournal, planJournals } from './plan-journals.ts';

async function directoryFor(context: TestContext) {
  const root = await mkdtemp(join(tmpdir(), 'baton-plans-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  return dataDirectory(root);
}

const description = {
  command: 'plan',
  object: 'm::p',
  parameters: {},
  sensitive: [],
  noop: false,
  nodes: [],
  concurrency: 1,
} as const;

test('keeps the journal of each run under a name of its own until it is forgotten', async (context) => {
  const directory = await directoryFor(context);
  const [first, second] = await Promise.all([
    newPlanJournal(directory, systemClock),
    newPlanJournal(directory, systemClock),
  ]);
  assert.ok(first && second);
  assert.deepEqual([first.name, second.name].sort(), ['p1', 'p2']);
  const id = await first.journal.nextJobId();
  await first.journal.append([{ job: id, happening: { type: 'job_created', description } }]);
  await assert.rejects(openPlanJournal(directory, first.name, systemClock), { kind: 'baton/job-running' });
  await Promise.all([first.journal.close(), second.journal.close()]);
  await second.forget();
  assert.deepEqual(await planJournals(directory), [first.name]);
  const again = await openPlanJournal(directory, first.name, systemClock);
  assert.deepEqual(await again.journal.jobs({ limit: 5 }), [id]);
  await again.journal.close();
  await assert.rejects(openPlanJournal(directory, 'p9', systemClock), {
    kind: 'puppetlabs.orchestrator/unknown-job',
  });
});

test('forgets by itself what is too old, and does without where nothing can be kept', async (context) => {
  const directory = await directoryFor(context);
  const old = await newPlanJournal(directory, systemClock);
  await old?.journal.close();
  const before = Date.now() / 1000 - 31 * 24 * 3600;
  await utimes(join(directory.plans, 'p1'), before, before);
  const next = await newPlanJournal(directory, systemClock);
  await next?.journal.close();
  assert.deepEqual(await planJournals(directory), ['p2']);
  const file = join(directory.root, 'file');
  await writeFile(file, '');
  assert.equal(await newPlanJournal(dataDirectory(file), systemClock), undefined);
});

test('forgets a run that was ended before its plan began when somebody asks for it', async (context) => {
  const directory = await directoryFor(context);
  const ended = await newPlanJournal(directory, systemClock);
  await ended?.journal.close();
  const unknown = { kind: 'puppetlabs.orchestrator/unknown-job', message: /never began/ };
  await assert.rejects(openPlanJournal(directory, 'p1', systemClock), unknown);
  assert.deepEqual(await planJournals(directory), []);
});

test('tells the names of such runs from those of jobs', () => {
  assert.deepEqual(['p1', 'p20', '1', 'p0', 'p', 'xp1'].map(isPlanJournal), [true, true, false, false, false, false]);
});
