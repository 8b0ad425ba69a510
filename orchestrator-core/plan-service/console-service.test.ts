import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ManualClock, silentLog } from '../common/index.ts';
import { createOrchestrator } from '../embedded.ts';
import { memoryNodeStore } from '../inventory/index.ts';
import { createJobKeeper, memoryJournal, type NodeResult, type NodeRun, type Transport } from '../jobs/index.ts';
import { loadInventory } from '../load-inventory.ts';
import { diskFiles, systemIds } from '../node/index.ts';
import { openNodes } from '../node-service/index.ts';
import { NoticeHub } from '../notice-hub.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { loadProject } from '../project/index.ts';
import { createQuestions } from '../questions.ts';
import { type ContentStore, openAgentRecords } from '../store/index.ts';
import { createTaskCatalog } from '../task-catalog.ts';
import { AgentDirectory } from '../transports/index.ts';
import { createPlanCatalog } from './plan-catalog.ts';

const never: AbortSignal = new AbortController().signal;
const noContent: ContentStore = {
  put: () => Promise.reject(new Error('Nothing is kept here')),
  take: () => Promise.reject(new Error('Nothing is kept here')),
  find: async () => undefined,
  read: () => assert.fail(),
  prune: async () => {},
};

/** An orchestrator of an empty project, whose clock stands still. */
async function house(
  context: TestContext,
  run: (run: NodeRun, signal: AbortSignal) => Promise<NodeResult> = async () => result('done'),
): Promise<{ readonly orchestrator: Orchestrator; readonly clock: ManualClock }> {
  const clock = new ManualClock();
  const { project } = await loadProject(diskFiles, join(tmpdir(), 'baton-no-such-project'), {});
  const inventory = await loadInventory(diskFiles, project, { transport: 'local' });
  const transportOf = (): Transport => ({ run: (one, _, signal) => run(one, signal) });
  const keeper = createJobKeeper({
    journal: memoryJournal(clock),
    clock,
    ids: systemIds,
    log: silentLog,
    transportOf,
  });
  context.after(() => keeper.close('The test is over.'));
  const agents = new AgentDirectory(clock, silentLog);
  const source = {
    project: async () => project,
    inventory: async () => inventory,
    refresh: () => {},
    watch: async () => {},
    close: () => {},
  };
  const notices = new NoticeHub(clock);
  const orchestrator = createOrchestrator({
    keeper,
    ids: systemIds,
    transportOf,
    nodes: openNodes({
      source,
      agents,
      keeper,
      store: memoryNodeStore(),
      records: openAgentRecords({ clock, log: silentLog }),
      clock,
      log: silentLog,
      changed: () => {},
    }),
    source,
    catalog: createTaskCatalog(diskFiles),
    plans: createPlanCatalog(diskFiles),
    clock,
    scratch: join(tmpdir(), 'baton-no-such-scratch'),
    content: noContent,
    agents,
    notices,
    questions: createQuestions(notices, systemIds),
    status: () => assert.fail(),
    recovered: Promise.resolve(),
  });
  return { orchestrator, clock };
}

function result(stdout: string): NodeResult {
  return { status: 'success', value: { stdout, stderr: '', exit_code: 0 }, reached: true };
}

async function valueIn(orchestrator: Orchestrator, job: string, source: string): Promise<unknown> {
  const { answer } = await orchestrator.evaluate(job, source);
  return answer.ok ? answer.value : answer.error.msg;
}

test('what a console does is in its job, whose end is good when it is closed', async (context) => {
  const { orchestrator } = await house(context);
  const job = await orchestrator.openConsole({});
  await orchestrator.evaluate(job, "$r = run_command('hostname', ['a', 'b'])");
  assert.equal(await valueIn(orchestrator, job, "$r[0]['stdout']"), 'done');
  await orchestrator.closeConsole(job);
  await orchestrator.closeConsole(job);
  const { state, steps = [] } = await orchestrator.job(job);
  assert.deepEqual(
    [state, steps.map((step) => [step.function, step.state])],
    ['finished', [['run_command', 'finished']]],
  );
  await assert.rejects(orchestrator.evaluate(job, '1'), { kind: 'baton/no-console' });
  await assert.rejects(orchestrator.rerun({ job, which: 'all' }), { kind: 'baton/not-a-plan' });
  await assert.rejects(orchestrator.resumePlan({ job }), { kind: 'baton/not-a-plan' });
});

test('an answer shows no password of a target', async (context) => {
  const { orchestrator } = await house(context);
  const job = await orchestrator.openConsole({});
  const inputs = [
    "$t = get_target('local://bob:Geheim@web1') $t",
    '[$t.uri, String($t), $t.password, $t.config]',
    "$other = Target.new('name' => 'x', 'config' => { 'transport' => 'local', 'ssh' => { 'password' => 'Geheim-too' } })",
    '$other.config',
    "fail_plan($t.uri, 'k', { 'of' => $t.uri })",
  ];
  for (const source of inputs) {
    const said = JSON.stringify((await orchestrator.evaluate(job, source)).answer);
    assert.ok(!said.includes('Geheim'), said);
  }
  const { answer } = await orchestrator.evaluate(job, '$t.name');
  assert.equal(answer.ok && answer.value, 'local://bob@web1');
  await orchestrator.closeConsole(job);
});

test('an answer says by which event everything was told that happened before it', async (context) => {
  const { orchestrator } = await house(context);
  const job = await orchestrator.openConsole({});
  const { lastEvent } = await orchestrator.evaluate(job, "out::message('first') out::message('second')");
  const told: string[] = [];
  for await (const event of orchestrator.events(job, 1, never)) {
    if (event.type === 'plan_message') told.push(event.text);
    if (event.number === lastEvent) break;
  }
  assert.deepEqual(told, ['first', 'second']);
  await orchestrator.closeConsole(job);
});

test('an interrupt ends what runs on targets, and the console goes on', async (context) => {
  const running = Promise.withResolvers<void>();
  const { orchestrator } = await house(context, (_, signal) => {
    running.resolve();
    return new Promise((resolve) => {
      const value = { _error: { kind: 'baton/stopped', msg: 'Stopped', details: {} } };
      signal.addEventListener('abort', () => resolve({ status: 'failure', value, reached: true }));
    });
  });
  const job = await orchestrator.openConsole({});
  const answer = valueIn(orchestrator, job, "run_command('sleep 1000', 'a')");
  await running.promise;
  await orchestrator.interrupt(job);
  assert.equal(await answer, 'Stopped');
  assert.equal(await valueIn(orchestrator, job, '1'), 1);
  await orchestrator.stop(job);
  assert.equal((await orchestrator.job(job)).description.object, 'console');
});

test('a console that nobody reads ends after a minute, one that is read does not', async (context) => {
  const { orchestrator, clock } = await house(context);
  const job = await orchestrator.openConsole({});
  const reading = new AbortController();
  const events = orchestrator.events(job, 1, reading.signal)[Symbol.asyncIterator]();
  await events.next();
  clock.advance(120_000);
  assert.equal(await valueIn(orchestrator, job, '1'), 1);
  await events.return?.();
  clock.advance(59_000);
  assert.equal(await valueIn(orchestrator, job, '2'), 2);
  clock.advance(1000);
  for await (const event of orchestrator.events(job, 1, never)) {
    if (event.type === 'job_finished') break;
  }
  await assert.rejects(orchestrator.evaluate(job, '3'), { kind: 'baton/no-console' });
});
