import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../common/index.ts';
import { bareTarget } from '../inventory/index.ts';
import type { Action } from './action.ts';
import { type Blow, type CrashWorld, crashWorld, Fate } from './crash-world.ts';
import type { JobDetails, JobEvent } from './event.ts';
import { createJobKeeper, type JobKeeper } from './keeper.ts';
import type { NewJob } from './new-job.ts';
import { isFinalEvent, isFinalNode, projectJob } from './projection.ts';
import type { RestOfJob } from './rest-of-job.ts';

const action: Action = { kind: 'command', command: 'true', environment: {} };
const described = { command: 'command', object: 'true', parameters: {}, sensitive: [], noop: false } as const;
const targetOf = (name: string) => bareTarget(name, name.startsWith('host') ? 'ssh' : 'pcp');

function jobOf(nodes: readonly string[], more: Partial<NewJob['description']> = {}): NewJob {
  const description = { ...described, nodes, concurrency: 2, ...more };
  return { description, targets: nodes.map(targetOf), action, sensitive: [] };
}

/** What is done in the first life; each gives the ids of its jobs as they become known. */
interface Scenario {
  readonly name: string;
  begin(keeper: JobKeeper, known: (id: string) => void): Promise<void>;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'agents',
    begin: async (keeper, known) => known(await keeper.start(jobOf(['agent1', 'agent2', 'agent3']))),
  },
  {
    name: 'transports that keep nothing',
    begin: async (keeper, known) => known(await keeper.start(jobOf(['host1', 'agent1', 'host2']))),
  },
  {
    name: 'batches',
    begin: async (keeper, known) => {
      const batch = { size: 2, pause: 1000, agents: [] };
      known(await keeper.start(jobOf(['agent1', 'host1', 'agent2', 'host2', 'agent3'], { batch })));
    },
  },
  {
    name: 'a stop',
    begin: async (keeper, known) => {
      const id = await keeper.start(jobOf(['agent-slow1', 'agent-slow2', 'agent3']));
      known(id);
      await new Promise(setImmediate);
      await keeper.stop(id);
    },
  },
  {
    name: 'a plan',
    begin: async (keeper, known) => {
      const plan = await keeper.startPlan({
        description: { ...described, command: 'plan', object: 'p', nodes: [], concurrency: 2 },
        sensitive: [],
        perform: async (run) => {
          for (const id of ['1', '2']) {
            const start = { id, function: 'run_command', object: 'true', targets: [], arguments: [], variables: {} };
            await run.step({ ...start, quiet: false, replayable: true }, async () => {
              await run.act(id, jobOf(['agent1', 'host1']), new AbortController().signal);
              return { ok: true, value: null };
            });
          }
          return { ok: true, value: null, shape: 'undef' };
        },
      });
      known(plan);
    },
  },
];

/** One life, until nothing more happens in it. */
async function live(world: CrashWorld, fate: Fate, act: (keeper: JobKeeper) => Promise<void>): Promise<void> {
  const { pass, ...ports } = world.life(fate);
  const keeper = createJobKeeper({ ...ports, log: silentLog });
  // What the disk refuses is an answer, too.
  let isActing = true;
  act(keeper).then(
    () => (isActing = false),
    () => (isActing = false),
  );
  for (let second = 0; second < 8 && !fate.isDead; second += 1) {
    for (let turn = 0; turn < 12 && !fate.isDead; turn += 1) {
      await new Promise(setImmediate);
      if (!isActing && keeper.running() === 0 && (await world.journal.unfinished()).length === 0) return;
    }
    pass(1000);
  }
}

const rest: RestOfJob = async (job) => ({
  action,
  targets: job.nodes.filter(({ state }) => state === 'new').map(({ name }) => targetOf(name)),
});

/** A later life; in the last one what goes on until it is stopped is stopped. */
function recover(world: CrashWorld, fate: Fate, isLast = false): Promise<void> {
  return live(world, fate, async (keeper) => {
    await keeper.recover(async (name) => targetOf(name), rest);
    if (isLast) for (const id of await world.journal.unfinished()) await stopSlow(keeper, id);
  });
}

async function stopSlow(keeper: JobKeeper, id: string): Promise<void> {
  const { nodes } = await keeper.details(id);
  if (nodes.some((node) => node.name.includes('slow') && node.state === 'running')) await keeper.stop(id);
}

/** Each job is finished with what its nodes did, or failed with a reason; nothing is gone, and nothing was done twice. */
async function assertSound(world: CrashWorld, known: readonly string[], about: string): Promise<void> {
  assert.deepEqual(await world.journal.unfinished(), [], `${about}: a job never ends`);
  const jobs = await world.journal.jobs({ limit: 99 });
  for (const id of known) assert.ok(jobs.includes(id), `${about}: job ${id} is gone`);
  for (const [what, times] of world.begun) assert.equal(times, 1, `${about}: ${what} was begun ${times} times`);
  for (const id of jobs) {
    const details = await assertWhole(world, id, about);
    const below = (details.steps ?? []).flatMap((step) => step.jobs);
    for (const child of below) await assertWhole(world, child, about);
    const plan = new Set([id, ...below]);
    if (details.steps !== undefined) {
      for (const key of world.begun.keys())
        assert.ok(plan.has(key.split(' ')[0] ?? ''), `${about}: ${key} is in no step`);
    }
  }
}

async function assertWhole(world: CrashWorld, id: string, about: string): Promise<JobDetails> {
  const events = await world.journal.read(id, 1, 999);
  const details = projectJob(events);
  assert.ok(details !== undefined);
  const said = `${about}: ${events.map(({ type, ...event }) => ('node' in event ? `${type} ${event.node}` : type)).join(', ')}`;
  assert.equal(events.findIndex(isFinalEvent), events.length - 1, said);
  assert.deepEqual(
    events.map(({ number }) => number),
    events.map((_, index) => index + 1),
    said,
  );
  for (const node of details.nodes) {
    const [begun, result] = [world.begun.get(`${id} ${node.name}`), world.results.get(`${id} ${node.name}`)];
    assert.ok(isFinalNode(node.state), `${said}: ${node.name} is ${node.state}`);
    if (begun !== undefined && node.name.startsWith('agent')) {
      assert.deepEqual(node.result, result, `${said}: ${node.name} has another result than the node gave`);
      assert.equal(outputOf(events, node.name), `${node.name} begins\nand ends\n`, said);
    } else if (node.state === 'finished') assert.deepEqual(node.result, result, said);
    else assert.ok(typeof reasonOf(node.result?.value['_error']) === 'string', `${said}: nobody says why`);
    if (begun === undefined) assert.ok(node.state !== 'finished' && node.state !== 'failed', said);
  }
  if (details.state === 'failed' && details.nodes.length === 0) assert.ok(details.error ?? details.outcome, said);
  return details;
}

function reasonOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'msg' in error ? error.msg : undefined;
}

function outputOf(events: readonly JobEvent[], node: string): string {
  return events.map((event) => (event.type === 'node_output' && event.node === node ? event.text : '')).join('');
}

const blows: readonly Blow[] = ['before', 'after', 'refused'];

for (const { name, begin } of scenarios) {
  for (const blow of blows) {
    test(`struck at any operation, and again in the next life, no job is lost and nothing done twice: ${name}, ${blow}`, async () => {
      let [first, pairs] = [0, 0];
      // The longest one has pairs by the thousand.
      const stride = name === 'batches' ? 4 : 1;
      for (let struck = true; struck; first += 1) {
        let second = 0;
        for (let again = true; again; second += stride) {
          const about = `struck ${blow} operation ${first + 1}, then ${second + 1}`;
          const world = crashWorld();
          const known: string[] = [];
          const fate = new Fate(first + 1, blow);
          await live(world, fate, (keeper) => begin(keeper, (id) => known.push(id)));
          struck = fate.hasStruck;
          const next = new Fate(second + 1, blow);
          await recover(world, next);
          again = next.hasStruck;
          pairs += 1;
          await recover(world, new Fate(), true);
          await assertSound(world, known, about);
        }
      }
      assert.ok(first > 8 && pairs > first, `${first} operations, ${pairs} pairs`);
    });
  }
}
