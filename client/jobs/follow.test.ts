import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { JobEvent, JobHappening } from '../../orchestrator-core/jobs/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { followJob, type OrchestratorSource } from './follow.ts';

const happenings: JobHappening[] = [
  { type: 'job_running' },
  { type: 'job_stopping', reason: 'asked' },
  { type: 'job_stopped' },
];
const journal = happenings.map(
  (happening, index): JobEvent => ({
    ...happening,
    job: '1',
    number: index + 1,
    timestamp: 0,
  }),
);

/** An orchestrator whose connection breaks after the event with number `until`. */
function orchestrator(until: number, error?: Error): Orchestrator {
  return {
    events: async function* (_job: string, start: number) {
      for (const event of journal) {
        if (event.number > until) throw error ?? new OrchestratorError('baton/disconnected', 'lost');
        if (event.number >= start) yield event;
      }
    },
  } as unknown as Orchestrator;
}

function source(...orchestrators: readonly Orchestrator[]): OrchestratorSource {
  const next = async (lost: Orchestrator | undefined) => {
    const found = orchestrators[lost === undefined ? 0 : orchestrators.indexOf(lost) + 1];
    if (found === undefined) throw new OrchestratorError('baton/orchestrator-stopped', 'stopped');
    return found;
  };
  return { ready: () => next(undefined), after: next };
}

const never = new AbortController().signal;

test('no event is lost or seen twice when the orchestrator goes and comes', async () => {
  const seen: number[] = [];
  await followJob(
    source(orchestrator(0), orchestrator(2), orchestrator(9)),
    '1',
    (event) => seen.push(event.number),
    never,
  );
  assert.deepEqual(seen, [1, 2, 3]);
});

test('what the orchestrator refuses, and its end for good, are told', async () => {
  const unknown = new OrchestratorError('puppetlabs.orchestrator/unknown-job', 'unknown');
  await assert.rejects(
    followJob(source(orchestrator(0, unknown)), '1', () => {}, never),
    /unknown/,
  );
  await assert.rejects(
    followJob(source(orchestrator(1)), '1', () => {}, never),
    /stopped/,
  );
});
