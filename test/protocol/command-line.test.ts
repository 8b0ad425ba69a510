/** The program itself, as a shell sees it: output while it runs, signals, exit codes, readers that go away. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { isRunning } from '../../orchestrator-core/node/index.ts';
import { eventually } from '../support/eventually.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-command-line-'));
const project = join(root, 'project');
after(() => rm(root, { recursive: true, force: true }));

await mkdir(join(project, 'tasks'), { recursive: true });
await writeFile(join(project, 'bolt-project.yaml'), 'name: shop\n');
await writeFile(
  join(project, 'inventory.yaml'),
  'config: {transport: local}\ntargets: [a, b, c]\ngroups: [{name: agents, targets: [node1], config: {transport: pcp}}]\n',
);
await writeFile(join(project, 'tasks/hello.sh'), '#!/bin/sh\necho "hello $PT_name"\n');

const program = join(import.meta.dirname, '../../program/main.ts');

function baton(...line: readonly string[]): ChildProcessWithoutNullStreams {
  return batonIn(project, ...line);
}

function batonIn(directory: string, ...line: readonly string[]): ChildProcessWithoutNullStreams {
  const environment = { ...process.env, HOME: root, XDG_DATA_HOME: join(root, 'data') };
  return spawn(process.execPath, [program, ...line], { cwd: directory, env: environment });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function finish(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** Resolves with the first line of standard output that the pattern matches; the others are kept before it. */
async function waitForLine(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  for await (const line of createInterface(child.stdout)) if (pattern.test(line)) return line;
  throw new Error(`ended without ${pattern}`);
}

test('many commands of one project run at the same time', async () => {
  const runs = ['x', 'y', 'z'].map((name) =>
    finish(baton('task', 'run', 'shop::hello', '-t', 'all', `name=${name}`, '--format', 'json', '--no-save-rerun')),
  );
  // `all` holds node1, which is an agent's: these need the project's orchestrator; the next ones do not.
  const local = ['a', 'b,c'].map((words) => finish(baton('command', 'run', 'echo hi', '-t', words)));
  for (const { code, stderr } of await Promise.all(local)) assert.deepEqual([code, stderr], [0, '']);
  for (const { stdout } of await Promise.all(runs)) {
    const items: readonly { target: string; status: string }[] = JSON.parse(stdout).items;
    const states = items.map(({ target, status }) => `${target} ${status}`).sort();
    assert.deepEqual(states, ['a success', 'b success', 'c success', 'node1 failure']);
  }
});

test('a local command leaves nothing behind', async () => {
  const data = join(root, 'untouched');
  const { code } = await finish(baton('command', 'run', 'true', '-t', 'a', '--data', data));
  assert.equal(code, 0);
  await assert.rejects(readFile(join(data, 'journal.sqlite')), { code: 'ENOENT' });
});

test('--stream prints output before the command ends', async () => {
  const child = baton('command', 'run', 'echo first; sleep 60', '-t', 'a', '--stream');
  assert.equal(await waitForLine(child, /first/), '[a] out: first');
  assert.equal(child.exitCode, null);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  assert.equal(await ended, 130);
});

test('an interrupt ends the processes, prints what there is and leaves with 130', async () => {
  const child = baton('command', 'run', 'echo $$; sleep 60 & echo $!; wait', '-t', 'a', '--stream');
  const pids: number[] = [];
  const lines: string[] = [];
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    const pid = /^\[a\] out: (\d+)$/.exec(line)?.[1];
    if (pid !== undefined && pids.push(Number(pid)) === 2) child.kill('SIGINT');
  }
  assert.equal(await ended, 130);
  assert.ok(lines.includes('  The command was stopped.'), lines.join('\n'));
  assert.ok(lines.includes('Failed on 1 target: a'));
  for (const pid of pids) assert.equal(await isRunning(pid, undefined), false);
});

test('a second interrupt leaves at once, and leaves nothing behind', async () => {
  const child = baton(
    'command',
    'run',
    'trap "" TERM; echo "ready $$"; while :; do sleep 1; done',
    '-t',
    'a',
    '--stream',
  );
  const pid = Number(/ready (\d+)/.exec(await waitForLine(child, /ready/))?.[1]);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  child.kill('SIGINT');
  const again = setInterval(() => child.kill('SIGINT'), 20);
  assert.equal(await ended, 130);
  clearInterval(again);
  await eventually(
    'the end of the process',
    () => isRunning(pid, undefined),
    (running) => !running,
  );
});

test('a reader that goes away is no error', async () => {
  const child = baton('command', 'run', 'seq 100000', '-t', 'a,b,c');
  child.stdout.once('data', () => child.stdout.destroy());
  const stderr = text(child.stderr);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  assert.deepEqual([code, await stderr], [0, '']);
});

test('--rerun takes the targets of the last run', async () => {
  const { code } = await finish(baton('command', 'run', 'test $BOLT_NEVER || exit 1', '-t', 'b,a'));
  assert.equal(code, 1);
  const kept = JSON.parse(await readFile(join(project, '.rerun.json'), 'utf8'));
  assert.deepEqual(kept, [
    { target: 'b', status: 'failure' },
    { target: 'a', status: 'failure' },
  ]);
  const again = await finish(baton('command', 'run', 'true', '--rerun', 'failure', '--format', 'json'));
  assert.equal(JSON.parse(again.stdout).target_count, 2);
  const none = await finish(baton('command', 'run', 'true', '--rerun', 'failure'));
  assert.deepEqual(
    [none.code, none.stdout],
    [1, "The last run has no targets for '--rerun failure'; choose targets with '--targets'\n"],
  );
});

test('parameters come from a file or from standard input', async () => {
  await writeFile(join(project, 'params.json'), '{"name":"file"}');
  const fromFile = await finish(baton('task', 'run', 'shop::hello', '-t', 'a', '--params', '@params.json'));
  assert.match(fromFile.stdout, /^ {2}hello file$/m);
  const child = baton('task', 'run', 'shop::hello', '-t', 'a', '--params', '-');
  child.stdin.end('{"name":"input"}');
  assert.match((await finish(child)).stdout, /^ {2}hello input$/m);
  const wrong = await finish(baton('task', 'run', 'shop::hello', '-t', 'a', '--params', '[1]'));
  assert.deepEqual(
    [wrong.code, wrong.stdout],
    [1, 'The --params value must be a JSON object: {"parameter": value, …}\n'],
  );
});

test('ca generate makes files that an agent can use', async () => {
  const { code, stdout } = await finish(baton('ca', 'generate', '--certname', 'web1', '--format', 'json'));
  assert.equal(code, 0);
  const { certname, files } = JSON.parse(stdout);
  assert.equal(certname, 'web1');
  assert.match(await readFile(files.certificate, 'utf8'), /BEGIN CERTIFICATE/);
  assert.equal((await stat(files.key)).mode & 0o777, 0o600);
});

test('lsp is a language server on standard input and output', async () => {
  const child = baton('lsp');
  const params = { processId: null, rootUri: null, capabilities: {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  const answer = await new Promise<string>((resolve) => {
    let seen = '';
    child.stdout.on('data', (data: Buffer) => {
      seen += data.toString();
      if (seen.includes('"capabilities"')) resolve(seen);
    });
  });
  assert.match(answer, /"id":1/);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
});

test('a query that finds nothing runs nothing', async () => {
  const { code, stdout } = await finish(baton('command', 'run', 'true', '-q', 'nodes{}'));
  assert.deepEqual([code, stdout], [1, 'No node is meant by: --query nodes{}\n']);
});

test('serve says when agents may connect, runs what others ask for, and ends on a signal', async () => {
  const server = baton('serve', '--json', '--local-nodes', '1', '--log-level', 'error');
  const errors = text(server.stderr);
  const ready = JSON.parse(await waitForLine(server, /^\{/));
  assert.equal(ready.ready, true);
  assert.match(ready.broker, /^wss:/);
  assert.match(ready.api, /^https:/);
  assert.ok((await readFile(ready.tokenFile, 'utf8')).trim().length > 20);
  const { stdout, code } = await finish(baton('task', 'run', 'shop::hello', '-t', 'node1', 'name=you'));
  assert.match(stdout, /^Started on node1\.\.\.\nFinished on node1:\n {2}hello you\nSuccessful on 1 target: node1\n/);
  assert.equal(code, 0);
  const nodes = await finish(baton('node', 'show', '--format', 'json'));
  const { items } = JSON.parse(nodes.stdout);
  assert.equal(items.find((node: { name: string }) => node.name === 'node1').connected, true);
  const jobs = await finish(baton('job', 'show', '--format', 'json', '--url', ready.api));
  assert.equal(JSON.parse(jobs.stdout).items[0].description.object, 'shop::hello');
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.equal(await errors, '');
});

test('serve that cannot listen or write says so and ends', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = await finish(baton('serve', '--api-port', String(port), '--plain-broker-port', '0'));
  other.close();
  assert.match(
    taken.stdout,
    /^The api cannot listen on .*EADDRINUSE.* Choose another port, or 0 for any free one\.\n$/,
  );
  assert.equal(taken.code, 1);
  const nowhere = await finish(baton('serve', '--data', join(project, 'inventory.yaml', 'data')));
  assert.match(nowhere.stdout, /^The data directory .* can't be made: .*ENOTDIR.* Choose another place for it\.\n$/);
  assert.equal(nowhere.code, 1);
});

test('local nodes find a broker that listens on another address', async () => {
  const server = baton('serve', '--json', '--local-nodes', '1', '--host', '127.0.0.2');
  const ready = JSON.parse(await waitForLine(server, /^\{/));
  assert.match(ready.broker, /^wss:\/\/127\.0\.0\.2:/);
  const { stdout } = await finish(baton('command', 'run', 'echo here', '-t', 'node1'));
  assert.match(stdout, /^Successful on 1 target: node1$/m);
  server.kill('SIGTERM');
  await once(server, 'exit');
});

test('an agent without a certificate may come where that was asked for', async () => {
  const server = baton('serve', '--json', '--plain-broker-port', '0', '--log-level', 'error');
  server.stderr.resume();
  const { plainBroker } = JSON.parse(await waitForLine(server, /^\{/));
  assert.match(plainBroker, /^ws:\/\/127\.0\.0\.1:\d+\/pcp2$/);
  const agent = baton('agent', '--broker', plainBroker, '--certname', 'visitor', '--data', join(root, 'visitor'));
  agent.stdout.resume();
  for await (const line of createInterface(agent.stderr)) if (/connected/.test(line)) break;
  const { stdout } = await finish(baton('command', 'run', 'echo from afar', '-t', 'visitor'));
  assert.match(stdout, /from afar/);
  agent.kill('SIGTERM');
  server.kill('SIGTERM');
  await Promise.all([agent, server].map((child) => new Promise((resolve) => child.once('exit', resolve))));
});

test('a command outlives the server that runs it, and follows its job on the next one', async () => {
  const serve = async () => {
    const server = baton('serve', '--json', '--local-nodes', '1', '--log-level', 'error');
    server.stderr.resume();
    await waitForLine(server, /^\{/);
    return server;
  };
  const first = await serve();
  const command = baton('command', 'run', 'echo begun; sleep 3; echo done', '-t', 'node1', '--stream');
  const output: string[] = [];
  const begun = Promise.withResolvers<void>();
  createInterface(command.stdout).on('line', (line) => {
    output.push(line);
    if (line === '[node1] out: begun') begun.resolve();
  });
  const ended = new Promise((resolve) => command.once('close', resolve));
  await begun.promise;
  const gone = new Promise((resolve) => first.once('exit', resolve));
  first.kill('SIGKILL');
  await gone;
  const second = await serve();
  assert.equal(await ended, 0, output.join('\n'));
  assert.deepEqual(
    output.filter((line) => line.startsWith('[')),
    ['[node1] out: begun', '[node1] out: done'],
  );
  assert.ok(output.includes('Successful on 1 target: node1'));
  const over = new Promise((resolve) => second.once('exit', resolve));
  second.kill('SIGTERM');
  await over;
});

test('a module alone is served from anywhere inside of it, on this machine', async () => {
  const module = join(root, 'checkout');
  await mkdir(join(module, 'tasks'), { recursive: true });
  await writeFile(join(module, 'metadata.json'), JSON.stringify({ name: 'puppetlabs-ntp', version: '1.0.0' }));
  await writeFile(join(module, 'tasks/hello.sh'), '#!/bin/sh\necho "hello $PT_name"\n');
  const shown = await finish(batonIn(module, 'task', 'show', '--format', 'json'));
  const names = JSON.parse(shown.stdout).tasks.map(([name]: readonly string[]) => name);
  assert.deepEqual(names, ['facts', 'ntp::hello', 'reboot', 'reboot::last_boot_time']);
  const ran = await finish(
    batonIn(join(module, 'tasks'), 'task', 'run', 'ntp::hello', '-t', 'localhost', 'name=you', '--format', 'json'),
  );
  assert.deepEqual([ran.code, JSON.parse(ran.stdout).items[0].value], [0, { _output: 'hello you\n' }]);
});
