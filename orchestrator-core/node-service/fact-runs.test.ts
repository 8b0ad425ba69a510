import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentLog } from '../common/index.ts';
import { memoryNodeStore, type NodeStore } from '../inventory/index.ts';
import type { JobDescription, JobEvent, NodeEvent } from '../jobs/index.ts';
import { type FactRunPorts, storeFactRuns } from './fact-runs.ts';

const job = { command: 'task', object: 'facts' } as JobDescription;

function finished(number: number, node: string, round: number): NodeEvent {
  const value = { os: { round }, kernelrelease: '1', networking: {} };
  return {
    job: '1',
    number,
    timestamp: round,
    type: 'node_finished',
    node,
    result: { status: 'success', value, reached: true },
  };
}

test('of a node that waits the newest facts are stored, as the journal has them then', async () => {
  const events: NodeEvent[] = [];
  let tell = (_event: NodeEvent): void => {};
  const asked: number[] = [];
  const keeper = {
    onNode: (listener: (event: NodeEvent, of: JobDescription) => void) => {
      tell = (event) => listener(event, job);
      return () => {};
    },
    events: async function* (_job: string, start: number): AsyncGenerator<JobEvent> {
      asked.push(start);
      yield* events.filter(({ number }) => number >= start);
    },
  };
  const gate = Promise.withResolvers<void>();
  const kept = memoryNodeStore();
  const store: NodeStore = {
    ...kept,
    submit: async (command) => {
      await gate.promise;
      await kept.submit(command);
    },
  };
  const names = async () => ({ certnameOf: (node: string) => node });
  const ports = { store, clock: new ManualClock(1000), log: silentLog, names } as unknown as FactRunPorts;
  const runs = storeFactRuns(keeper, ports);
  for (const [index, node] of ['a', 'b', 'b', 'c', 'b'].entries()) {
    events.push(finished(index + 1, node, index + 1));
    tell(finished(index + 1, node, index + 1));
  }
  gate.resolve();
  await runs.close();
  const rounds = await Promise.all(['a', 'b', 'c'].map(async (node) => (await kept.facts(node))?.values['os']));
  assert.deepEqual(rounds, [{ round: 1 }, { round: 5 }, { round: 4 }]);
  assert.deepEqual(asked, [1, 5, 4]);
});
