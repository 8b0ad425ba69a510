import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { silentLog } from '../common/index.ts';
import { createOrchestrator } from '../embedded.ts';
import { memoryNodeStore } from '../inventory/index.ts';
import { createJobKeeper, type JobDetails, type NodeResult, type NodeRun, type Transport } from '../jobs/index.ts';
import { loadInventory } from '../load-inventory.ts';
import { diskFiles, systemClock, systemIds } from '../node/index.ts';
import { openNodes } from '../node-service/index.ts';
import { NoticeHub } from '../notice-hub.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { loadProject } from '../project/index.ts';
import { createQuestions } from '../questions.ts';
import { openAgentRecords, openContentStore, openJournal } from '../store/index.ts';
import { createTaskCatalog } from '../task-catalog.ts';
import { AgentDirectory } from '../transports/index.ts';
import { createPlanCatalog } from './plan-catalog.ts';

const never: AbortSignal = new AbortController().signal;

interface House {
  readonly orchestrator: Orchestrator;
  readonly root: string;
}

/** An orchestrator over a journal on the disk, whose targets do what the test says. */
async function house(
  context: TestContext,
  files: Readonly<Record<string, string>>,
  run: (run: NodeRun, signal: AbortSignal) => Promise<NodeResult>,
): Promise<House> {
  const root = await mkdtemp(join(tmpdir(), 'baton-plans-'));
  for (const [name, text] of Object.entries({ 'bolt-project.yaml': 'name: p\n', ...files })) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const { project } = await loadProject(diskFiles, root, {});
  const inventory = await loadInventory(diskFiles, project, { transport: 'local' });
  const journal = openJournal({ path: join(root, 'journal.sqlite'), clock: systemClock });
  const transportOf = (): Transport => ({ run: (one, _, signal) => run(one, signal) });
  const keeper = createJobKeeper({
    journal,
    clock: systemClock,
    ids: systemIds,
    log: silentLog,
    transportOf,
  });
  context.after(async () => {
    await keeper.close('The test is over.');
    await journal.close();
    await rm(root, { recursive: true });
  });
  const agents = new AgentDirectory(systemClock, silentLog);
  const source = {
    project: async () => project,
    inventory: async () => inventory,
    refresh: () => {},
    watch: async () => {},
    close: () => {},
  };
  const notices = new NoticeHub(systemClock);
  const orchestrator = createOrchestrator({
    keeper,
    ids: systemIds,
    transportOf,
    nodes: openNodes({
      source,
      agents,
      keeper,
      store: memoryNodeStore(),
      records: openAgentRecords({ clock: systemClock, log: silentLog }),
      clock: systemClock,
      log: silentLog,
      changed: () => {},
    }),
    source,
    catalog: createTaskCatalog(diskFiles),
    plans: createPlanCatalog(diskFiles),
    clock: systemClock,
    scratch: join(root, 'scratch'),
    content: await openContentStore(join(root, 'content')),
    agents,
    notices,
    questions: createQuestions(notices, systemIds),
    status: () => assert.fail('nobody asks for the status'),
    recovered: Promise.resolve(),
  });
  return { orchestrator, root };
}

async function ended(orchestrator: Orchestrator, id: string): Promise<JobDetails> {
  for await (const _ of orchestrator.events(id, 1, never)) {
    // Only its end is waited for.
  }
  return orchestrator.job(id);
}

const none = { kind: 'literal', values: {} } as const;
const success = (value: NodeResult['value']): NodeResult => ({ status: 'success', value, reached: true });

function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

test('two hundred steps on a hundred targets need little memory', async (context) => {
  const plan = `plan p() {
    $targets = Integer[1, 100].map |$n| { "t\${n}" }
    Integer[1, 200].each |$n| { run_command("step \${n}", $targets) }
  }\n`;
  const stdout = 'x'.repeat(1000);
  const { orchestrator } = await house(context, { 'plans/init.pp': plan }, async () =>
    success({ stdout, exit_code: 0 }),
  );
  const before = usedMemory();
  const id = await orchestrator.runPlan({ plan: 'p', parameters: none });
  let most = 0;
  let steps = 0;
  for await (const event of orchestrator.events(id, 1, never)) {
    if (event.type === 'plan_step_finished' && ++steps % 40 === 0) most = Math.max(most, usedMemory() - before);
  }
  const { state, steps: kept = [] } = await orchestrator.job(id);
  assert.deepEqual([state, kept.length], ['finished', 200]);
  context.diagnostic(`${Math.round(most / 1024 / 1024)} MiB`);
  assert.ok(most < 48 * 1024 * 1024, `${most} bytes`);
});

test('files that a plan writes to targets are there while it runs, and nowhere after it', async (context) => {
  const seen: string[] = [];
  const plan = "plan p() { write_file('text', '/tmp/x', 'a'); fail_plan('no') }\n";
  const { orchestrator, root } = await house(context, { 'plans/init.pp': plan }, async ({ action }) => {
    assert.ok(action.kind === 'upload');
    seen.push((await diskFiles.readText(action.source)) ?? '');
    return success({ _output: 'done' });
  });
  const { state } = await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters: none }));
  assert.deepEqual([state, seen, await readdir(join(root, 'scratch'))], ['failed', ['text'], []]);
});

test('downloads of a plan are in a directory of the project that has nothing else in it', async (context) => {
  const plan = `plan p(String $dir) { download_file('/etc/x', 'logs', 'a')\n file::delete("\${dir}/downloads") }\n`;
  const places: string[] = [];
  const files = { 'plans/init.pp': plan, 'downloads/logs/old/x': '' };
  const { orchestrator, root } = await house(context, files, async ({ action }) => {
    if (action.kind === 'download') places.push(action.destination, ...(await readdir(action.destination)));
    return success({ _output: '' });
  });
  const parameters = { kind: 'literal', values: { dir: root } } as const;
  const { outcome } = await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters }));
  assert.deepEqual(places, [join(root, 'downloads/logs')]);
  assert.ok(outcome?.ok === false, 'file::delete deletes no directory');
  assert.deepEqual(await readdir(join(root, 'downloads')), ['logs']);
});

test('each target of run_task_with gets its own parameters, and those that are wrong are told', async (context) => {
  const got: Record<string, unknown> = {};
  const files = {
    'tasks/t.sh': '',
    'tasks/t.json': '{"parameters": {"n": {"type": "Integer"}, "pw": {"type": "String", "sensitive": true}}}',
    'plans/init.pp': `plan p() {
      $r = run_task_with('p::t', ['a', 'b'], '_catch_errors' => true) |$t| {
        { 'n' => $t.name ? { 'a' => 1, default => 'wrong' }, 'pw' => "secret-\${t.name}" }
      }
      return $r.map |$each| { [$each.target.name, $each.ok, $each['_output']] }
    }\n`,
  };
  const { orchestrator } = await house(context, files, async ({ target, action }) => {
    assert.ok(action.kind === 'task');
    got[target.name] = action.parameters;
    return success({ _output: `echo ${String(action.parameters['pw'])}` });
  });
  const job = await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters: none }));
  assert.deepEqual(got, { a: { n: 1, pw: 'secret-a' } });
  assert.ok(job.outcome?.ok, JSON.stringify(job.outcome));
  assert.deepEqual(job.outcome.value, [
    ['a', true, 'echo Sensitive [value redacted]'],
    ['b', false, null],
  ]);
  const [child = ''] = job.steps?.[0]?.jobs ?? [];
  assert.ok(!JSON.stringify([job, await orchestrator.job(child)]).includes('secret-a'));
  await assert.rejects(orchestrator.rerun({ job: child, which: 'all' }), { kind: 'baton/unsupported' });
});

test('what a task returns as _sensitive is seen by the plan alone', async (context) => {
  const files = {
    'tasks/t.sh': '',
    'plans/init.pp': `plan p() {
      $secret = run_task('p::t', 'a').first.sensitive.unwrap['key']
      run_command("use \${secret}", 'a')
      return "\${secret.length} \${secret}"
    }\n`,
  };
  const commands: string[] = [];
  const { orchestrator } = await house(context, files, async ({ action }) => {
    if (action.kind === 'command') commands.push(action.command);
    return action.kind === 'command'
      ? success({ stdout: '' })
      : { ...success({ _sensitive: 'Sensitive [value redacted]' }), sensitive: { key: 'k3y-text' } };
  });
  const job = await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters: none }));
  assert.deepEqual(commands, ['use k3y-text']);
  assert.deepEqual(job.outcome, { ok: true, value: '8 Sensitive [value redacted]', shape: 'data' });
  assert.equal(job.steps?.[0]?.withheld, true);
});

test('a plan is asked in nobody’s presence: defaults answer, else it fails', async (context) => {
  const plan = "plan p() { $a = prompt('One', 'default' => 'x')\n return [$a, prompt('Two')] }\n";
  const { orchestrator } = await house(context, { 'plans/init.pp': plan }, async () => success({}));
  const alone = await orchestrator.runPlan({ plan: 'p', parameters: none, unattended: true });
  const { outcome } = await ended(orchestrator, alone);
  assert.ok(outcome?.ok === false && outcome.error.kind === 'bolt/no-tty-error');
  const id = await orchestrator.runPlan({ plan: 'p', parameters: none });
  const asked: string[] = [];
  for await (const event of orchestrator.events(id, 1, never)) {
    if (event.type !== 'plan_prompt') continue;
    asked.push(event.message);
    await orchestrator.answer(id, event.prompt, event.message === 'One' ? '' : 'two');
  }
  assert.deepEqual(asked, ['One', 'Two']);
  assert.deepEqual((await orchestrator.job(id)).outcome, { ok: true, value: ['x', 'two'], shape: 'data' });
});

const tangled = `plan p() {
  $first = run_command('one', ['a', 'b'])
  $names = parallelize(['x', 'y']) |$each| {
    run_command("two \${each}", 'a')
    run_plan('p::sub', 'who' => $each)
  }
  $caught = catch_errors() || { run_command('always fails', 'a') }
  $future = background('later') || { run_command('beside', 'b') }
  without_default_logging() || { run_command('three', $first.targets) }
  $answer = prompt('Go on?')
  run_command("four \${answer}", 'a')
  wait($future)
  return [$names, $caught.kind, $answer]
}
`;
const sub = `plan p::sub(String $who) {
  run_command("sub \${who}", ['a', 'b'])
  return $who
}
`;

test('a plan with secrets leaves targets alone that said nothing of them', async (context) => {
  const plan = `plan p(Sensitive[String] $pw) { return run_command("use \${pw.unwrap}", ['a', 'b', 'c']).names }\n`;
  const ran: string[] = [];
  let broken = true;
  const { orchestrator } = await house(context, { 'plans/init.pp': plan }, async ({ target, action }) => {
    ran.push(target.name);
    assert.ok(action.kind === 'command' && action.command === 'use s3cret');
    if (target.name === 'b' && broken)
      return { ...success({ _error: { kind: 'k', msg: 'm', details: {} } }), status: 'failure' };
    return success({ stdout: target.name === 'c' ? 's3cret' : 'fine' });
  });
  const secret = { kind: 'literal', values: { pw: 's3cret' } } as const;
  const failed = await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters: secret }));
  assert.equal(failed.state, 'failed');
  broken = false;
  ran.length = 0;
  const job = await ended(orchestrator, await orchestrator.resumePlan({ job: failed.id, sensitive: secret }));
  assert.deepEqual([job.state, ran.sort()], ['finished', ['b', 'c']], 'what c said is not known any more');
});

test('a plan that goes on and is cut off at once has forgotten nothing', async (context) => {
  const plan = "plan p() { return ['one', 'two', 'last'].map |$c| { run_command($c, 'a').ok } }\n";
  const ran: string[] = [];
  let broken = true;
  const { orchestrator } = await house(context, { 'plans/init.pp': plan }, async ({ action }) => {
    const command = action.kind === 'command' ? action.command : '';
    ran.push(command);
    if (command !== 'last' || !broken) return success({});
    return { ...success({ _error: { kind: 'k', msg: 'm', details: {} } }), status: 'failure' };
  });
  let id = (await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters: none }))).id;
  for (const happening of ['job_running', 'plan_step_started'] as const) {
    id = await orchestrator.resumePlan({ job: id });
    for await (const { type } of orchestrator.events(id, 1, never)) {
      if (type === happening) await orchestrator.stop(id);
    }
  }
  broken = false;
  const job = await ended(orchestrator, await orchestrator.resumePlan({ job: id }));
  assert.deepEqual([job.state, job.outcome], ['finished', { ok: true, value: [true, true, true], shape: 'data' }]);
  assert.deepEqual(
    ran.filter((command) => command !== 'last'),
    ['one', 'two'],
  );
});

test('the default of a sensitive question is written down nowhere', async (context) => {
  const plan = "plan p() { return prompt('Password', 'sensitive' => true, 'default' => 'usual').unwrap == 'usual' }\n";
  const { orchestrator } = await house(context, { 'plans/init.pp': plan }, async () => success({}));
  const id = await orchestrator.runPlan({ plan: 'p', parameters: none });
  const events: unknown[] = [];
  for await (const event of orchestrator.events(id, 1, never)) {
    events.push(event);
    if (event.type === 'plan_prompt') await orchestrator.answer(id, event.prompt, '');
  }
  const { outcome, steps = [] } = await orchestrator.job(id);
  assert.deepEqual([outcome, steps[0]?.withheld], [{ ok: true, value: true, shape: 'data' }, true]);
  assert.ok(!JSON.stringify(events).includes('usual'));
});

test('whatever fails or is cut off, a plan that goes on does each thing once', async (context) => {
  const done = new Map<string, number>();
  let broken: { readonly what: string; readonly how: 'fails' | 'hangs' } | undefined;
  let hung: () => void = () => {};
  const run = async ({ target, action }: NodeRun, signal: AbortSignal): Promise<NodeResult> => {
    const command = action.kind === 'command' ? action.command : action.kind;
    const what = `${command} on ${target.name}`;
    const failed = (): NodeResult => ({
      status: 'failure',
      value: { _error: { kind: 'k', msg: what, details: {} } },
      reached: true,
    });
    if (command === 'always fails') return failed();
    if (broken?.what === what) {
      const { how } = broken;
      broken = undefined;
      if (how === 'hangs') {
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
          hung();
        });
      }
      return failed();
    }
    done.set(what, (done.get(what) ?? 0) + 1);
    return success({ stdout: what });
  };
  const files = { 'plans/init.pp': tangled, 'plans/sub.pp': sub };
  const { orchestrator } = await house(context, files, run);
  let asked = 0;
  const follow = async (id: string): Promise<JobDetails> => {
    for await (const event of orchestrator.events(id, 1, never)) {
      if (event.type !== 'plan_prompt') continue;
      asked += 1;
      await orchestrator.answer(id, event.prompt, 'yes');
    }
    return orchestrator.job(id);
  };
  const whole = await follow(await orchestrator.runPlan({ plan: 'p', parameters: none }));
  assert.deepEqual(whole.outcome, { ok: true, value: [['x', 'y'], 'bolt/run-failure', 'yes'], shape: 'data' });
  const all = [...done.keys()].sort();
  assert.equal(all.length, 12);
  for (const what of all) {
    for (const how of ['fails', 'hangs'] as const) {
      done.clear();
      asked = 0;
      broken = { what, how };
      const hanging = new Promise<void>((resolve) => {
        hung = resolve;
      });
      const id = await orchestrator.runPlan({ plan: 'p', parameters: none });
      if (how === 'hangs') void hanging.then(() => orchestrator.stop(id));
      const cut = await follow(id);
      assert.equal(cut.state, how === 'hangs' ? 'stopped' : 'failed', what);
      // It fails once more before it comes to its end.
      broken = { what, how: 'fails' };
      const second = await follow(await orchestrator.resumePlan({ job: id }));
      assert.equal(second.state, 'failed', what);
      const again = await follow(await orchestrator.resumePlan({ job: second.id }));
      assert.deepEqual([again.state, again.outcome], ['finished', whole.outcome], `${what} ${how}`);
      const twice = [...done].filter(([, times]) => times !== 1);
      assert.deepEqual([[...done.keys()].sort(), twice, asked], [all, [], 1], `${what} ${how}`);
    }
  }
});

test('a plan chooses its targets by facts and names', async (context) => {
  const plan = `plan p(TargetSpec $targets) {
    $debian = get_targets(['web', '-F', 'os.family=Debian'])
    $none = get_targets([[], '-F', 'os.family=Debian'])
    unless $none.empty { fail_plan('nobody was named') }
    $other = get_targets('-S "not os.family=Debian" -x localhost')
    return({ 'debian' => $debian.map |$t| { $t.name }, 'other' => $other.map |$t| { $t.name },
      'ran' => run_command('x', $targets).map |$r| { $r.target.name } })
  }\n`;
  const inventory = `
groups:
  - {name: web, targets: [web1, web2], facts: {os: {family: Debian}}}
  - {name: db, targets: [db1], facts: {os: {family: RedHat}}}
`;
  const files = { 'plans/init.pp': plan, 'inventory.yaml': inventory };
  const { orchestrator } = await house(context, files, async () => success({ exit_code: 0 }));
  const targets = ['all', '--exclude', 'web2'];
  const { outcome } = await ended(orchestrator, await orchestrator.runPlan({ plan: 'p', parameters: none, targets }));
  assert.ok(outcome?.ok === true);
  assert.deepEqual(outcome.value, { debian: ['web1', 'web2'], other: ['db1'], ran: ['web1', 'db1'] });
  const { problems } = await orchestrator.previewPlan({ plan: 'p', parameters: none, targets });
  assert.deepEqual(problems, []);
  const nobody = { plan: 'p', parameters: none, targets: ['-F', 'os.family=None'] };
  await assert.rejects(orchestrator.runPlan(nobody), { kind: 'puppetlabs.orchestrator/empty-target' });
});
