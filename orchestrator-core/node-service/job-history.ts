import type { Job, JobDescription, JobDetails, JobKeeper, NodeEvent, NodeState } from '../jobs/index.ts';
import type { NodeJob } from '../orchestrator.ts';

/** A job, and how it went on each node. */
interface PastJob {
  readonly id: string;
  readonly at: number;
  readonly title: string;
  readonly states: Map<string, NodeState>;
}

/** What has run on nodes lately: of each node the newest jobs, those that plans started included. */
export interface JobHistory {
  /** Takes a job of an earlier life. */
  add(job: JobDetails): void;
  /** Takes what happens to a node now. */
  take(event: NodeEvent, description: JobDescription): void;
  /** Newest first. */
  of(node: string): readonly NodeJob[];
  last(node: string): NodeJob | undefined;
  /** Whether older jobs would find no place. */
  isFull(): boolean;
}

/** Jobs of one node, jobs, and nodes of all jobs that are remembered; the oldest are forgotten first. */
const mostOfNode = 20;
const mostJobs = 2000;
const mostNodes = 200_000;
/** Jobs of earlier lives that are looked at: their journals are read whole. */
const mostRead = 100;

/** `task package`, `command uptime`. */
function titleOf({ command, object }: JobDescription): string {
  return object === '' ? command : `${command} ${object}`;
}

/** A history that knows nothing yet. */
export function createJobHistory(): JobHistory {
  const jobs = new Map<string, PastJob>();
  const byNode = new Map<string, PastJob[]>();
  let nodes = 0;
  const forgetOldest = (): void => {
    const oldest = [...jobs.values()].reduce((one, other) => (Number(other.id) < Number(one.id) ? other : one));
    jobs.delete(oldest.id);
    nodes -= oldest.states.size;
    for (const node of oldest.states.keys()) {
      const kept = byNode.get(node)?.filter((job) => job !== oldest) ?? [];
      if (kept.length === 0) byNode.delete(node);
      else byNode.set(node, kept);
    }
  };
  const put = (id: string, at: number, description: JobDescription, node: string, state: NodeState): void => {
    const known = jobs.get(id);
    const job = known ?? { id, at, title: titleOf(description), states: new Map<string, NodeState>() };
    if (!job.states.has(node)) {
      const ofNode = byNode.get(node) ?? [];
      const oldest = ofNode.at(-1);
      // Older than all that are remembered of the node.
      if (ofNode.length === mostOfNode && oldest !== undefined && Number(id) < Number(oldest.id)) return;
      ofNode.push(job);
      ofNode.sort((one, other) => Number(other.id) - Number(one.id));
      for (const dropped of ofNode.splice(mostOfNode)) if (dropped.states.delete(node)) nodes -= 1;
      byNode.set(node, ofNode);
      nodes += 1;
    }
    jobs.set(id, job);
    job.states.set(node, state);
    while ((nodes > mostNodes || jobs.size > mostJobs) && jobs.size > 1) forgetOldest();
  };
  const shown = (job: PastJob, node: string): NodeJob => {
    return { id: job.id, at: job.at, title: job.title, state: job.states.get(node) ?? 'new' };
  };
  return {
    add: (job) => {
      for (const { name, state, started } of job.nodes)
        put(job.id, started ?? job.created, job.description, name, state);
    },
    take: (event, description) => put(event.job, event.timestamp, description, event.node, stateAfter(event)),
    of: (node) => (byNode.get(node) ?? []).map((job) => shown(job, node)),
    last: (node) => {
      const job = byNode.get(node)?.[0];
      return job === undefined ? undefined : shown(job, node);
    },
    isFull: () => nodes >= mostNodes,
  };
}

function stateAfter({ type }: NodeEvent): NodeState {
  return type === 'node_running' ? 'running' : (type.slice('node_'.length) as NodeState);
}

/** Reads what ran before, newest first, as much as is remembered. Returns the nodes of which something was found. */
export async function readJobHistory(history: JobHistory, keeper: JobKeeper): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const pageSize = 50;
  let before: string | undefined;
  for (let read = 0; read < mostRead && !history.isFull(); read += pageSize) {
    const page: readonly Job[] = await keeper.list({ limit: pageSize, ...(before === undefined ? {} : { before }) });
    for (const { id } of page) {
      const details = await keeper.details(id);
      for (const job of [details, ...(await childrenOf(keeper, details))]) {
        history.add(job);
        for (const { name } of job.nodes) found.add(name);
      }
    }
    before = page.at(-1)?.id;
    if (page.length < pageSize) break;
  }
  return found;
}

async function childrenOf(keeper: JobKeeper, { steps = [] }: JobDetails): Promise<readonly JobDetails[]> {
  const children: JobDetails[] = [];
  for (const id of new Set(steps.flatMap(({ jobs = [] }) => jobs))) children.push(await keeper.details(id));
  return children;
}
