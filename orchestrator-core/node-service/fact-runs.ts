import { isJsonObject, type Json, type JsonObject, type Log } from '../common/index.ts';
import type { JobDescription, JobKeeper, NodeEvent } from '../jobs/index.ts';
import { type FactWriterPorts, writeFacts } from './fact-writer.ts';

/** Tasks whose results are facts; the second is what runs of kind `facts` and `apply_prep` run. */
const factTasks: ReadonlySet<string> = new Set(['facts', 'apply_helpers::custom_facts']);

/** Stores what runs find out about nodes: the task `facts`, `apply_prep`, and runs that ask for facts. */
export function storeFactRuns(
  keeper: JobKeeper,
  ports: FactWriterPorts & { readonly log: Log },
): { close(): Promise<void> } {
  let last = Promise.resolve();
  const end = keeper.onNode((event, job) => {
    const values = factsIn(event, job);
    if (values === undefined) return;
    const found = { certname: event.node, values, at: event.timestamp };
    // One after the other, so that a job on many nodes holds up nobody else who writes.
    last = last
      .then(() => writeFacts(ports, found))
      .catch((error: unknown) => ports.log.log('error', `The facts of ${event.node} are not stored: ${String(error)}`));
  });
  return {
    close: async () => {
      end();
      await last;
    },
  };
}

/** The facts in the result of a node; undefined where it has none. */
export function factsIn(event: NodeEvent, { command, object }: JobDescription): JsonObject | undefined {
  if (event.type !== 'node_finished' || command !== 'task' || !factTasks.has(object)) return undefined;
  const { status, value } = event.result;
  if (status !== 'success') return undefined;
  const { values } = value;
  // `puppet facts` of old has them in an object with the node's name.
  const facts: Readonly<Record<string, Json>> = isJsonObject(values) ? values : value;
  const found = Object.fromEntries(Object.entries(facts).filter(([name]) => !name.startsWith('_')));
  return Object.keys(found).length === 0 ? undefined : found;
}
