import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { RemoteOrchestrator } from '../../orchestrator-core/api/index.ts';
import type { JobDetails, JobEvent } from '../../orchestrator-core/jobs/index.ts';
import { isRunning } from '../../orchestrator-core/node/index.ts';
import type { GivenParameters } from '../../orchestrator-core/tasks/index.ts';
import { eventually } from '../support/eventually.ts';
import { eventOf, filesWith, type OrchestratorLab, orchestratorLab, wholeJob } from '../support/orchestrator-lab.ts';

const project = { 'bolt-project.yaml': 'name: p\n' };
const none: GivenParameters = { kind: 'literal', values: {} };

const literal = (values: Extract<GivenParameters, { kind: 'literal' }>['values']): GivenParameters => ({
  kind: 'literal',
  values,
});

/** A lab with a plan `p` of these statements; `$dir` is a directory in which they may leave traces. */
async function planLab(context: TestContext, statements: string, more: Record<string, string> = {}) {
  const lab = await orchestratorLab(context, {
    ...project,
    ...more,
    'plans/init.pp': `plan p(String $dir, Optional[Sensitive[String]] $pw = undef, Sensitive[String] $secret = Sensitive('')) {\n${statements}\n}\n`,
  });
  return lab;
}

async function endOf(remote: RemoteOrchestrator, id: string): Promise<JobDetails> {
  await wholeJob(remote, id);
  return remote.job(id);
}

const stepsOf = ({ steps = [] }: JobDetails): readonly string[] =>
  steps.map((step) => `${step.id} ${step.replayed ? 'replayed' : step.state}`);

const jobOf = (step: string) => (event: JobEvent) => event.type === 'plan_step_job' && event.step === step;

/** A FIFO: a command that reads it waits until something is written to it. */
function makeFifo(lab: OrchestratorLab, name: string): string {
  const path = join(lab.root, name);
  execFileSync('mkfifo', [path]);
  return path;
}

/** Waits for the node of the job that a step has started. */
async function runningIn(remote: RemoteOrchestrator, plan: string, step: string): Promise<string> {
  const event = await eventOf(remote, plan, jobOf(step));
  assert.ok(event.type === 'plan_step_job');
  await eventOf(remote, event.child, ({ type }) => type === 'node_running');
  return event.child;
}

test('a plan whose orchestrator was killed goes on after its last step', async (context) => {
  const lab = await planLab(
    context,
    `  run_command("echo one >> \${dir}/trace; pwd", 'localhost')
  run_command("if [ -e \${dir}/go ]; then echo two >> \${dir}/trace; else cat \${dir}/gate; fi", 'localhost')
  return run_command("cat \${dir}/trace", 'localhost').first['stdout']`,
  );
  const gate = makeFifo(lab, 'gate');
  const first = await lab.start();
  const id = await first.remote.runPlan({ plan: 'p', parameters: literal({ dir: lab.root }) });
  await runningIn(first.remote, id, '2');
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  // Else the command would wait for ever.
  await writeFile(gate, 'go\n');
  await writeFile(join(lab.root, 'go'), '');

  const { remote } = await lab.start();
  const cut = await remote.job(id);
  assert.deepEqual(
    [cut.state, cut.error?.kind, ...stepsOf(cut)],
    ['failed', 'baton/interrupted', '1 finished', '2 stopped'],
  );
  assert.match(cut.error?.msg ?? '', new RegExp(`baton plan resume ${id}\\b`));

  const again = await remote.resumePlan({ job: id });
  const done = await endOf(remote, again);
  assert.deepEqual([done.state, ...stepsOf(done)], ['finished', '1 replayed', '2 finished', '3 finished']);
  assert.deepEqual(done.outcome, { ok: true, value: 'one\ntwo\n', shape: 'data' });
  assert.equal(await readFile(join(lab.root, 'trace'), 'utf8'), 'one\ntwo\n', 'the first step ran once');
  assert.deepEqual(done.description.plan?.resumes, { job: id });
  assert.deepEqual(done.steps?.[0]?.jobs, cut.steps?.[0]?.jobs, 'what did it is named');
  assert.deepEqual(
    (await remote.jobs({ limit: 9 })).map((job) => job.id),
    [again, id],
  );
  await assert.rejects(remote.resumePlan({ job: again }), { kind: 'baton/plan-succeeded' });

  // From a named step on everything is done again.
  const from = await endOf(remote, await remote.resumePlan({ job: again, from: '2' }));
  assert.deepEqual(stepsOf(from), ['1 replayed', '2 finished', '3 finished']);
  await assert.rejects(remote.resumePlan({ job: again, from: '9' }), { kind: 'baton/unknown-step' });
});

/** A plan whose orchestrator ends while an agent runs its step, and the next orchestrator, in which it was resumed. */
async function cutOff(context: TestContext, signal: 'SIGKILL' | 'SIGTERM') {
  const lab = await planLab(
    context,
    `  $r = run_command("echo x >> \${dir}/began; while [ ! -e \${dir}/go ]; do sleep 0.05; done; echo end", 'node1')
  return $r.first['stdout']`,
    { 'inventory.yaml': 'targets: [{name: node1, config: {transport: pcp}}]\n' },
  );
  const first = await lab.start(1);
  const id = await first.remote.runPlan({ plan: 'p', parameters: literal({ dir: lab.root }) });
  const child = await runningIn(first.remote, id, '1');
  await eventually('the command runs', () => existsSync(join(lab.root, 'began')), Boolean);
  first.child.kill(signal);
  await once(first.child, 'exit');
  const { remote } = await lab.start(1);
  const states = [(await remote.job(id)).error?.kind, (await remote.job(child)).state];
  assert.deepEqual(states, ['baton/interrupted', 'running']);
  const again = await remote.resumePlan({ job: id });
  await eventOf(remote, again, ({ type }) => type === 'plan_step_started');
  return { lab, remote, child, again };
}

test('what an agent ran on for a plan that was killed is what came of its step', async (context) => {
  const { lab, remote, child, again } = await cutOff(context, 'SIGKILL');
  await writeFile(join(lab.root, 'go'), '');
  const done = await endOf(remote, again);
  assert.deepEqual(done.outcome, { ok: true, value: 'end\n', shape: 'data' });
  assert.deepEqual(done.steps?.[0]?.jobs, [child]);
  assert.equal(await readFile(join(lab.root, 'began'), 'utf8'), 'x\n', 'it ran once');
});

test('what an agent runs on for a plan is stopped with the run that waits for it', async (context) => {
  const { remote, child, again } = await cutOff(context, 'SIGTERM');
  await remote.stop(again);
  assert.equal((await endOf(remote, again)).state, 'stopped');
  assert.equal((await endOf(remote, child)).state, 'stopped');
});

test('a step that failed on some targets is done again on those, unless the plan has changed', async (context) => {
  const statements = `  $r = run_command("mkdir \${dir}/only && echo done >> \${dir}/trace", ['a', 'b'])
  return $r.map |$each| { $each.target.name }`;
  const local = 'config: {transport: local}';
  const inventory = { 'inventory.yaml': `targets: [{name: a, ${local}}, {name: b, ${local}}]\n` };
  const lab = await planLab(context, statements, inventory);
  const { remote } = await lab.start();
  const id = await remote.runPlan({ plan: 'p', parameters: literal({ dir: lab.root }), concurrency: 1 });
  const failed = await endOf(remote, id);
  assert.deepEqual([failed.state, failed.steps?.[0]?.failures], ['failed', 1]);
  assert.ok(failed.outcome?.ok === false && failed.outcome.error.kind === 'bolt/run-failure');
  await rmdir(join(lab.root, 'only'));
  const done = await endOf(remote, await remote.resumePlan({ job: id }));
  assert.deepEqual([done.state, done.outcome], ['finished', { ok: true, value: ['a', 'b'], shape: 'data' }]);
  assert.equal(await readFile(join(lab.root, 'trace'), 'utf8'), 'done\ndone\n', 'each target did it once');
  const [earlier = '', again = ''] = done.steps?.[0]?.jobs ?? [];
  assert.deepEqual([failed.steps?.[0]?.jobs, (await remote.job(again)).description.nodes], [[earlier], ['b']]);

  const path = join(lab.project, 'plans/init.pp');
  await writeFile(path, (await readFile(path, 'utf8')).replace('$each.target.name', '"x"'));
  await assert.rejects(remote.resumePlan({ job: id }), { kind: 'baton/plan-changed', details: { changed: [path] } });
  await rmdir(join(lab.root, 'only'));
  const forced = await endOf(remote, await remote.resumePlan({ job: id, force: true }));
  assert.deepEqual([forced.state, forced.outcome], ['finished', { ok: true, value: ['x', 'x'], shape: 'data' }]);
});

test('stopped now, the processes of a plan end; stopped after its step, nothing follows it', async (context) => {
  const lab = await planLab(
    context,
    `  run_command("echo $$ > \${dir}/pid; cat \${dir}/gate", 'localhost')
  run_command("touch \${dir}/followed", 'localhost')`,
  );
  const gate = makeFifo(lab, 'gate');
  const { remote } = await lab.start();
  const now = await remote.runPlan({ plan: 'p', parameters: literal({ dir: lab.root }) });
  await runningIn(remote, now, '1');
  const pidFile = join(lab.root, 'pid');
  const text = await eventually('the command runs', () => readFile(pidFile, 'utf8').catch(() => ''), Boolean);
  await remote.stop(now);
  const stopped = await endOf(remote, now);
  assert.equal(stopped.state, 'stopped');
  const [child = ''] = stopped.steps?.[0]?.jobs ?? [];
  assert.equal((await remote.job(child)).state, 'stopped');
  assert.equal(await isRunning(Number(text), undefined), false, 'its process has ended');

  const later = await remote.runPlan({ plan: 'p', parameters: literal({ dir: lab.root }) });
  await runningIn(remote, later, '1');
  await remote.stop(later, 'after-step');
  assert.equal((await remote.job(later)).state, 'stopping');
  await writeFile(gate, 'go\n');
  const after = await endOf(remote, later);
  assert.deepEqual([after.state, ...stepsOf(after)], ['stopped', '1 finished']);
  assert.ok(!existsSync(join(lab.root, 'followed')));

  const resumed = await endOf(remote, await remote.resumePlan({ job: later }));
  assert.deepEqual([resumed.state, ...stepsOf(resumed)], ['finished', '1 replayed', '2 finished']);
});

test('no secret of a plan is written down anywhere, and all are given anew to go on', async (context) => {
  const lab = await planLab(
    context,
    `  $made = Sensitive("made\${1 + 1}here")
  run_command("echo \${made.unwrap}; echo made''2here", 'localhost')
  out::message("it is \${unwrap($made)}")
  $told = run_task('p::t', 'localhost').first.sensitive.unwrap['key']
  run_command("printf %s \${told} > \${dir}/told", 'localhost')
  run_command("printf %s \${secret.unwrap} > \${dir}/out; echo \${secret.unwrap}", 'localhost', _env_vars => { 'PW' => $secret.unwrap })
  fail_plan("no \${secret.unwrap}", 'k', { 'why' => $secret.unwrap })`,
    { 'tasks/t.sh': `#!/bin/sh\necho '{"_sensitive": {"key": "told''here"}, "a": 1}'\n` },
  );
  const { remote } = await lab.start();
  const secret = 'hunter2hunter2';
  const id = await remote.runPlan({ plan: 'p', parameters: literal({ dir: lab.root, secret }) });
  const failed = await endOf(remote, id);
  assert.equal(failed.state, 'failed');
  assert.equal(await readFile(join(lab.root, 'out'), 'utf8'), secret, 'the target was told');
  assert.deepEqual(filesWith(lab.data, secret), []);
  assert.equal(await readFile(join(lab.root, 'told'), 'utf8'), 'toldhere');
  for (const hidden of ['made2here', 'toldhere']) assert.deepEqual(filesWith(lab.data, hidden), [], hidden);
  assert.deepEqual(failed.description.sensitive, ['secret']);
  await assert.rejects(remote.resumePlan({ job: id }), {
    kind: 'baton/sensitive-parameters-needed',
    details: { parameters: ['secret'] },
  });
  const again = await endOf(remote, await remote.resumePlan({ job: id, sensitive: literal({ secret }) }));
  assert.equal(again.state, 'failed');
  const rerun = await endOf(remote, await remote.rerun({ job: id, which: 'all', sensitive: literal({ secret }) }));
  assert.equal(rerun.description.rerunOf, id);
  assert.deepEqual(filesWith(lab.data, secret), []);
});

test('plans are listed, described, asked for and checked', async (context) => {
  const lab = await planLab(context, '', {
    'plans/sub/two.yaml': 'description: Two\nparameters:\n  n: {type: "Integer[1,5]", default: 2}\nsteps: []\n',
    'plans/broken.pp': 'plan p::broken( {\n',
    'types/port.pp': 'type P::Port = Enum[a, b]\n',
    'plans/aliased.pp':
      '# @summary Short\n# @param port Which\nplan p::aliased(P::Port $port, TargetSpec $targets) { return [$port, $targets] }\n',
  });
  const { remote } = await lab.start();
  const { plans, problems } = await remote.plans();
  assert.deepEqual(
    plans.flatMap(({ name, description, isBrought }) => (isBrought ? [] : [[name, description]])),
    [
      ['p', undefined],
      ['p::aliased', 'Short'],
      ['p::sub::two', 'Two'],
    ],
  );
  assert.deepEqual(
    problems.map(({ severity, path, line }) => [severity, path, line]),
    [['error', join(lab.project, 'plans/broken.pp'), 1]],
  );
  const { kind, parameters } = await remote.plan('p::sub::two');
  assert.deepEqual(
    [kind, parameters],
    ['yaml', [{ name: 'n', type: 'Integer[1,5]', required: false, sensitive: false, default: '2' }]],
  );
  const forms = await remote.planForms('p');
  assert.deepEqual(
    forms.map(({ name, required, sensitive }) => [name, required, sensitive]),
    [
      ['dir', true, false],
      ['pw', false, true],
      ['secret', false, true],
    ],
  );
  const [port] = await remote.planForms('p::aliased');
  assert.deepEqual(port?.choices, ['a', 'b']);
  assert.deepEqual(await remote.checkPlanParameter('p::sub::two', 'n', '3'), { ok: true });
  assert.deepEqual(await remote.checkPlanParameter('p::sub::two', 'n', '9'), {
    ok: false,
    message: "parameter 'n' expects an Integer[1, 5] value, got Integer[9, 9]",
  });
  for (const call of [remote.plan('p::none'), remote.runPlan({ plan: 'p::none', parameters: none })]) {
    await assert.rejects(call, { kind: 'bolt/unknown-plan' });
  }
  const request = { plan: 'p::aliased', targets: ['a', 'b'] };
  const text: GivenParameters = { kind: 'text', values: { port: 'b' } };
  const ran = await endOf(remote, await remote.runPlan({ ...request, parameters: text }));
  assert.deepEqual(ran.outcome, { ok: true, value: ['b', 'a,b'], shape: 'data' });
  const both: GivenParameters = { kind: 'text', values: { port: 'b', targets: 'x' } };
  await assert.rejects(remote.runPlan({ ...request, parameters: both }), { kind: 'bolt/cli-error' });
  const wrong = await endOf(remote, await remote.runPlan({ ...request, parameters: literal({ port: 'z' }) }));
  assert.deepEqual([wrong.state, wrong.steps], ['failed', []]);
});

test('a plan is looked at as it stands on the disk or in an editor, and nothing is done', async (context) => {
  const lab = await planLab(context, `  run_command("touch \${dir}/touched", 'localhost')`);
  const { remote } = await lab.start();
  const request = { plan: 'p', parameters: { kind: 'text', values: { dir: lab.root } } } as const;
  const objects = async (source?: string): Promise<unknown> => {
    const { nodes, problems } = await remote.previewPlan(request, source);
    const steps = nodes.map((node) => (node.kind === 'step' ? [node.object, node.targets] : node.kind));
    return [steps, problems.map(({ message }) => message)];
  };
  const known = (text: string) => ({ kind: 'known', value: text, text });
  const here = { kind: 'known', names: ['localhost'] };
  assert.deepEqual(await objects(), [[[known(`touch ${lab.root}/touched`), here]], []]);
  const typed = `plan p(String $dir) {\n  run_command("ls \${dir}", 'localhost')\n  run_command(\n`;
  const [steps] = (await objects(typed.replace('  run_command(\n', '}\n'))) as [unknown];
  assert.deepEqual(steps, [[known(`ls ${lab.root}`), here]]);
  const [, problems] = (await objects(typed)) as [unknown, string[]];
  assert.equal(problems.length, 1, 'half-written code is said to be that');
  await assert.rejects(remote.previewPlan({ plan: 'p::none', parameters: none }), { kind: 'bolt/unknown-plan' });
  assert.deepEqual(await remote.jobs({ limit: 1 }), []);
  assert.ok(!existsSync(join(lab.root, 'touched')));
});

test('scripts run and files are copied, and again', async (context) => {
  const lab = await orchestratorLab(context, { ...project, 'files/say.sh': '#!/bin/sh\necho "$1 $NAME"\n' });
  const { remote } = await lab.start();
  const targets = ['localhost'];
  const script = {
    kind: 'script',
    script: 'p/say.sh',
    arguments: ['hello'],
    environment: { NAME: 'you' },
    targets,
  } as const;
  const first = await endOf(remote, await remote.run(script));
  assert.equal(first.nodes[0]?.result?.value['stdout'], 'hello you\n');
  const again = await endOf(remote, await remote.rerun({ job: first.id, which: 'all' }));
  assert.deepEqual(again.nodes[0]?.result, first.nodes[0]?.result);
  const there = join(lab.root, 'there');
  await endOf(remote, await remote.run({ kind: 'upload', source: 'p/say.sh', destination: there, targets }));
  const back = join(lab.root, 'back');
  const download = await remote.run({ kind: 'download', source: there, destination: back, targets });
  assert.equal((await endOf(remote, download)).state, 'finished');
  assert.equal(await readFile(join(back, 'localhost', 'there'), 'utf8'), '#!/bin/sh\necho "$1 $NAME"\n');
  await endOf(remote, await remote.rerun({ job: download, which: 'all' }));
  for (const wrong of [
    { kind: 'script', script: 'p/none.sh', arguments: [], targets },
    { kind: 'upload', source: 'p/none', destination: '/x', targets },
    { kind: 'download', source: '/x', destination: 'x', targets },
  ] as const) {
    await assert.rejects(remote.run(wrong), { kind: 'bolt/validation-error' });
  }
  assert.deepEqual(await readdir(join(lab.data)).then((names) => names.includes('scratch')), false);
});
