import { isJsonObject } from '../../common/index.ts';
import { dataDirectory, defaultDataDirectory } from '../../data-directory.ts';
import type { Job, JobDetails } from '../../jobs/index.ts';
import { isPlanJournal, planJournals } from '../../plan-journals.ts';
import type { Context } from '../context.ts';
import { connectForPlan, withOrchestrator } from '../orchestrator.ts';
import { planText } from '../output/plan-steps.ts';
import { batchText } from '../output/progress.ts';
import { count, duration } from '../output/text.ts';

/** How many jobs a list shows: the newest. */
const listed = 50;

/** `baton job show [ID]`: the newest jobs, or one with its nodes or, of a plan, its steps. */
export async function showJobs(id: string | undefined, context: Context): Promise<number> {
  const { terminal, format } = context;
  if (id === undefined) {
    const jobs = await withOrchestrator(context, (orchestrator) => orchestrator.jobs({ limit: listed }));
    const kept = await keptPlans(context);
    await terminal.out(
      format === 'json' ? `${JSON.stringify({ items: jobs, kept })}\n` : jobsText(jobs, kept, context),
    );
    return 0;
  }
  const job = await (isPlanJournal(id)
    ? keptJob(id, context)
    : withOrchestrator(context, (orchestrator) => orchestrator.job(id)));
  await terminal.out(format === 'json' ? `${JSON.stringify(job)}\n` : jobText(job, context));
  return 0;
}

/** `baton job stop ID [--after-step]`: a plan can end what it does first. */
export async function stopJob(id: string, context: Context): Promise<number> {
  const { terminal, format, options } = context;
  const when = options.flag('after-step') === true ? 'after-step' : 'now';
  await withOrchestrator(context, (orchestrator) => orchestrator.stop(id, when));
  const said = when === 'now' ? `Stopping job ${id}\n` : `Job ${id} is stopped after the steps that run now\n`;
  await terminal.out(format === 'json' ? `${JSON.stringify({ job: id })}\n` : said);
  return 0;
}

/** The plans that commands ran by themselves and that can be resumed. */
async function keptPlans({ project, overrides }: Context): Promise<readonly string[]> {
  return planJournals(dataDirectory(overrides.data ?? defaultDataDirectory(project.directory)));
}

async function keptJob(name: string, context: Context): Promise<JobDetails> {
  const connected = await connectForPlan(context, { kept: name });
  try {
    return await connected.orchestrator.job((await connected.kept?.newest()) ?? name);
  } finally {
    await connected.close();
  }
}

function jobsText(jobs: readonly Job[], kept: readonly string[], { paint }: Context): string {
  const rows = jobs.map((job) => {
    const { command, object, nodes, noop } = job.description;
    const scope = command === 'plan' ? '' : count(nodes.length, 'node');
    const words = [job.id.padStart(6), job.state.padEnd(8), when(job.created), scope.padEnd(9)];
    return `${words.join('  ')}  ${command} ${object.split('\n')[0]}${noop ? ' (noop)' : ''}`;
  });
  const list = `${paint('cyan', 'Jobs')}\n${rows.length > 0 ? rows.join('\n') : '  No jobs'}\n`;
  if (kept.length === 0) return list;
  return `${list}\n${paint('cyan', 'Plans of this command line that can be resumed')}\n  ${kept.join(', ')}\n`;
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
    `  ${job.state}, started ${when(job.created)}${batchText(job.batch)}`,
    ...(job.error === undefined ? [] : [`  ${job.error.msg}`]),
    '',
  ];
  const rest =
    job.description.command === 'plan'
      ? planText(job, paint)
      : `${paint('cyan', 'Nodes')}\n${nodes.join('\n')}\n${reasonsText(job, paint)}`;
  return `${lines.join('\n')}\n${rest}`;
}

/** Why nodes did not do what was asked, each reason once with the nodes that it is of. */
function reasonsText({ nodes }: JobDetails, paint: Context['paint']): string {
  const byReason = new Map<string, string[]>();
  for (const { name, result } of nodes) {
    const error = result?.value['_error'];
    const reason = isJsonObject(error) ? error['msg'] : undefined;
    if (typeof reason === 'string') byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 0) return '';
  const rows = [...byReason].map(
    ([reason, names]) => `  ${names.join(', ')}\n    ${reason.replaceAll('\n', '\n    ')}`,
  );
  return `\n${paint('cyan', 'Reasons')}\n${rows.join('\n')}\n`;
}
