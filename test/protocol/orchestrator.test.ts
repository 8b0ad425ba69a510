import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { wholeAnswer } from '../../orchestrator-core/common/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';
import { agentEntry, endProcess } from '../support/agent-lab.ts';
import { eventually } from '../support/eventually.ts';
import {
  eventOf,
  filesWith,
  orchestratorLab,
  outputIn,
  type RunningOrchestrator,
  statesOf,
  wholeJob,
} from '../support/orchestrator-lab.ts';

const inventory = `targets:
  - {name: node1, config: {transport: pcp}}
  - {name: far, config: {transport: pcp}}
  - {name: here, config: {transport: local}}
`;

/** Runs a command on a target; a stopped or killed one would count itself twice. */
function command(line: string, target = 'node1'): { kind: 'command'; command: string; targets: string[] } {
  return { kind: 'command', command: line, targets: [target] };
}

/** The process of a local node of this lab: others may run agents of that name on this machine. */
async function agentPid(data: string, name: string): Promise<number | undefined> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(`\0--certname\0${name}\0`) && line.includes(`\0${data}/nodes/`)) return Number(pid);
  }
  return undefined;
}

/**
 * A run that says `begin`, waits until the test lets it go on, or is over, and says `end`; it counts how often it began.
 */
function held(root: string): string {
  return `echo x >> ${root}/began; echo begin; while [ -e ${root} ] && [ ! -e ${root}/go ]; do sleep 0.05; done; echo end; exit 4`;
}

const isBegin = (event: { type: string; text?: string }): boolean =>
  event.type === 'node_output' && event.text === 'begin\n';

async function assertHeldJob(orchestrator: RunningOrchestrator, id: string, root: string): Promise<void> {
  const events = await wholeJob(orchestrator.remote, id);
  const details = await orchestrator.remote.job(id);
  assert.equal(statesOf(details), 'failed: failed');
  assert.equal(details.nodes[0]?.result?.value['exit_code'], 4);
  assert.equal(details.nodes[0]?.result?.value['stdout'], 'begin\nend\n');
  assert.equal(outputIn(events), 'begin\nend\n', 'output is neither lost nor doubled');
  assert.deepEqual(
    events.map(({ number }) => number),
    events.map((_, index) => index + 1),
  );
  assert.equal(readFileSync(join(root, 'began'), 'utf8'), 'x\n', 'it ran once');
}

test('an orchestrator killed in the middle of a job finishes it in its next life, with what the node did', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const first = await lab.start(1);
  const id = await first.remote.run(command(held(lab.root)));
  await eventOf(first.remote, id, isBegin);
  await endProcess(first.child);
  const second = await lab.start(1);
  assert.equal((await second.remote.job(id)).state, 'running');
  await writeFile(join(lab.root, 'go'), '');
  await assertHeldJob(second, id, lab.root);
  assert.equal(second.broker, first.broker, 'agents find it where it was');
});

test('an orchestrator that was down while the job ended learns how', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const first = await lab.start(1);
  const id = await first.remote.run(command(`${held(lab.root)}`));
  await eventOf(first.remote, id, isBegin);
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');
  assert.deepEqual([first.child.exitCode, first.child.signalCode], [0, null]);
  await writeFile(join(lab.root, 'go'), '');
  const second = await lab.start(1);
  await assertHeldJob(second, id, lab.root);
});

test('an agent killed in the middle of a task comes back with its result', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const orchestrator = await lab.start(1);
  const id = await orchestrator.remote.run(command(held(lab.root)));
  await eventOf(orchestrator.remote, id, isBegin);
  const pid = await agentPid(lab.data, 'node1');
  assert.ok(pid !== undefined);
  process.kill(pid, 'SIGKILL');
  await eventOf(orchestrator.remote, id, (event) => event.type === 'node_message' && /was lost/.test(event.message));
  assert.equal(statesOf(await orchestrator.remote.job(id)), 'running: running');
  await writeFile(join(lab.root, 'go'), '');
  await assertHeldJob(orchestrator, id, lab.root);
});

/** Passes bytes on between an agent and the broker, until the test cuts every line. */
async function wire(port: number): Promise<{ port: number; cut: () => void; close: () => void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    close: () => {
      cut();
      server.close();
    },
  };
}

test('a cut socket costs neither output nor result', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const orchestrator = await lab.start(1);
  // The certificate of a local node serves for an agent that is reached over a wire of ours.
  const pid = await eventually(
    'an agent',
    () => agentPid(lab.data, 'node1'),
    (found) => found !== undefined,
  );
  assert.ok(pid !== undefined);
  const line = await wire(Number(new URL(orchestrator.broker).port));
  context.after(line.close);
  const ssl = join(lab.data, 'ssl');
  const identity = [
    '--ssl-cert',
    `${ssl}/certs/node1.pem`,
    '--ssl-key',
    `${ssl}/private_keys/node1.pem`,
    '--ssl-ca',
    `${ssl}/certs/ca.pem`,
  ];
  orchestrator.child.kill('SIGTERM');
  await once(orchestrator.child, 'exit');
  const second = await lab.start(0);
  const args = [agentEntry, 'agent', '--broker', `wss://127.0.0.1:${line.port}`, '--certname', 'node1', ...identity];
  const agent = spawn(process.execPath, [...args, '--data', join(lab.root, 'agent')], { stdio: 'ignore' });
  context.after(() => endProcess(agent));
  const id = await second.remote.run(command(held(lab.root)));
  await eventOf(second.remote, id, isBegin);
  line.cut();
  await eventOf(second.remote, id, (event) => event.type === 'node_message' && /is back/.test(event.message));
  line.cut();
  await writeFile(join(lab.root, 'go'), '');
  await assertHeldJob(second, id, lab.root);
});

test('stop ends the whole tree of processes on the node', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const { remote } = await lab.start(1);
  const id = await remote.run(
    command(
      `sh -c 'echo $$ >> ${lab.root}/pids; exec sleep 1000' & echo $$ >> ${lab.root}/pids; sleep 0.2; echo up; wait`,
    ),
  );
  await eventOf(remote, id, (event) => event.type === 'node_output');
  const pids = readFileSync(join(lab.root, 'pids'), 'utf8').trim().split('\n').map(Number);
  assert.equal(pids.length, 2);
  await remote.stop(id);
  await wholeJob(remote, id);
  const details = await remote.job(id);
  assert.equal(statesOf(details), 'stopped: stopped');
  assert.match(JSON.stringify(details.nodes[0]?.result), /stopped on node1\. Its process was ended/);
  for (const pid of pids)
    await eventually(
      `the end of ${pid}`,
      () => isGone(pid),
      (gone) => gone,
    );
});

/** Whether a process has ended, reaped or not. */
function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') === true;
  } catch {
    return true;
  }
}

const login: Readonly<Record<string, string>> = {
  'inventory.yaml': inventory,
  'bolt-project.yaml': 'name: lab\n',
  'tasks/login.sh':
    '#!/bin/sh\n[ -n "$PT_password" ] && echo "as $PT_user"; [ -z "$PT_loud" ] || echo "with $PT_password"\n',
  'tasks/login.json': JSON.stringify({
    input_method: 'environment',
    parameters: {
      user: { type: 'String' },
      password: { type: 'String[1]', sensitive: true },
      pin: { type: 'Optional[Sensitive[Integer]]' },
      loud: { type: 'Optional[Boolean]' },
    },
  }),
};
const secret = 'correct-horse-battery';

test('a sensitive value is in no file of the data directory, no log and no event', async (context) => {
  const lab = await orchestratorLab(context, login);
  const { remote, lines } = await lab.start(1);
  const values = { user: 'eve', password: secret, pin: 918_273 };
  const id = await remote.run({
    kind: 'task',
    task: 'lab::login',
    targets: ['node1', 'here'],
    parameters: { kind: 'literal', values },
  });
  const events = await wholeJob(remote, id);
  assert.equal(statesOf(await remote.job(id)), 'finished: finished finished');
  assert.equal(outputIn(events), 'as eve\nas eve\n');
  assert.ok(!JSON.stringify([events, await remote.job(id), lines]).includes(secret));
  assert.deepEqual(filesWith(lab.data, secret), []);
  await assert.rejects(remote.rerun({ job: id, which: 'all' }), {
    kind: 'baton/sensitive-parameters-needed',
    details: { parameters: ['password', 'pin'] },
  });
  const sensitive = (pin: string) => ({ kind: 'text' as const, values: { password: secret, pin } });
  await assert.rejects(remote.rerun({ job: id, which: 'all', sensitive: sensitive('none') }), /'pin' expects a value/);
  const again = await remote.rerun({
    job: id,
    which: 'all',
    sensitive: sensitive('918273'),
  });
  await wholeJob(remote, again);
  const { state, description } = await remote.job(again);
  assert.deepEqual(
    [state, description.rerunOf, description.parameters],
    ['finished', id, { user: 'eve', password: 'Sensitive [value redacted]', pin: 'Sensitive [value redacted]' }],
  );
});

test('a sensitive value that a task prints is redacted, and stays on the node that printed it', async (context) => {
  const lab = await orchestratorLab(context, login);
  const { remote, lines } = await lab.start(1);
  const values = { user: 'eve', password: secret, loud: true };
  const id = await remote.run({
    kind: 'task',
    task: 'lab::login',
    targets: ['node1', 'here'],
    parameters: { kind: 'literal', values },
  });
  const events = await wholeJob(remote, id);
  assert.ok(outputIn(events).includes('with Sensitive [value redacted]\n'));
  assert.ok(!JSON.stringify([events, await remote.job(id), lines]).includes(secret));
  // A node's own spool keeps what its tasks wrote, as that of any PXP agent does.
  const elsewhere = filesWith(lab.data, secret).filter(
    (path) => !path.startsWith(join(lab.data, 'nodes/node1/spool/')),
  );
  assert.deepEqual(elsewhere, []);
});

test('what runs on this machine ends with its orchestrator, and says so', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const first = await lab.start();
  const id = await first.remote.run(command('echo up; sleep 1000', 'here'));
  await eventOf(first.remote, id, (event) => event.type === 'node_output');
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');
  const second = await lab.start();
  assert.equal(statesOf(await second.remote.job(id)), 'stopped: stopped');
  const killed = await second.remote.run(command(held(lab.root), 'here'));
  await eventOf(second.remote, killed, (event) => event.type === 'node_output');
  await endProcess(second.child);
  const third = await lab.start();
  await wholeJob(third.remote, killed);
  const details = await third.remote.job(killed);
  assert.equal(statesOf(details), 'failed: errored');
  assert.match(JSON.stringify(details.nodes[0]?.result), /nobody knows what came of it/);
  await writeFile(join(lab.root, 'go'), '');
});

test('two orchestrators never share a data directory', async (context) => {
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const { child } = await lab.start();
  await assert.rejects(lab.start(), new RegExp(`baton/data-directory-in-use.*process ${child.pid}\\b`));
});

test('what is wrong with the store of nodes keeps nothing else from its work', async (context) => {
  const newer = async (path: string): Promise<void> => {
    await (await openNodeStore({ path })).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
  };
  const cases: readonly (readonly [kind: string, make: (path: string) => Promise<void>, told: RegExp])[] = [
    ['baton/node-store-damaged', (path) => writeFile(path, 'no database '.repeat(1000)), /is damaged .*move it away/],
    ['baton/node-store-too-new', newer, /version 99/],
  ];
  for (const [kind, make, told] of cases) {
    const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
    const path = join(lab.data, 'nodes.sqlite');
    await mkdir(lab.data, { mode: 0o700 });
    await make(path);
    const was = await readFile(path);
    const { remote, lines } = await lab.start();
    const job = await remote.run(command('echo hello', 'here'));
    assert.equal(outputIn(await wholeJob(remote, job)), 'hello\n');
    assert.ok((await remote.nodes()).some(({ name }) => name === 'here'));
    assert.equal((await remote.node('here')).name, 'here');
    const asked = wholeAnswer(remote.query({ query: 'nodes {}' }, new AbortController().signal));
    await assert.rejects(asked, { kind, message: told });
    const about = lines.filter((line) => line.includes(path));
    assert.deepEqual([about.length, about.every((line) => told.test(line))], [1, true], lines.join('\n'));
    assert.ok(was.equals(await readFile(path)));
  }
});

test('bad requests are refused before anything is kept, in the words of Bolt', async (context) => {
  const lab = await orchestratorLab(context, login);
  const { remote } = await lab.start();
  const task = (name: string, values: object, targets = ['here'], noop = false): Parameters<typeof remote.run>[0] => ({
    kind: 'task',
    task: name,
    targets,
    noop,
    parameters: { kind: 'literal', values: values as Record<string, string> },
  });
  const cases: [Parameters<typeof remote.run>[0], RegExp][] = [
    [task('x', {}), /^Could not find a task named 'x'\. For a list of available tasks, run '\w+ task show'\.$/],
    [task('lab::login', { user: 'a' }), /expects a value for parameter 'password'/],
    [task('lab::login', { user: 'a', password: 'b', z: 1 }), /has no parameter named 'z'/],
    [task('lab::login', { user: 'a', password: 'b' }, ['here'], true), /^Task does not support noop$/],
    [task('lab::login', { user: 'a', password: 'b' }, []), /No targets were given/],
    [{ ...command('id', 'here'), timeout: 2 ** 31 }, /timeout must be from 1 to 2147483647/],
  ];
  for (const [request, message] of cases) await assert.rejects(remote.run(request), { message });
  assert.deepEqual(await remote.jobs({ limit: 10 }), []);
  await assert.rejects(remote.job('1'), { kind: 'puppetlabs.orchestrator/unknown-job' });
});

test('what changes in the project is told, and seen when it is asked for', async (context) => {
  const lab = await orchestratorLab(context, login);
  const { remote } = await lab.start();
  const abort = new AbortController();
  const notices = remote.notices(abort.signal)[Symbol.asyncIterator]();
  const heard = async (kind: string): Promise<void> => {
    for (let next = await notices.next(); next.value?.kind !== kind; next = await notices.next())
      assert.notEqual(next.done, true);
  };
  const own = (all: readonly { readonly name: string; readonly isBrought?: true }[]): string[] =>
    all.flatMap(({ name, isBrought }) => (isBrought ? [] : [name]));
  const hearing = heard('tasks_changed');
  // Answered after the notices were asked for: from here on each is heard.
  await remote.status();
  await writeFile(join(lab.project, 'tasks/more.sh'), '#!/bin/sh\n', { mode: 0o755 });
  await hearing;
  // That may have been the notice that the watches stand; the next one is on its way then.
  const names = async (): Promise<string[]> => own((await remote.tasks()).tasks);
  await eventually('the new task', names, (seen) => seen.join() === 'lab::login,lab::more');
  await writeFile(join(lab.project, 'inventory.yaml'), 'targets: [{name: only, config: {transport: local}}]\n');
  await heard('inventory_changed');
  const kinds = async (): Promise<string[]> =>
    (await remote.nodes()).map(({ name, connection }) => `${name} ${connection.kind}`);
  await eventually('the new inventory', kinds, (seen) => seen.join() === 'only agentless');
  await mkdir(join(lab.project, 'plans/deep'), { recursive: true });
  await writeFile(join(lab.project, 'plans/deep/one.pp'), 'plan lab::deep::one() {}\n');
  await heard('plans_changed');
  const plans = async (): Promise<string[]> => own((await remote.plans()).plans);
  await eventually('the new plan', plans, (seen) => seen.join() === 'lab::deep::one');
  abort.abort();
});

test('a start on warm data makes none of the keys anew that the first one made', async (context) => {
  // They are what takes long. How long a start takes is for test/bench: here the machine does other things meanwhile.
  const lab = await orchestratorLab(context, { 'inventory.yaml': inventory });
  const names = ['token', 'ssl/ca/ca_key.pem', 'ssl/certs/ca.pem', 'ssl/private_keys/orchestrator.pem'];
  const made = (): readonly string[] => names.map((name) => readFileSync(join(lab.data, name), 'utf8'));
  const first = await lab.start();
  const before = made();
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');
  await lab.start();
  assert.deepEqual(made(), before);
});
