/** What tests of running plans share: one way to run a plan in a world of its own. */
import type { CancelSignal } from '../../common/index.ts';
import { type FakeWorld, type FakeWorldOptions, fakeWorld } from './fake-world.ts';
import { type PlanOutcome, type PlanRunRequest, runPlan } from './run-plan.ts';

/** A run that is over. */
export interface RunCase {
  readonly world: FakeWorld;
  readonly outcome: PlanOutcome;
}

/** The plan `m` is `source`, or what stands in `files`, which are below `/modules` then. */
export async function runCase(
  source: string | Readonly<Record<string, string>>,
  options: FakeWorldOptions = {},
  request: Partial<PlanRunRequest> = {},
): Promise<RunCase> {
  const { world, outcome } = beginCase(source, options, request);
  return { world, outcome: await outcome };
}

/** A signal that is never aborted. */
export const never: CancelSignal = {
  aborted: false,
  reason: undefined,
  throwIfAborted: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
};

/** The same, while it is under way. */
export function beginCase(
  source: string | Readonly<Record<string, string>>,
  options: FakeWorldOptions = {},
  request: Partial<PlanRunRequest> = {},
  signal: CancelSignal = never,
): { readonly world: FakeWorld; readonly outcome: Promise<PlanOutcome> } {
  const given = typeof source === 'string' ? { 'm/plans/init.pp': source } : source;
  const files = Object.entries(given).map(([path, text]) => [`/modules/${path}`, text] as const);
  const world = fakeWorld({ ...options, files: { ...Object.fromEntries(files), ...options.files } });
  const run = { plan: 'm', parameters: {}, noop: false, ...request };
  return { world, outcome: runPlan(run, world, { signal, turn: async () => {} }) };
}
