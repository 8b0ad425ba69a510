import type { Job, JobDetails } from '../../jobs/index.ts';
import type { Context } from '../context.ts';
import { withOrchestrator } from '../orchestrator.ts';
import { planText } from '../output/plan-steps.ts';
import { count, duration } from '../output/text.ts';

/** How many jobs a list shows: the newest. */
const listed = 50;

/** `baton job show [ID]`: the newest jobs, or one with its nodes. */
export async function showJobs(id: string | undefined, context: Context): Promise<number> {
  const { terminal, format } = context;
  if (id === undefined) {
    const jobs = await withOrchestrator(context, (orchestrator) => orchestrator.jobs({ limit: listed }));
    await terminal.out(format === 'json' ? `${JSON.stringify({ items: jobs })}\n` : jobsText(jobs, context));
    return 0;
  }
  const job = await withOrchestrator(context, (orchestrator) => orchestrator.job(id));
  await terminal.out(format === 'json' ? `${JSON.stringify(job)}\n` : jobText(job, context));
  return 0;
}

/** `baton job stop ID`. */
export async function stopJob(id: string, context: Context): Promise<number> {
  await withOrchestrator(context, (orchestrator) => orchestrator.stop(id));
  const { terminal, format } = context;
  await terminal.out(format === 'json' ? `${JSON.stringify({ job: id })}\n` : `Stopping job ${id}\n`);
  return 0;
}

function jobsText(jobs: readonly Job[], { paint }: Context): string {
  const rows = jobs.map((job) => {
    const { command, object, nodes, noop } = job.description;
    const words = [job.id.padStart(6), job.state.padEnd(8), when(job.created), count(nodes.length, 'node').padEnd(9)];
    return `${words.join('  ')}  ${command} ${object.split('\n')[0]}${noop ? ' (noop)' : ''}`;
  });
  return `${paint('cyan', 'Jobs')}\n${rows.length > 0 ? rows.join('\n') : '  No jobs'}\n`;
}

function when(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
}

function jobText(job: JobDetails, { paint }: Context): string {
  const { command, object, description, noop } = job.description;
  const width = Math.max(0, ...job.nodes.map((node) => node.name.length));
  const nodes = job.nodes.map((node) => {
    const { started, finished } = node;
    const time = started === undefined || finished === undefined ? '' : duration((finished - started) / 1000);
    return `  ${node.name.padEnd(width)}   ${node.state.padEnd(8)}   ${time}`.trimEnd();
  });
  const lines = [
    paint('cyan', `Job ${job.id}`),
    `  ${command} ${object}${noop ? ' (noop)' : ''}`,
    ...(description === undefined ? [] : [`  ${description}`]),
    `  ${job.state}, started ${when(job.created)}`,
    ...(job.error === undefined ? [] : [`  ${job.error.msg}`]),
    '',
  ];
  const rest =
    job.description.command === 'plan' ? planText(job, paint) : `${paint('cyan', 'Nodes')}\n${nodes.join('\n')}\n`;
  return `${lines.join('\n')}\n${rest}`;
}
