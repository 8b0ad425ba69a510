/** A password in the URI of a target, or in its configuration, is nowhere but on its way to the target. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProgram } from '../../orchestrator-core/cli/program.ts';
import { testTerminal } from '../../orchestrator-core/cli/test-context.ts';
import type { JobEvent } from '../../orchestrator-core/jobs/index.ts';
import { endProcess } from '../support/agent-lab.ts';
import {
  eventOf,
  filesWith,
  type OrchestratorLab,
  orchestratorLab,
  type RunningOrchestrator,
  statesOf,
  wholeJob,
} from '../support/orchestrator-lab.ts';

/** Each in another place, and all of them found by the first letters. */
const [inFile, onLine, inPlan] = ['Geheim-file', 'Geheim-line', 'Geheim-plan'];
const [inConfig, inVariable] = ['Geheim-config', 'Geheim-variable'];

const files = {
  'bolt-project.yaml': 'name: shop\n',
  'inventory.yaml': `
config: {transport: local}
groups:
  - {name: web, targets: ['local://bob:${inFile}@web1', web2]}
  - {name: ssh, targets: ['ssh://bob:${inFile}@far'], config: {ssh: {sudo-password: ${inConfig}}}}
`,
  'plans/make.pp': `plan shop::make(TargetSpec $targets) {
  $later = 'local://eve:${inVariable}@later'
  run_command('true', 'web2')
  $made = get_target('local://amy:${inPlan}@made')
  $config = { 'transport' => 'local', 'ssh' => { 'password' => '${inConfig}' } }
  $configured = Target.new('name' => 'configured', 'config' => $config)
  $changed = get_target('changed')
  $changed.set_config(['ssh', 'sudo-password'], '${inConfig}')
  add_to_group([$made, $configured], 'web')
  out::message("\${made} \${made.name} \${made.uri} \${made.password} \${configured.config} \${changed.config}")
  log::warn("\${get_targets('web')}")
  $results = run_command('echo $PT_x; exit 3', [$made, $configured, $later] + get_targets($targets), '_catch_errors' => true)
  $results.each |$result| { out::message("\${result.target} \${result.target.uri}") }
  return $results
}
`,
  'plans/failing.pp': `plan shop::failing() {
  $made = get_target('amy:${inPlan}@made')
  fail_plan("no \${made.uri}", 'shop/no', { 'target' => $made, 'uri' => $made.uri, 'config' => $made.config })
}
`,
};

const secret = 'Geheim';
const given = `local://joe:${onLine}@there`;
const unexpected = async (): Promise<never> => {
  throw new Error('not a command about nodes');
};
const noCommands = { lint: unexpected, format: unexpected };

/** What a command line prints, and its exit code on a line of its own. */
async function baton(lab: OrchestratorLab, ...line: readonly string[]): Promise<string> {
  const { terminal, out, err } = testTerminal();
  const code = await runProgram([...line, '--project', lab.project, '--data', lab.data], terminal, noCommands);
  return `${out()}${err()}[exit ${code}]`;
}

/** Where a password stands that should not. */
function leaks(lab: OrchestratorLab): readonly string[] {
  const own = new Set(Object.keys(files).map((name) => join(lab.project, name)));
  return filesWith(lab.root, secret).filter((path) => !own.has(path));
}

async function everything({ remote, lines }: RunningOrchestrator): Promise<string> {
  const jobs = await remote.jobs({ limit: 1000 });
  const events: JobEvent[] = [];
  const details: unknown[] = [];
  const take = async (id: string): Promise<void> => {
    events.push(...(await wholeJob(remote, id)));
    details.push(await remote.job(id));
  };
  for (const { id } of jobs) await take(id);
  for (const event of [...events]) if (event.type === 'plan_step_job') await take(event.child);
  const nodes = await remote.nodes();
  const known = await Promise.all(nodes.map(({ name }) => remote.node(name)));
  return JSON.stringify([jobs, events, details, nodes, known, await remote.groups(), lines]);
}

test('no command prints a password of a target, and none is written', async (context) => {
  const lab = await orchestratorLab(context, files);
  const running = await lab.start();
  for (const served of [true, false]) {
    if (!served) await endProcess(running.child);
    const said: string[] = [];
    for (const format of ['human', 'json']) {
      const say = async (...line: string[]) => said.push(await baton(lab, ...line, '--format', format));
      await say('command', 'run', 'echo hello; exit 1', '-t', `web,${given}`, '--stream');
      await say('command', 'run', 'true', '--rerun', 'failure');
      await say('command', 'run', 'true', '-t', `web,${given}`, '--limit', '3');
      await say('plan', 'run', 'shop::make', '-t', given, '--stream', '--verbose');
      await say('command', 'run', 'true', '--rerun', 'all');
      await say('plan', 'run', 'shop::failing');
      await say('plan', 'show', 'shop::make');
      await say('find', '-t', `web,${given}`);
      await say('ping', '-t', `web,${given}`);
      await say('group', 'show');
      await say('node', 'show');
      await say('inventory', 'web*');
      await say('command', 'run', 'true', '-t', `local://joe:${onLine}@there:99999`);
      await say('command', 'run', 'true', '-t', `joe:${onLine}@there*`);
      await say('command', 'run', 'true', '-t', `${given},local://joe:${onLine}-other@there`);
      await say('command', 'run', 'true', '-t', given, '-S', 'role=web and');
      await say('command', 'run', 'true', '-t', given, '-x', '*');
    }
    assert.deepEqual(
      said.filter((each) => each.includes(secret)),
      [],
    );
    assert.match(said[0] ?? '', /Finished on local:\/\/bob@web1|Failed on local:\/\/bob@web1/);
    assert.match(said[3] ?? '', /local:\/\/joe@there/);
    assert.deepEqual(leaks(lab), []);
    if (served) assert.ok(!(await everything(running)).includes(secret));
    await rm(join(lab.project, '.rerun.json'), { force: true });
  }
});

test('after a restart the nodes of later batches are not begun without their passwords', async (context) => {
  const lab = await orchestratorLab(context, files);
  const first = await lab.start();
  const batch = { value: 1, unit: 'nodes', pause: 3_000 } as const;
  const targets = ['web2', given, 'local://bob@web1'];
  const job = await first.remote.run({ kind: 'command', command: 'true', targets, batch });
  await eventOf(first.remote, job, ({ type }) => type === 'batch_finished');
  await endProcess(first.child);
  const { remote } = await lab.start();
  await wholeJob(remote, job);
  const { nodes } = await remote.job(job);
  assert.deepEqual(
    nodes.map(({ name, state }) => `${name} ${state}`),
    ['web2 finished', 'local://joe@there errored', 'local://bob@web1 finished'],
  );
  assert.match(JSON.stringify(nodes[1]?.result), /baton\/password-not-kept/);
  assert.deepEqual(leaks(lab), []);
});

test('a target whose password is not known any more is not run without', async (context) => {
  const lab = await orchestratorLab(context, files);
  const { remote } = await lab.start();
  const job = await remote.run({ kind: 'command', command: 'true', targets: ['web', given] });
  await wholeJob(remote, job);
  assert.equal(statesOf(await remote.job(job)), 'finished: finished finished finished');
  const handedOut = JSON.stringify(await remote.targets(['web', 'ssh', given]));
  assert.ok(handedOut.includes('ssh://bob@far') && !handedOut.includes(secret), handedOut);
  const again = await remote.rerun({ job, which: 'all' });
  await wholeJob(remote, again);
  const { nodes } = await remote.job(again);
  assert.deepEqual(
    nodes.map(({ name, state }) => `${name} ${state}`),
    ['local://bob@web1 finished', 'web2 finished', 'local://joe@there errored'],
  );
  assert.match(JSON.stringify(nodes[2]?.result), /"kind":"baton\/password-not-kept","msg":"local:\/\/joe@there: /);
  // Nor is it after that, and nor where it is the only one.
  const only = remote.rerun({ job: again, which: 'failure' });
  await assert.rejects(only, { kind: 'baton/password-not-kept' });
  const plan = await remote.runPlan({
    plan: 'shop::make',
    parameters: { kind: 'literal', values: {} },
    targets: [given],
  });
  await wholeJob(remote, plan);
  await assert.rejects(remote.rerun({ job: plan, which: 'all' }), {
    kind: 'baton/sensitive-parameters-needed',
    message: `Sensitive values are not kept. To run job ${plan} again, give: targets.`,
  });
  const sensitive = { kind: 'literal', values: { targets: given } } as const;
  const planAgain = await remote.rerun({ job: plan, which: 'all', sensitive });
  await wholeJob(remote, planAgain);
  assert.equal((await remote.job(planAgain)).outcome?.ok, true);
});
