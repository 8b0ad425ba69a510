import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json } from '../common/index.ts';
import type { Job, JobDescription, JobEvent, KeptStep, NodeOutcome, NodeResult } from '../jobs/index.ts';
import type { PlanStepStart, StepOutcome } from '../plans/index.ts';

/** What an earlier run of a plan left for one that goes on with it. */
export interface PlanReplay {
  /** What came of the step then; undefined where it is to be done, again or for the first time. */
  kept(start: PlanStepStart): KeptStep | undefined;
  /** Whether the step was done then and is done again because its answer held secrets or was too long. */
  isWithheld(start: PlanStepStart): boolean;
  /** The jobs that the step had started then, when its targets that succeeded need not be acted on again. */
  jobs(step: string): readonly string[];
}

/** Of a run that goes on with no other. */
export const noReplay: PlanReplay = { kept: () => undefined, isWithheld: () => false, jobs: () => [] };

/** A step of the earlier run. Numbers are those of events. */
interface EarlierStep {
  readonly start: PlanStepStart;
  readonly began: number;
  ended: number | undefined;
  outcome: StepOutcome | undefined;
  withheld: boolean;
  readonly jobs: string[];
}

/**
 * Reads what an earlier run left. What ended then is not done again, as long as the steps agree; a step that was cut off,
 * or whose failure ended the plan, is. From the steps `from` on, in the order of their beginnings, every step is.
 *
 * @param events all of the job
 * @param before what the run left that this one went on with: it may have been cut off before it had come as far
 */
export async function readReplay(
  events: AsyncIterable<JobEvent>,
  from: readonly string[] = [],
  before: PlanReplay = noReplay,
): Promise<PlanReplay> {
  const steps = await earlierSteps(events);
  // What did not agree then is not asked for again.
  for (const { start } of steps.values()) before.kept(start);
  /** What came after a step that is done again may be different: the number of the event from which on that is so. */
  let different = Math.min(...from.map((id) => steps.get(id)?.began ?? Number.POSITIVE_INFINITY));
  const agreeing = (start: PlanStepStart): EarlierStep | undefined => {
    const step = steps.get(start.id);
    if (step === undefined || step.began >= different) return undefined;
    if (start.function === step.start.function && isDeepStrictEqual(start.arguments, step.start.arguments)) return step;
    different = Math.min(different, step.ended ?? Number.POSITIVE_INFINITY);
    return undefined;
  };
  return {
    kept: (start) => {
      const earlier = before.kept(start);
      if (!steps.has(start.id)) return earlier;
      const step = start.replayable ? agreeing(start) : undefined;
      if (step === undefined || step.withheld) return undefined;
      const { outcome, jobs } = step;
      return outcome !== undefined && (isGood(outcome) || wasHandled(step, steps)) ? { outcome, jobs } : earlier;
    },
    isWithheld: (start) => {
      if (!steps.has(start.id)) return before.isWithheld(start);
      return start.replayable && agreeing(start)?.withheld === true;
    },
    jobs: (id) => {
      const step = steps.get(id);
      if (step !== undefined && step.began >= different) return [];
      return [...new Set([...before.jobs(id), ...(step?.jobs ?? [])])];
    },
  };
}

async function earlierSteps(events: AsyncIterable<JobEvent>): Promise<ReadonlyMap<string, EarlierStep>> {
  const steps = new Map<string, EarlierStep>();
  for await (const event of events) {
    if (event.type === 'plan_step_started') {
      const began = { began: event.number, ended: undefined, outcome: undefined, withheld: false, jobs: [] };
      steps.set(event.start.id, { start: event.start, ...began });
    } else if (event.type === 'plan_step_job') {
      steps.get(event.step)?.jobs.push(event.child);
    } else if (event.type === 'plan_step_finished') {
      const step = steps.get(event.step);
      if (step === undefined || event.state === 'stopped') continue;
      step.ended = event.number;
      step.outcome = outcomeOf(event);
      step.withheld = event.withheld === true;
    }
  }
  return steps;
}

function outcomeOf(event: Extract<JobEvent, { type: 'plan_step_finished' }>): StepOutcome {
  if (event.error !== undefined) return { ok: false, error: event.error };
  return {
    ok: true,
    value: event.value ?? null,
    ...(event.failures === undefined ? {} : { failures: event.failures }),
    ...(event.skipped === undefined ? {} : { skipped: event.skipped }),
  };
}

/** A step in which targets failed has an answer all the same, and the plan may have ended for it. */
function isGood(outcome: StepOutcome): boolean {
  return outcome.ok && (outcome.failures ?? 0) === 0;
}

/** Whether the plan went on after the step had failed, so that its failure is a result like others. */
function wasHandled(step: EarlierStep, steps: ReadonlyMap<string, EarlierStep>): boolean {
  let failed: EarlierStep | undefined = step;
  while (failed !== undefined) {
    const { id, parent }: PlanStepStart = failed.start;
    const end = failed.ended ?? Number.POSITIVE_INFINITY;
    const sequence = sequenceOf(id);
    // Beside a block in the background the plan goes on, whatever comes of it.
    const goesOn = failed.start.function === 'background' ? [] : steps.values();
    for (const other of goesOn) {
      if (other.began > end && sequenceOf(other.start.id) === sequence) return true;
    }
    failed = parent === undefined ? undefined : steps.get(parent);
    if (failed?.outcome !== undefined && isGood(failed.outcome)) return true;
  }
  return false;
}

/** Steps that follow each other share it: `3/2` for `3/2.1`, nothing for `3`. */
function sequenceOf(id: string): string {
  return id.replace(/\.?\d+$/, '');
}

/**
 * What the nodes of an earlier job left that need not be acted on again: secrets were taken out of none of it.
 *
 * @param wanted what is to be done now, as it is kept
 */
export function succeededIn(
  {
    description,
    nodes,
  }: Pick<Job, 'description'> & { readonly nodes: readonly { name: string; state: string; result?: NodeResult }[] },
  wanted: Pick<JobDescription, 'command' | 'object' | 'parameters'>,
): readonly NodeOutcome[] {
  const { command, object, parameters } = description;
  const agrees =
    command === wanted.command && object === wanted.object && isDeepStrictEqual(parameters, wanted.parameters);
  if (!agrees) return [];
  return nodes.flatMap(({ name, state, result }) =>
    state === 'finished' && result !== undefined && !holdsRedaction(result.value) ? [{ node: name, result }] : [],
  );
}

function holdsRedaction(value: Json): boolean {
  if (typeof value === 'string') return value.includes('Sensitive [value redacted]');
  if (Array.isArray(value)) return value.some(holdsRedaction);
  return isJsonObject(value) && Object.values(value).some(holdsRedaction);
}
