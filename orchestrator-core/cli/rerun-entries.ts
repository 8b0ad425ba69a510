import type { Orchestrator } from '../orchestrator.ts';
import { passwordNotKept, type RerunEntry } from '../rerun-file.ts';
import type { ItemResult } from './output/reporter.ts';

/** What is kept of the results of a job, or of a plan and the jobs of its steps, for `--rerun`. */
export async function rerunEntries(
  orchestrator: Pick<Orchestrator, 'job'>,
  job: string,
  items: readonly Pick<ItemResult, 'target' | 'status'>[],
): Promise<readonly RerunEntry[]> {
  const entries = items.map(({ target, status }): RerunEntry => ({ target, status }));
  // Without a user there is no password.
  if (!entries.some(({ target }) => target.includes('@'))) return entries;
  const { description, steps = [] } = await orchestrator.job(job);
  const children = new Set(steps.flatMap(({ jobs }) => jobs));
  const descriptions = [description];
  for (const child of children) descriptions.push((await orchestrator.job(child)).description);
  const lost = new Set(descriptions.flatMap(({ passwords = [] }) => passwords));
  return entries.map((entry) => (lost.has(entry.target) ? { ...entry, password: passwordNotKept } : entry));
}
