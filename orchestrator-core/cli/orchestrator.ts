import type { Orchestrator } from '../orchestrator.ts';
import type { Context } from './context.ts';

/**
 * Does something with the orchestrator that serves the project, or with one in this process that ends with it.
 * `targets` are those that it is for; when none of them needs an agent, nothing is started that agents could reach.
 * @throws OrchestratorError when a named one cannot be reached.
 */
export async function withOrchestrator<T>(
  context: Context,
  use: (orchestrator: Orchestrator) => Promise<T>,
  targets?: readonly string[],
): Promise<T> {
  const { openOrchestrator } = await import('../connect.ts');
  const connected = await openOrchestrator({
    project: context.project.directory,
    ...context.overrides,
    ...(targets === undefined ? {} : { targets }),
    log: context.log,
  });
  try {
    return await use(connected.orchestrator);
  } finally {
    await connected.close();
  }
}
