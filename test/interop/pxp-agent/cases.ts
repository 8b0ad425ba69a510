import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import { eventually } from '../../support/eventually.ts';
import { outputIn, statesOf } from '../../support/orchestrator-lab.ts';
import { agentName, type PlayedJob, type Stage } from './stage.ts';

/** One thing that must work between Baton and an agent that knows nothing of Baton. */
export interface InteropCase {
  readonly name: string;
  /** What the agent may complain of in its log, besides what it may in every case. */
  readonly complaints?: RegExp;
  /** Throws when it does not work; what it returns goes into the report. */
  play(stage: Stage): Promise<string | undefined>;
}

function resultValue({ details }: PlayedJob, node: string = agentName): JsonObject {
  return (details.nodes.find(({ name }) => name === node)?.result?.value ?? {}) as JsonObject;
}

function errorOf(job: PlayedJob): { readonly kind: Json; readonly msg: string } {
  const error = resultValue(job)['_error'] as JsonObject | undefined;
  assert.ok(error, `no error in ${JSON.stringify(resultValue(job))}`);
  return { kind: error['kind'] ?? null, msg: String(error['msg']) };
}

function succeeded(job: PlayedJob): void {
  const states = statesOf(job.details);
  assert.match(states, /^finished:( finished)+$/, `${states} ${JSON.stringify(resultValue(job))}`);
}

function seconds(from: number): number {
  return Math.round((performance.now() - from) / 100) / 10;
}

const inputs = { text: 'a "b"\n$c', list: '[1,{"x":null}]' };

async function inputMethod(stage: Stage, task: string, environment: boolean, stdin: boolean): Promise<undefined> {
  // The script writes JSON by hand: nothing that needs escaping.
  const job = await stage.end(await stage.task(task, { ...inputs, text: 'plain é' }));
  succeeded(job);
  const value = resultValue(job);
  assert.equal(value['text'], environment ? 'plain é' : '');
  if (stdin) assert.deepEqual(value['stdin'], { text: 'plain é', list: [1, { x: null }], _task: `lab::${task}` });
  else assert.deepEqual([value['list'], value['task'], value['stdin']], [[1, { x: null }], `lab::${task}`, '']);
}

/** A task that runs, and goes on until the file that `release` makes is there. */
async function waiting(
  stage: Stage,
  name: string,
  request = {},
): Promise<{ readonly id: string; readonly transaction: string; release(): Promise<void> }> {
  const until = join(stage.directory, name);
  const id = await stage.task('wait', { until }, request);
  const transaction = await running(stage, id);
  return { id, transaction, release: () => writeFile(until, '') };
}

/** Waits until the agent runs the job's process; resolves with its transaction. */
async function running(stage: Stage, id: string): Promise<string> {
  const transaction = await transactionOf(stage, id);
  await spooled(stage, transaction, 'stdout');
  await spooled(stage, transaction, 'pid');
  return transaction;
}

async function transactionOf(stage: Stage, id: string): Promise<string> {
  const { signal } = new AbortController();
  for await (const event of stage.remote.events(id, 1, signal)) {
    if (event.type === 'node_running') return event.transaction;
  }
  throw new Error(`job ${id} has run nowhere`);
}

/** Waits for a file in the agent's spool. The exit code is written last: it says that a task is over. */
async function spooled(stage: Stage, transaction: string, file: 'exitcode' | 'pid' | 'stdout'): Promise<void> {
  const path = join(stage.agent.spool, transaction, file);
  await eventually(
    path,
    () => existsSync(path),
    (there) => there,
  );
}

async function rawBytes(stage: Stage, octal: string, stream: 1 | 2): Promise<PlayedJob & { seconds: number }> {
  const begin = performance.now();
  const job = await stage.end(await stage.task('bytes', { octal, stream: String(stream) }));
  return { ...job, seconds: seconds(begin) };
}

/** What an agent says of a connection that is lost, and of results that it cannot send meanwhile. */
const lifeComplaints = /connection|attempts will be made|not running|WebSocket|invalid UTF-8/i;

/** Kills a process and all that descends from it, as a power failure would. */
function killTree(pid: number): void {
  const children = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  for (const line of children) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (parent === pid && child !== undefined) killTree(child);
  }
  process.kill(pid, 'SIGKILL');
}

export const cases: readonly InteropCase[] = [
  {
    name: 'connected, and shown by node show',
    play: async (stage) => {
      const { code, stdout } = await stage.command('node', 'show', '--format', 'json');
      assert.equal(code, 0);
      const items = (JSON.parse(stdout) as { items: readonly { name: string; state: string; version: null }[] }).items;
      const found = items.find(({ name }) => name === agentName);
      assert.deepEqual([found?.state, found?.version], ['connected', null]);
      return undefined;
    },
  },
  {
    name: 'task run on the command line, both agents in one job',
    play: async (stage) => {
      const { code, stdout } = await stage.command(
        ...['task', 'run', 'lab::stdin', 'text=both', 'list=[1]', '-t', 'both', '--format', 'json'],
      );
      assert.equal(code, 0, stdout);
      const { items } = JSON.parse(stdout) as { items: readonly { target: string; status: string; value: Json }[] };
      const value = { text: '', stdin: { text: 'both', list: [1], _task: 'lab::stdin' } };
      assert.deepEqual(
        items
          .map(({ target, status, value }) => ({ target, status, value }))
          .sort((a, b) => (a.target < b.target ? -1 : 1)),
        ['node1', agentName].map((target) => ({ target, status: 'success', value })),
      );
      return undefined;
    },
  },
  {
    name: 'command run on the command line, with environment and exit code',
    play: async (stage) => {
      const words = [
        'command',
        'run',
        'echo "$A|$B"; echo err >&2; exit 5',
        '--env-var',
        "A=it's",
        '--env-var',
        'B=$x',
      ];
      const { code, stdout } = await stage.command(...words, '-t', agentName, '--format', 'json');
      assert.equal(code, 1);
      const [item] = (JSON.parse(stdout) as { items: readonly { status: string; value: JsonObject }[] }).items;
      assert.equal(item?.status, 'failure');
      assert.deepEqual(
        [item.value['stdout'], item.value['stderr'], item.value['exit_code']],
        ["it's|$x\n", 'err\n', 5],
      );
      return undefined;
    },
  },
  { name: 'input method environment', play: (stage) => inputMethod(stage, 'env', true, false) },
  { name: 'input method stdin', play: (stage) => inputMethod(stage, 'stdin', false, true) },
  { name: 'input method both, which is the default', play: (stage) => inputMethod(stage, 'both', true, true) },
  {
    name: 'several implementations with shared files',
    play: async (stage) => {
      const job = await stage.end(await stage.task('multi'));
      succeeded(job);
      assert.equal(resultValue(job)['_output'], 'hello\nmore\n');
      return undefined;
    },
  },
  {
    name: 'noop',
    play: async (stage) => {
      const job = await stage.end(await stage.task('noop', {}, { noop: true } as object));
      succeeded(job);
      assert.equal(resultValue(job)['_output'], 'noop=true\n');
      return undefined;
    },
  },
  {
    name: 'sensitive parameters are masked in output and result',
    play: async (stage) => {
      const job = await stage.end(await stage.task('secret', { password: 'hunter2-very-long' }));
      succeeded(job);
      const everything = JSON.stringify(job);
      assert.ok(!everything.includes('hunter2'), everything);
      assert.match(everything, /redacted/);
      return undefined;
    },
  },
  {
    name: 'a long task: begins, ends, shows all its output at the end',
    play: async (stage) => {
      const { id, release } = await waiting(stage, 'long');
      assert.equal(statesOf(await stage.remote.job(id)), 'running: running');
      await release();
      const job = await stage.end(id);
      succeeded(job);
      assert.equal(outputIn(job.events), 'begin\nend\n');
      return undefined;
    },
  },
  {
    name: 'exit codes, _error, signals, a missing interpreter',
    play: async (stage) => {
      const [exit, error, killed, missing] = await Promise.all(
        ['exit', 'error', 'kill', 'missing'].map(async (task) => stage.end(await stage.task(task))),
      );
      assert.ok(exit && error && killed && missing);
      assert.match(errorOf(exit).msg, /^The task failed with exit code 7$/);
      assert.equal(resultValue(exit)['_output'], 'partial\n');
      assert.equal(errorOf(error).msg, 'it is broken');
      assert.match(errorOf(killed).msg, /^The task failed with exit code 9$/);
      for (const job of [exit, error, killed, missing]) assert.equal(statesOf(job.details), 'failed: failed');
      return `missing interpreter: ${errorOf(missing).msg}`;
    },
  },
  {
    name: 'standard output that is no UTF-8, or holds a NUL',
    complaints: /returned invalid UTF-8 on stdout/,
    play: async (stage) => {
      const bad = await rawBytes(stage, '\\377\\376', 1);
      const nul = await rawBytes(stage, 'a\\000b', 1);
      assert.match(errorOf(bad).msg, /invalid UTF-8 on stdout/);
      assert.match(errorOf(nul).msg, /invalid UTF-8 on stdout/);
      return errorOf(bad).msg;
    },
  },
  {
    name: 'standard error that is no UTF-8: the agent says nothing, the job ends all the same',
    complaints: /./,
    play: async (stage) => {
      const bad = await rawBytes(stage, '\\377\\376', 2);
      assert.notEqual(bad.details.state, 'running');
      assert.ok(bad.seconds < 90, `it took ${bad.seconds} s`);
      return `after ${bad.seconds} s: ${errorOf(bad).msg}`;
    },
  },
  {
    name: 'standard error with a NUL',
    play: async (stage) => {
      const nul = await rawBytes(stage, 'a\\000b', 2);
      succeeded(nul);
      return `${nul.seconds} s`;
    },
  },
  {
    name: 'three megabytes of output',
    play: async (stage) => {
      const job = await stage.end(await stage.task('big'));
      succeeded(job);
      // The reference agent's wrapper ends the last line.
      assert.match(outputIn(job.events), /^x{3000000}\n?$/);
      return undefined;
    },
  },
  {
    name: 'more output than the agent sends: 70 megabytes',
    complaints: /exceeded max-message-size/,
    play: async (stage) => {
      const job = await stage.end(await stage.shell('head -c 70000000 /dev/zero | tr "\\0" x'));
      assert.match(errorOf(job).msg, /exceeded max-message-size/);
      return errorOf(job).msg;
    },
  },
  {
    name: 'a request as large as the agent takes, and one that is larger',
    play: async (stage) => {
      const [fits, isTooLarge] = await Promise.all(
        [31_000_000, 32_000_000].map(async (length) =>
          stage.end(await stage.task('length', { text: 'x'.repeat(length) })),
        ),
      );
      assert.ok(fits && isTooLarge);
      succeeded(fits);
      assert.match(String(resultValue(fits)['_output']), /^310\d{5}\n/);
      assert.match(errorOf(isTooLarge).msg, /an agent takes at most 31900000/);
      return errorOf(isTooLarge).msg;
    },
  },
  {
    name: 'a hundred short jobs at once: final responses that overtake provisional ones',
    play: async (stage) => {
      const begin = performance.now();
      const ids = await Promise.all(Array.from({ length: 100 }, () => stage.shell('true')));
      for (const id of ids) succeeded(await stage.end(id));
      return `${seconds(begin)} s`;
    },
  },
  {
    name: 'a job is stopped: the agent cannot, the result says so, and the task goes on',
    play: async (stage) => {
      const { id, transaction, release } = await waiting(stage, 'stopped');
      await stage.remote.stop(id);
      const job = await stage.end(id);
      assert.equal(statesOf(job.details), 'stopped: stopped');
      const { msg } = errorOf(job);
      assert.match(msg, /stopped on real01\. Its agent cannot stop a task: it goes on there\./);
      await release();
      await spooled(stage, transaction, 'exitcode');
      return msg;
    },
  },
  {
    name: 'a timeout',
    play: async (stage) => {
      const { id, release } = await waiting(stage, 'timeout', { timeout: 1500 });
      const job = await stage.end(id);
      await release();
      return errorOf(job).msg;
    },
  },
  {
    name: 'a file that cannot be had: 404',
    complaints: /Failed to execute the task|HTTP status|Failed to download/,
    play: async (stage) => {
      const begin = performance.now();
      await rm(stage.agent.cache, { recursive: true });
      await mkdir(stage.agent.cache);
      let job: PlayedJob | undefined;
      const requests = await stage.withFalseFiles({ status: 404, body: 'not here' }, async () => {
        job = await stage.end(await stage.task('noop'));
      });
      assert.ok(job);
      assert.match(errorOf(job).msg, /HTTP status 404\. Response body: not here/);
      assert.equal(job.details.nodes[0]?.result?.reached, false);
      return `after ${requests} requests in ${seconds(begin)} s: ${errorOf(job).msg}`;
    },
  },
  {
    name: 'a file that is not the right one',
    complaints: /Failed to execute the task|SHA/,
    play: async (stage) => {
      let job: PlayedJob | undefined;
      await stage.withFalseFiles({ status: 200, body: '#!/bin/sh\necho evil\n' }, async () => {
        job = await stage.end(await stage.task('noop'));
      });
      assert.ok(job);
      assert.match(errorOf(job).msg, /has a SHA that differs/);
      return undefined;
    },
  },
  {
    name: 'the agent is killed in the middle of a task, the task goes on, the agent comes back',
    complaints: lifeComplaints,
    play: async (stage) => {
      const { id, release } = await waiting(stage, 'killed');
      await stage.agent.kill();
      await stage.connected(false);
      await stage.agent.start();
      await stage.connected(true);
      await release();
      const job = await stage.end(id);
      succeeded(job);
      assert.equal(outputIn(job.events), 'begin\nend\n');
      return undefined;
    },
  },
  {
    name: 'the agent is killed, the task ends meanwhile, the agent comes back',
    complaints: lifeComplaints,
    play: async (stage) => {
      const { id, transaction, release } = await waiting(stage, 'meanwhile');
      await stage.agent.kill();
      await release();
      await spooled(stage, transaction, 'exitcode');
      await stage.agent.start();
      const job = await stage.end(id);
      succeeded(job);
      assert.equal(outputIn(job.events), 'begin\nend\n');
      return undefined;
    },
  },
  {
    name: 'the agent and its task are killed: the job ends with what is known',
    complaints: lifeComplaints,
    play: async (stage) => {
      const { id, transaction } = await waiting(stage, 'lost');
      await stage.agent.kill();
      killTree(Number(await readFile(join(stage.agent.spool, transaction, 'pid'), 'utf8')));
      await stage.agent.start();
      const job = await stage.end(id);
      assert.equal(statesOf(job.details), 'failed: errored');
      return errorOf(job).msg;
    },
  },
  {
    name: 'the connection is cut while the task ends: the agent loses the result, it is asked for',
    complaints: lifeComplaints,
    play: async (stage) => {
      const { id, release } = await waiting(stage, 'cut');
      stage.shutGates();
      await stage.connected(false);
      const before = stage.agent.log.length;
      await release();
      await stage.logged(/no further (?:sending )?attempts will be made/, before);
      stage.openGates();
      const job = await stage.end(id);
      succeeded(job);
      assert.equal(outputIn(job.events), 'begin\nend\n');
      return undefined;
    },
  },
  {
    name: 'the same with a command whose output is no UTF-8',
    complaints: lifeComplaints,
    play: async (stage) => {
      const until = join(stage.directory, 'cut-command');
      const id = await stage.shell(`while [ ! -e ${until} ]; do sleep 0.1; done; printf '\\377'`);
      await running(stage, id);
      stage.shutGates();
      await stage.connected(false);
      const before = stage.agent.log.length;
      await writeFile(until, '');
      await stage.logged(/no further (?:sending )?attempts will be made/, before);
      stage.openGates();
      const job = await stage.end(id);
      assert.equal(statesOf(job.details), 'failed: failed');
      assert.match(errorOf(job).msg, /invalid UTF-8 on stdout/);
      return errorOf(job).msg;
    },
  },
  {
    name: 'the connection is cut and back before the task ends',
    complaints: lifeComplaints,
    play: async (stage) => {
      const { id, release } = await waiting(stage, 'blink');
      stage.brokerGate.cut();
      await stage.connected(false);
      await stage.connected(true);
      await release();
      const job = await stage.end(id);
      succeeded(job);
      return undefined;
    },
  },
  ...(['SIGTERM', 'SIGKILL'] as const).map(
    (signal): InteropCase => ({
      name: `the orchestrator ends with ${signal} in the middle of a job, and is back`,
      complaints: lifeComplaints,
      play: async (stage) => {
        const begin = performance.now();
        const { id, release } = await waiting(stage, signal);
        await stage.stopServing(signal);
        await release();
        await stage.serve();
        const job = await stage.end(id);
        succeeded(job);
        assert.equal(outputIn(job.events), 'begin\nend\n');
        return `${seconds(begin)} s`;
      },
    }),
  ),
  {
    name: 'two agents with one certificate: they drop each other, and jobs end all the same',
    complaints: /./,
    play: async (stage) => {
      const begin = performance.now();
      const twin = stage.twin();
      await twin.start();
      const since = async () => (await stage.remote.nodes()).find(({ name }) => name === agentName)?.connection;
      const first = JSON.stringify(await since());
      await eventually('a connection that is dropped', since, (now) => JSON.stringify(now) !== first);
      const notes: string[] = [];
      for (let round = 0; round < 6; round += 1) {
        const job = await stage.end(await stage.shell('sleep 0.5; echo done'));
        // The other may be asked for what it never had; nobody can tell the two apart.
        if (job.details.state === 'failed') {
          assert.match(errorOf(job).msg, /lost the run.*two agents may be using|not connected/);
        }
        notes.push(job.details.state === 'failed' ? errorOf(job).msg : job.details.state);
      }
      await twin.kill();
      await stage.connected(true);
      succeeded(await stage.end(await stage.task('noop')));
      return `${notes.length} jobs in ${seconds(begin)} s: ${[...new Set(notes)].join('; ')}`;
    },
  },
  {
    name: 'afterwards everything works as at the beginning',
    play: async (stage) => {
      const job = await stage.end(await stage.task('multi'));
      succeeded(job);
      return undefined;
    },
  },
];
