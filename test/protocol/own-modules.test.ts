/** The modules that every project has, run in a world of a test, and their scripts on this machine. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Json, JsonObject } from '../../orchestrator-core/common/index.ts';
import { createProjectEvaluation } from '../../orchestrator-core/evaluation-host.ts';
import { diskFiles, ownModules } from '../../orchestrator-core/node/index.ts';
import { type FakeWorldOptions, fakeWorld } from '../../orchestrator-core/plans/run/fake-world.ts';
import { never } from '../../orchestrator-core/plans/run/run-cases.ts';
import { runPlan } from '../../orchestrator-core/plans/run/run-plan.ts';
import { loadProject } from '../../orchestrator-core/project/index.ts';
import { run } from '../../scripts/command.ts';

const error = (kind: string, msg: string): JsonObject => ({ _error: { kind, msg, details: {} } });
const no = error('test/no', 'No');
/** What a target answers for its facts. */
const debian = { os: { name: 'Debian', family: 'Debian', release: { full: '12.11' } } };

/** Runs a plan of these modules; the clock jumps to whatever is waited for. */
async function outcome(
  plan: string,
  parameters: JsonObject,
  options: FakeWorldOptions = {},
): Promise<{ readonly value: Json; readonly world: ReturnType<typeof fakeWorld> }> {
  const entries = await readdir(ownModules, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[join('/modules', relative(ownModules, path))] = await readFile(path, 'utf8');
  }
  const { project } = await loadProject(diskFiles, '/nowhere', { ownModules });
  const { loadFunction } = createProjectEvaluation(project, { files: diskFiles, now: () => 0, log: () => {} }).host;
  const world = fakeWorld({ files, ...options, host: { loadFunction } });
  let isOver = false;
  const running = runPlan({ plan, parameters, noop: false }, world, { signal: never, turn: async () => {} });
  const ended = running.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await setImmediate();
    world.clock.advance(1000);
  }
  const came = await ended;
  return { value: came.ok ? came.value : { kind: came.error.kind, msg: came.error.msg }, world };
}

test('facts are asked for and kept with the targets', async () => {
  const { value, world } = await outcome('facts', { targets: 'a,b' }, { act: () => debian });
  assert.deepEqual(
    (value as readonly JsonObject[]).map(({ target, value: facts }) => [target, facts]),
    [
      ['a', debian],
      ['b', debian],
    ],
  );
  assert.deepEqual(world.inventory.target('b').facts, debian);
});

test('a line for each target says what it runs, where it answers', async () => {
  const act = (_: unknown, target: string): JsonObject => (target === 'b' ? no : debian);
  const { value } = await outcome('facts::info', { targets: 'a,b,c' }, { act });
  assert.deepEqual(value, ['a: Debian 12.11 (Debian)', 'c: Debian 12.11 (Debian)']);
});

test('results are counted, or gathered, by their values', async () => {
  const act = (_: unknown, target: string): JsonObject => ({ state: target === 'c' ? 'stopped' : 'running' });
  const parameters = { targets: 'a,b,c', task: 'service' };
  const counted = await outcome('aggregate::count', parameters, { act, tasks: { service: task } });
  assert.deepEqual(counted.value, { state: { running: 2, stopped: 1 } });
  const gathered = await outcome('aggregate::targets', parameters, { act, tasks: { service: task } });
  assert.deepEqual(gathered.value, { state: { running: ['a', 'b'], stopped: ['c'] } });
});

const task = { supportsNoop: false, sensitive: [] };

/** What a plan that runs one of three is given, and what it says of that. */
const refusals: readonly (readonly [plan: string, parameters: JsonObject, kind: string, msg: string])[] = [
  ['aggregate::count', {}, 'aggregate/invalid-params', 'Must specify a command, script, or task to run'],
  [
    'aggregate::targets',
    { command: 'a', script: 'b' },
    'aggregate/invalid-params',
    'Must specify only one command, script, or task to run',
  ],
  ['canary', {}, 'canary/invalid-params', 'Must specify a command, script, or task to run'],
  [
    'canary',
    { task: 'a', command: 'b', script: 'c' },
    'canary/invalid-params',
    'Must specify only one command, script, or task to run',
  ],
];

for (const [plan, parameters, kind, msg] of refusals) {
  test(`${plan} refuses ${JSON.stringify(parameters)}`, async () => {
    assert.deepEqual((await outcome(plan, { targets: 'a', ...parameters })).value, { kind, msg });
  });
}

test('the others follow the canaries where all went well', async () => {
  const { value, world } = await outcome('canary', { targets: 'a,b,c', command: 'x', canary_size: 2 });
  assert.deepEqual(
    world.actions.map(({ targets }) => targets.length),
    [2, 1],
  );
  assert.equal((value as readonly Json[]).length, 3);
});

test('nothing follows canaries that failed', async () => {
  const { value, world } = await outcome('canary', { targets: 'a,b,c', command: 'x' }, { act: () => no });
  assert.equal(world.actions.length, 1);
  assert.deepEqual(value, { kind: 'bolt/run-failure', msg: '1 canary target failures. 2 targets skipped.' });
});

test('what failed behind the canaries is counted', async () => {
  let acted = 0;
  const act = (): JsonObject => {
    acted += 1;
    return acted === 1 ? {} : no;
  };
  const { value } = await outcome('canary', { targets: 'a,b,c', command: 'x' }, { act });
  assert.deepEqual(value, { kind: 'bolt/run-failure', msg: 'Plan failed for 2 targets.' });
});

test('facts come from PuppetDB by the names of the hosts', async () => {
  const facts = { web: { role: 'web' } };
  const { value, world } = await outcome(
    'puppetdb_fact',
    { targets: 'web' },
    { puppetdb: { facts: async () => facts } },
  );
  assert.deepEqual(value, facts);
  assert.deepEqual(world.inventory.target('web').facts, facts.web);
});

/** Targets that are away for some looks once they were rebooted; `never` come back with the boot they had. */
function rebooting(looks: number, gone: readonly string[] = []): NonNullable<FakeWorldOptions['act']> {
  const seen = new Map<string, number>();
  return (action, target) => {
    if (action.kind !== 'task' || action.task !== 'reboot::last_boot_time') return { status: 'queued' };
    const count = seen.get(target) ?? 0;
    seen.set(target, count + 1);
    if (count === 0) return { _output: 'first' };
    if (count < looks) return no;
    return { _output: gone.includes(target) ? 'first' : 'second' };
  };
}

const rebootTasks = { reboot: task, 'reboot::last_boot_time': task };

test('a reboot is waited for', async () => {
  const { value, world } = await outcome('reboot', { targets: 'a,b' }, { act: rebooting(3), tasks: rebootTasks });
  assert.deepEqual(
    (value as readonly JsonObject[]).map((each) => [each['target'], each['status'], each['value']]),
    [
      ['a', 'success', { _output: 'rebooted' }],
      ['b', 'success', { _output: 'rebooted' }],
    ],
  );
  const asked = world.actions.filter(({ action }) => action.kind === 'task' && action.task === 'reboot');
  assert.deepEqual(
    asked.map(({ action }) => action.kind === 'task' && action.parameters),
    [{ timeout: 1 }],
  );
});

test('a target that does not come back in time is told', async () => {
  const parameters = { targets: 'a,b', reconnect_timeout: 5 };
  const away = () => ({ act: rebooting(1, ['b']), tasks: rebootTasks });
  const { value } = await outcome('reboot', parameters, away());
  assert.deepEqual(value, {
    kind: 'bolt/reboot-failed',
    msg: 'One or more targets failed to reboot within the allotted wait time',
  });
  const again = await outcome('reboot', { ...parameters, fail_plan_on_errors: false }, away());
  assert.deepEqual(
    (again.value as readonly JsonObject[]).map(({ status }) => status),
    ['success', 'failure'],
  );
});

/** A directory in which a script finds no other programs than these. */
async function programs(context: TestContext, own: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-programs-'));
  context.after(() => rm(directory, { recursive: true }));
  for (const name of 'awk cat cut date grep head hostname id ip sed sh tr uname'.split(' ')) {
    const { output } = await run('/bin/sh', ['-c', `command -v ${name}`]);
    if (output.trim() !== '') await symlink(output.trim(), join(directory, name));
  }
  for (const [name, text] of Object.entries(own)) {
    await rm(join(directory, name), { force: true });
    await writeFile(join(directory, name), text, { mode: 0o755 });
  }
  return directory;
}

async function taskOutput(path: string, script: string): Promise<JsonObject> {
  const env = { PATH: path, PT__installdir: ownModules };
  const { output } = await run('/bin/sh', [join(ownModules, script)], { env });
  return JSON.parse(output);
}

test('the task facts knows a machine without Facter by itself', async (context) => {
  const facts = await taskOutput(await programs(context, {}), 'facts/tasks/init.sh');
  const { os, networking, kernel } = facts;
  assert.equal(kernel, process.platform === 'darwin' ? 'Darwin' : 'Linux');
  assert.ok(os !== undefined && networking !== undefined);
});

test('the task facts asks Facter where it is there, for the facts of Puppet if it can', async (context) => {
  const plain =
    '#!/bin/sh\n[ "$1" = --json ] || { echo "cannot load puppet" >&2; exit 1; }\necho \'{"by": "facter"}\'\n';
  const whole = '#!/bin/sh\necho \'{"by": "facter \'"$1"\'"}\'\n';
  assert.deepEqual(await taskOutput(await programs(context, { facter: plain }), 'facts/tasks/init.sh'), {
    by: 'facter',
  });
  assert.deepEqual(await taskOutput(await programs(context, { facter: whole }), 'facts/tasks/init.sh'), {
    by: 'facter -p',
  });
});

test('the task reboot is refused to others than root, and one boot is told from another', async (context) => {
  const somebody = '#!/bin/sh\necho 1000\n';
  // Nothing here may reboot the machine that it runs on, whatever goes wrong.
  const path = await programs(context, { shutdown: '#!/bin/sh\n', id: somebody });
  assert.deepEqual(await taskOutput(path, 'reboot/tasks/init.sh'), {
    _error: { kind: 'reboot/not-root', msg: 'Only root can reboot; run the task with run-as', details: {} },
  });
  const { output } = await run('/bin/sh', [join(ownModules, 'reboot/tasks/last_boot_time.sh')]);
  assert.notEqual(output.trim(), '');
});
