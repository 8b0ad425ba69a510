import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { outputIn, statesOf } from '../../support/orchestrator-lab.ts';
import { errorOf, type InteropCase, running, seconds, spooled, succeeded, waiting } from './case.ts';
import { agentName } from './stage.ts';

/** What an agent says of a connection that is lost, and of results that it cannot send meanwhile. */
const lifeComplaints = /connection|attempts will be made|not running|WebSocket|invalid UTF-8/i;

/** Kills a process and all that descends from it, as a power failure would: the parent first, lest it tells of the child. */
function killTree(pid: number): void {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const rows = table.map((line) => line.trim().split(/\s+/).map(Number));
  const doomed = [pid];
  for (const parent of doomed) {
    for (const [child, itsParent] of rows) if (itsParent === parent && child !== undefined) doomed.push(child);
  }
  for (const one of doomed) {
    try {
      process.kill(one, 'SIGKILL');
    } catch (error) {
      // It went with its parent.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

/** Agents, connections and orchestrators that end in the middle of a job. */
export const lifeCases: readonly InteropCase[] = [
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
];
