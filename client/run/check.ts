import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { parseAssignments } from './assignments.ts';

/** What the core says against a value; undefined when it takes it. */
export type Check = (text: string) => Promise<string | undefined>;

/**
 * Asks before a person is asked where to run: from an inventory that cannot be read there is nothing to choose.
 * @throws OrchestratorError with what is wrong with it.
 */
export async function assertInventory(orchestrator: Pick<Orchestrator, 'groups'>): Promise<void> {
  await orchestrator.groups();
}

/** Checks one parameter. */
export function checker(orchestrator: Pick<Orchestrator, 'checkParameter'>, task: string, name: string): Check {
  return async (text) => {
    const verdict = await orchestrator.checkParameter(task, name, text);
    return verdict.ok ? undefined : verdict.message;
  };
}

/** Checks one parameter of a plan. */
export function planChecker(orchestrator: Pick<Orchestrator, 'checkPlanParameter'>, plan: string, name: string): Check {
  return async (text) => {
    const verdict = await orchestrator.checkPlanParameter(plan, name, text);
    return verdict.ok ? undefined : verdict.message;
  };
}

/** Checks a line of `name=value …`: how it is written, then each of the parameters. */
export function lineChecker(orchestrator: Pick<Orchestrator, 'checkParameter'>, task: string): Check {
  return async (text) => {
    const line = parseAssignments(text);
    if (!line.ok) return line.message;
    for (const [name, value] of Object.entries(line.values)) {
      const message = await checker(orchestrator, task, name)(value);
      if (message !== undefined) return message;
    }
    return undefined;
  };
}
