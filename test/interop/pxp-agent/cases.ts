import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import { outputIn, statesOf } from '../../support/orchestrator-lab.ts';
import { errorOf, type InteropCase, resultValue, seconds, spooled, succeeded, waiting } from './case.ts';
import { lifeCases } from './life-cases.ts';
import { agentName, type FalseFiles, type PlayedJob, type Stage } from './stage.ts';

async function inputMethod(stage: Stage, task: string, environment: boolean, stdin: boolean): Promise<undefined> {
  const job = await stage.end(await stage.task(task, { text: 'plain é', list: '[1,{"x":null}]' }));
  succeeded(job);
  const value = resultValue(job);
  assert.equal(value['text'], environment ? 'plain é' : '');
  if (stdin) assert.deepEqual(value['stdin'], { text: 'plain é', list: [1, { x: null }], _task: `lab::${task}` });
  else assert.deepEqual([value['list'], value['task'], value['stdin']], [[1, { x: null }], `lab::${task}`, '']);
}

async function rawBytes(stage: Stage, octal: string, stream: 1 | 2): Promise<PlayedJob & { seconds: number }> {
  const begin = performance.now();
  const job = await stage.end(await stage.task('bytes', { octal, stream: String(stream) }));
  return { ...job, seconds: seconds(begin) };
}

/** Runs a task whose file the agent must fetch, and gets this. */
async function fetching(stage: Stage, answer: FalseFiles): Promise<{ job: PlayedJob; requests: number }> {
  await rm(stage.agent.cache, { recursive: true });
  await mkdir(stage.agent.cache);
  return stage.withFalseFiles(answer, async () => stage.end(await stage.task('noop')));
}

/** In the order in which they are played. */
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
    name: 'answers a ping, also while a task runs',
    play: async (stage) => {
      const ping = async (): Promise<string> => {
        const pongs: string[] = [];
        const { signal } = new AbortController();
        for await (const { node, ok } of stage.remote.ping([agentName], 60_000, signal)) pongs.push(`${node} ${ok}`);
        return pongs.join();
      };
      assert.equal(await ping(), `${agentName} true`);
      const { id, release } = await waiting(stage, 'pinged');
      assert.equal(await ping(), `${agentName} true`);
      await release();
      succeeded(await stage.end(id));
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
      const { msg } = errorOf(job);
      assert.match(msg, /longer than the job allows\. Its agent cannot stop a task/);
      return msg;
    },
  },
  {
    name: 'a file that cannot be had: 404',
    complaints: /Failed to execute the task|HTTP status|Failed to download/,
    play: async (stage) => {
      const begin = performance.now();
      const { job, requests } = await fetching(stage, { status: 404, body: 'not here' });
      assert.match(errorOf(job).msg, /HTTP status 404\. Response body: not here/);
      assert.equal(job.details.nodes[0]?.result?.reached, false);
      return `after ${requests} requests in ${seconds(begin)} s: ${errorOf(job).msg}`;
    },
  },
  {
    name: 'a file that is not the right one',
    complaints: /Failed to execute the task|SHA/,
    play: async (stage) => {
      const { job } = await fetching(stage, { status: 200, body: '#!/bin/sh\necho evil\n' });
      assert.match(errorOf(job).msg, /has a SHA that differs/);
      return undefined;
    },
  },
  ...lifeCases,
  {
    name: 'afterwards everything works as at the beginning',
    play: async (stage) => {
      const job = await stage.end(await stage.task('multi'));
      succeeded(job);
      return undefined;
    },
  },
];
