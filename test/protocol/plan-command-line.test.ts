/** Plans as a shell sees them: output, signals, exit codes, and going on after the process was killed. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { isRunning } from '../../orchestrator-core/node/index.ts';
import { eventually } from '../support/eventually.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-plan-commands-'));
const project = join(root, 'project');
const marks = join(root, 'marks');
after(() => rm(root, { recursive: true, force: true }));

await Promise.all([mkdir(join(project, 'plans'), { recursive: true }), mkdir(marks)]);
await writeFile(join(project, 'bolt-project.yaml'), 'name: shop\n');
await writeFile(join(project, 'inventory.yaml'), 'config: {transport: local}\ntargets: [a, b]\n');
const plans = {
  hello: 'plan shop::hello(String $name = \'you\') { out::message("hello $name") return $name }',
  long: `plan shop::long() {
  run_command('echo once >> ${marks}/first', 'a')
  run_command('echo again >> ${marks}/second; test -e ${marks}/go || { echo waiting $$; exec sleep 60; }', 'a')
  return 'through'
}`,
  failing: `plan shop::failing() {
  run_command('echo once >> ${marks}/before', 'a')
  run_command('test -e ${marks}/mended', ['a', 'b'])
  return run_command('true', 'b')
}`,
  asking: "plan shop::asking() { return prompt('Who', 'default' => 'nobody') }",
  needing: "plan shop::needing() { return prompt('Who') }",
};
for (const [name, source] of Object.entries(plans)) await writeFile(join(project, 'plans', `${name}.pp`), source);

const program = join(import.meta.dirname, '../../program/main.ts');

function baton(...line: readonly string[]): ChildProcessWithoutNullStreams {
  const environment = { ...process.env, HOME: root, XDG_DATA_HOME: join(root, 'data') };
  const child = spawn(process.execPath, [program, ...line], { cwd: project, env: environment });
  child.stdin.end();
  return child;
}

async function run(...line: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = baton(...line);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** The journals of plans that were not brought to a good end. */
async function kept(): Promise<readonly string[]> {
  const directories = await readdir(join(root, 'data/baton')).catch(() => []);
  const lists = directories.map((each) => readdir(join(root, 'data/baton', each, 'plans')).catch(() => []));
  return (await Promise.all(lists)).flat().sort();
}

/** Starts a plan whose second step goes on for a minute, and waits until that runs: its process. */
async function startLong(): Promise<{ readonly child: ChildProcessWithoutNullStreams; readonly pid: number }> {
  const child = baton('plan', 'run', 'shop::long', '--stream');
  for await (const line of createInterface(child.stdout)) {
    const pid = /^\[a\] out: waiting (\d+)$/.exec(line)?.[1];
    if (pid !== undefined) return { child, pid: Number(pid) };
  }
  throw new Error('the plan ended');
}

const lines = async (name: string) => (await readFile(join(marks, name), 'utf8')).trim().split('\n').length;

test('plans run side by side, and leave nothing behind when they end well', async () => {
  const runs = await Promise.all(
    ['x', 'y', 'z'].map((name) => run('plan', 'run', 'shop::hello', `name=${name}`, '--format', 'json')),
  );
  assert.deepEqual(
    runs,
    ['x', 'y', 'z'].map((name) => ({ code: 0, stdout: `"${name}"\n`, stderr: `hello ${name}\n` })),
  );
  assert.deepEqual(await kept(), []);
});

test('a plan that failed goes on where it failed, and keeps its results for --rerun', async () => {
  const failed = await run('plan', 'run', 'shop::failing');
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /failed on 2 targets\n {2}\(file: .*failing\.pp, line: 3, column: 3\)\nFailed on a:/);
  const rerun = async () => JSON.parse(await readFile(join(project, '.rerun.json'), 'utf8'));
  assert.deepEqual(await rerun(), [
    { target: 'a', status: 'failure' },
    { target: 'b', status: 'failure' },
  ]);
  assert.deepEqual(await kept(), ['p1']);
  const again = await run('plan', 'resume', 'p1');
  assert.equal(again.code, 1, again.stdout);
  await writeFile(join(marks, 'mended'), '');
  const through = await run('plan', 'resume', 'p1');
  assert.equal(through.code, 0, through.stdout);
  assert.match(through.stdout, /^Replayed: command 'echo once/m);
  assert.equal(await lines('before'), 1);
  assert.deepEqual(await rerun(), [{ target: 'b', status: 'success' }]);
  assert.deepEqual(await kept(), []);
  const gone = await run('plan', 'resume', 'p1', '--format', 'json');
  assert.equal(JSON.parse(gone.stdout).kind, 'puppetlabs.orchestrator/unknown-job');
});

test('a plan whose process was killed goes on with the step that it was at', async () => {
  const { child, pid } = await startLong();
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  process.kill(pid, 'SIGKILL');
  const [name = ''] = await kept();
  await writeFile(join(marks, 'go'), '');
  const { code, stdout } = await run('plan', 'resume', name);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /\n"through"\n$/);
  assert.deepEqual([await lines('first'), await lines('second')], [1, 2]);
  await rm(join(marks, 'go'));
});

test('an interrupt stops the plan with what it runs, and leaves with 130', async () => {
  const { child, pid } = await startLong();
  const code = new Promise((resolve) => child.once('close', resolve));
  child.stdout.resume();
  child.kill('SIGINT');
  assert.equal(await code, 130);
  await eventually(
    'the end of the process',
    () => isRunning(pid, undefined),
    (running) => !running,
  );
  for (const name of await kept()) {
    await writeFile(join(marks, 'go'), '');
    assert.equal((await run('plan', 'resume', name)).code, 0);
  }
});

test('nobody answers where there is no terminal: the default, or an error', async () => {
  const { code, stdout } = await run('plan', 'run', 'shop::asking', '--format', 'json');
  assert.deepEqual([code, stdout], [0, '"nobody"\n']);
  const refused = await run('plan', 'run', 'shop::needing', '--format', 'json');
  assert.equal(refused.code, 1);
  assert.equal(JSON.parse(refused.stdout).kind, 'bolt/no-tty-error');
});

test('what cannot be begun is not kept', async () => {
  const before = await kept();
  const { code, stdout } = await run('plan', 'run', 'shop::nothing');
  assert.equal(code, 1);
  assert.match(stdout, /^Could not find a plan named 'shop::nothing'\./);
  assert.deepEqual(await kept(), before);
});

test('who begins without a project is told how one begins', async () => {
  const empty = join(root, 'Some Shop');
  await mkdir(empty);
  const environment = { ...process.env, HOME: join(root, 'nobody') };
  const child = spawn(process.execPath, [program, 'plan', 'new', 'hello'], { cwd: empty, env: environment });
  child.stdin.end();
  const said = await text(child.stdout);
  assert.equal(
    said,
    `There is no project in ${empty}, nor in a directory above it. To begin one here:\n    echo 'name: some_shop' > bolt-project.yaml\n`,
  );
});

test('a new plan can be shown, previewed and run, and is made once', async () => {
  const made = await run('plan', 'new', 'shop::made', '--pp');
  assert.equal(made.code, 0, made.stdout);
  assert.match(made.stdout, /^Created plan 'shop::made' at '.*\/plans\/made\.pp'\n/);
  const shown = await run('plan', 'show', 'shop::made');
  assert.match(shown.stdout, /baton plan run shop::made \[targets=<value>\]/);
  const previewed = await run('plan', 'preview', 'shop::made', '-t', 'a', '--format', 'json');
  assert.deepEqual([previewed.code, JSON.parse(previewed.stdout).plan], [0, 'shop::made']);
  const ran = await run('plan', 'run', 'shop::made', '-t', 'a');
  assert.match(ran.stdout, /Hello from shop::made\n[\s\S]*Successful on 1 target: a\n/);
  for (const [line, message] of [
    [['shop::made'], /^A plan with the name 'shop::made' already exists at/],
    [['shop::other', '--script', 'shop/none.sh'], /^The script must be a detailed Puppet file reference/],
    [['shop::other', '--script', 'shop/files/none.sh'], /^The script 'shop\/files\/none\.sh' does not exist/],
  ] as const) {
    const refused = await run('plan', 'new', ...line);
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, message);
  }
});
