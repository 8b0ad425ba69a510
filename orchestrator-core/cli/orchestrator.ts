import type { Connected, ConnectOptions } from '../connect.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { answering } from './answer-questions.ts';
import type { Context } from './context.ts';

function optionsOf(context: Context): ConnectOptions {
  return { project: context.project.directory, ...context.overrides, log: context.log };
}

/**
 * Connects to the orchestrator that serves the project, or opens one in this process that ends with `close`. `targets`
 * are those that it is for: when none of them needs an agent, nothing is opened that agents could reach.
 * @throws OrchestratorError when a named one cannot be reached.
 */
export async function connect(context: Context, targets?: readonly string[]): Promise<Connected> {
  const { openOrchestrator } = await import('../connect.ts');
  const connected = await openOrchestrator({ ...optionsOf(context), ...(targets === undefined ? {} : { targets }) });
  return answering(connected, context.terminal);
}

/**
 * Connects for a question that no agent has to answer: where no orchestrator serves the project, what was kept is read.
 * @throws OrchestratorError when a named one cannot be reached.
 */
export function connectWithoutAgents(context: Context): Promise<Connected> {
  return connect(context, []);
}

/**
 * Connects for a plan, whose targets are not known beforehand: `targets` are those that it is given. Where no target of
 * the inventory needs an agent, nothing is opened that agents could reach.
 * @throws OrchestratorError when a named one cannot be reached.
 */
export async function connectForPlan(
  context: Context,
  plan: NonNullable<ConnectOptions['plan']>,
  targets: readonly string[] = [],
): Promise<Connected> {
  const { openOrchestrator } = await import('../connect.ts');
  return answering(await openOrchestrator({ ...optionsOf(context), targets, plan }), context.terminal);
}

/** Connects once more, after the connection was lost. */
export async function connectAgain(context: Context): Promise<Connected> {
  const { openAgain } = await import('../connect.ts');
  return answering(await openAgain(optionsOf(context)), context.terminal);
}

/** Does something with the orchestrator that {@link connect} gives for these targets. */
export async function withOrchestrator<T>(
  context: Context,
  use: (orchestrator: Orchestrator) => Promise<T>,
  targets?: readonly string[],
): Promise<T> {
  const connected = await connect(context, targets);
  try {
    return await use(connected.orchestrator);
  } finally {
    await connected.close();
  }
}
