import type { Job } from '../../orchestrator-core/jobs/index.ts';
import { configuration } from '../configuration.ts';
import { isPlan, jobTitle } from '../jobs/model.ts';
import { secretSteps, secretsOf } from './ask-secrets.ts';
import { confirm } from './confirm.ts';
import type { PlannedRun } from './planned-run.ts';
import type { RunParts } from './run-task.ts';
import { type Step, walk } from './walk.ts';

/** Runs a job again, asking for the sensitive values, which nobody kept, and whether to run on so many nodes. */
export async function rerun(parts: RunParts, job: Job, which: 'all' | 'failure'): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  parts.store.see(job.id);
  const values = new Map<string, string>();
  const steps = await secretSteps(orchestrator, job, values);
  const { nodes } = await parts.store.details(job);
  const names = nodes.filter((node) => which === 'all' || node.state !== 'finished').map((node) => node.name);
  const run: PlannedRun = {
    name: jobTitle(job),
    noop: job.description.noop,
    // The job says which of the two it was; there is nothing to choose.
    supportsNoop: false,
    nodes: isPlan(job) ? undefined : names,
    values: {},
    sensitive: new Set(),
  };
  const review: Step = (position) => confirm(run, configuration.confirmRun(), position);
  if (!(await walk([...steps, review]))) return;
  const sensitive = secretsOf(values);
  const id = await orchestrator.rerun({ job: job.id, which, ...(sensitive === undefined ? {} : { sensitive }) });
  parts.jobs.started(id, job.description.command);
}
