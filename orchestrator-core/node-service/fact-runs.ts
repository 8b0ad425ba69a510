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

/**
 * Stores what runs find out about nodes: the task `facts`, `apply_prep`, and runs that ask for facts. One node after the
 * other, so that a job on many nodes holds up nobody else who writes; of those that wait is known where their newest facts
 * stand in the journal, and no more.
 */
export function storeFactRuns(
  keeper: Pick<JobKeeper, 'onNode' | 'events'>,
  ports: FactRunPorts,
): { close(): Promise<void> } {
  const waiting = new Map<string, { readonly job: string; readonly number: number; readonly of: JobDescription }>();
  let working: Promise<void> | undefined;
  const store = async (node: string): Promise<void> => {
    const place = waiting.get(node);
    waiting.delete(node);
    if (place === undefined) return;
    for await (const event of keeper.events(place.job, place.number, new AbortController().signal)) {
      const values = event.type === 'node_finished' ? factsIn(event, place.of) : undefined;
      const certname = (await ports.names()).certnameOf(node);
      if (values !== undefined) await writeFacts(ports, { certname, values, at: event.timestamp });
      break;
    }
  };
  const work = async (): Promise<void> => {
    for (const node of waiting.keys()) {
      await store(node).catch((error: unknown) =>
        ports.log.log('error', `The facts of ${node} are not stored: ${String(error)}`),
      );
    }
    working = undefined;
  };
  const end = keeper.onNode((event, job) => {
    if (factsIn(event, job) === undefined) return;
    waiting.set(event.node, { job: event.job, number: event.number, of: job });
    working ??= work();
  });
  return {
    close: async () => {
      end();
      await working;
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
