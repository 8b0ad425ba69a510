import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { eventOf, orchestratorLab, outputIn, statesOf, wholeJob } from '../support/orchestrator-lab.ts';

const inventory = `targets:
  - {name: node1, config: {transport: pcp}}
  - {name: here, config: {transport: local}}
`;

/** From here on no file of the process can grow: what a full disk, or a quota, does to it. */
function fillDisk(pid: number | undefined): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=1:unlimited']);
}

test('one TERM ends an orchestrator whose disk is full; it says what is not on disk, and its next life is truthful', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const { child, remote, lines } = await lab.start(1);
  const command = (name: string): string =>
    `echo x >> ${lab.root}/${name}; echo begin; while [ -e ${lab.root} ] && [ ! -e ${lab.root}/go ]; do sleep 0.05; done; echo end; exit 4`;
  const run = (target: string): Promise<string> =>
    remote.run({ kind: 'command', command: command(target), targets: [target] });
  const [onAgent, onHost] = [await run('node1'), await run('here')];
  for (const id of [onAgent, onHost]) {
    await eventOf(remote, id, (event) => event.type === 'node_output' && event.text === 'begin\n');
  }
  fillDisk(child.pid);
  await writeFile(join(lab.root, 'go'), '');
  const waits = (): number => lines.filter((line) => /waits for its journal: .*can't be written/.test(line)).length;
  await eventually('both jobs wait for their journal', waits, (count) => count >= 2);
  const began = performance.now();
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 1);
  assert.ok(performance.now() - began < 60_000, 'it waits for no space');
  const said = lines.findLast((line) => line.startsWith('error Not on disk'));
  assert.match(said ?? '', new RegExp(`of job ${onHost}, among them what came of here`));

  const second = await lab.start(1);
  const events = await wholeJob(second.remote, onAgent);
  const [agent, host] = [await second.remote.job(onAgent), await second.remote.job(onHost)];
  assert.equal(statesOf(agent), 'failed: failed');
  assert.equal(agent.nodes[0]?.result?.value['exit_code'], 4, 'with what the node did');
  assert.equal(outputIn(events), 'begin\nend\n');
  assert.equal(statesOf(host), 'failed: errored');
  assert.match(JSON.stringify(host.nodes[0]?.result), /nobody knows what came of it/);
  for (const name of ['node1', 'here']) assert.equal(readFileSync(join(lab.root, name), 'utf8'), 'x\n', 'it ran once');
});

test('one TERM ends a plan that a command runs by itself, though nothing can be written', async (context) => {
  const lab = await orchestratorLab(context, {
    'bolt-project.yaml': 'name: lab\n',
    'plans/init.pp': `plan lab() {\n  run_command('touch "$DIR/began"; sleep 60', 'localhost')\n}\n`,
  });
  const program = join(import.meta.dirname, '../../program/main.ts');
  const args = [program, 'plan', 'run', 'lab', '--project', lab.project, '--data', lab.data];
  const child = spawn(process.execPath, args, { env: { ...process.env, DIR: lab.root }, stdio: 'pipe' });
  const said = text(child.stderr);
  child.stdout.resume();
  const began = join(lab.root, 'began');
  await eventually(
    'the command begins',
    () => existsSync(began),
    (is) => is,
  );
  fillDisk(child.pid);
  const from = performance.now();
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.ok(code !== 0 && code !== null, `exit code ${code}`);
  assert.ok(performance.now() - from < 60_000, 'it waits for no space');
  assert.match(await said, /Not on disk: .* of job 1/);
});
