import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import type { JobDescription, JobKeeper, NodeEvent } from '../jobs/index.ts';
import { type FactWriterPorts, writeFacts } from './fact-writer.ts';
import type { NodeNames } from './node-names.ts';

/** Tasks whose results are facts; the second is what runs of kind `facts` and `apply_prep` run. */
const factTasks: ReadonlySet<string> = new Set(['facts', 'apply_helpers::custom_facts']);

/** What is needed to store what runs find. */
export interface FactRunPorts extends FactWriterPorts {
  readonly names: () => Promise<NodeNames>;
}

/** Stores what runs find out about nodes: the task `facts`, `apply_prep`, and runs that ask for facts. */
export function storeFactRuns(keeper: JobKeeper, ports: FactRunPorts): { close(): Promise<void> } {
  let last = Promise.resolve();
  const end = keeper.onNode((event, job) => {
    const values = factsIn(event, job);
    if (values === undefined) return;
    // One after the other, so that a job on many nodes holds up nobody else who writes.
    last = last
      .then(async () => {
        const certname = (await ports.names()).certnameOf(event.node);
        await writeFacts(ports, { certname, values, at: event.timestamp });
      })
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
