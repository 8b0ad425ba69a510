import { fromErrorValue, withoutPasswords } from '../common/index.ts';
import { isPlainSelection, parseSelection, printSelection, type Target, withGivenUris } from '../inventory/index.ts';
import type { Orchestrator, RunRequest } from '../orchestrator.ts';
import { cliError } from './cli-error.ts';
import type { Context } from './context.ts';
import { readTargets } from './read-argument.ts';

/** The words that mean every node that is known. */
const everyNode: readonly string[] = ['--with-identity', '/./'];
/** More nodes than there are anywhere. */
const all = 1e9;

/** The selection of a command about nodes: all of them where nothing says which. @throws OrchestratorError */
export async function readNodes(context: Context): Promise<readonly string[]> {
  if (context.options.text('batch') !== undefined) {
    throw cliError("'--batch' says how many nodes begin a run together, and this command runs nothing");
  }
  const words = await readTargets(context);
  if (words?.length === 0) {
    throw cliError(`The last run has no targets for '--rerun ${context.options.text('rerun') ?? ''}'`);
  }
  return words ?? everyNode;
}

/** Says on standard error that there is no node to speak of, and why that may be: an empty output explains nothing. */
export async function tellNone(
  { terminal }: Context,
  orchestrator: Pick<Orchestrator, 'select'>,
  words: readonly string[],
): Promise<void> {
  if (words === everyNode) return terminal.err('No node is known: the inventory is empty\n');
  const { hint } = await orchestrator.select(words, 0);
  terminal.err(
    `No node is meant by: ${printSelection(words.map(withoutPasswords))}\n${hint === undefined ? '' : `${hint}\n`}`,
  );
}

/** The names of the nodes that a selection means. @throws OrchestratorError what is wrong with it. */
export async function namesOf(
  orchestrator: Pick<Orchestrator, 'select'>,
  words: readonly string[],
): Promise<readonly string[]> {
  const { names, problem } = await orchestrator.select(words, all);
  if (problem !== undefined) throw fromErrorValue(problem);
  return names;
}

/**
 * A request for the very nodes that its selection was found to mean: what it means is asked once, for the next answer could
 * be another one.
 */
export function forTargets(request: RunRequest, targets: readonly Pick<Target, 'name'>[]): RunRequest {
  const parsed = isPlainSelection(request.targets) ? undefined : parseSelection(request.targets);
  // Those that mean nobody are refused by their words.
  if (parsed?.ok !== true || targets.length === 0) return request;
  const { batch } = parsed.selection;
  const names = targets.map(({ name }) => name);
  return { ...request, targets: withGivenUris(names, request.targets), ...(batch === undefined ? {} : { batch }) };
}

/** The exit code where a selection means no node, as MCollective's `find` has it. */
export const noNodes = 1;
/** The exit codes where some nodes did not answer, and where none did: MCollective's. */
export const someSilent = 2;
export const allSilent = 4;
