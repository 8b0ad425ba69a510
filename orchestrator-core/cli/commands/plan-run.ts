import { toErrorValue } from '../../common/index.ts';
import { isPlanJournal } from '../../plan-journals.ts';
import type { Invocation } from '../choose-command.ts';
import { cliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { followPlan, type PlanStart } from '../follow-plan.ts';
import { errorJson } from '../output/json.ts';
import { errorText } from '../output/plan-lines.ts';
import { readGivenParameters, readTargets } from '../read-argument.ts';

/**
 * `baton plan run` and `baton plan resume`. The exit code is 0 when the plan came to a good end, 130 or 143 after a
 * signal, else 1.
 */
export async function runPlan(invocation: Invocation, context: Context): Promise<number> {
  const { terminal, format, paint } = context;
  try {
    const { action } = invocation.rule;
    return await followPlan(await (action === 'resume' ? readResumption : readRun)(invocation, context), context);
  } catch (error) {
    const value = toErrorValue(error);
    await terminal.out(format === 'json' ? `${errorJson(value)}\n` : errorText(value, paint));
    return 1;
  }
}

async function readRun(invocation: Invocation, context: Context): Promise<PlanStart> {
  const { object = '', options } = invocation;
  const { terminal, project } = context;
  const parameters = await readGivenParameters(invocation, terminal);
  const targets = await readTargets(context);
  const rerun = options.text('rerun');
  if (rerun !== undefined && targets?.length === 0) {
    throw cliError(`The last run has no targets for '--rerun ${rerun}'; choose targets with '--targets'`);
  }
  const concurrency = options.integer('concurrency') ?? project.concurrency;
  const description = options.text('description');
  const request = {
    plan: object,
    parameters,
    noop: options.flag('noop') === true,
    unattended: !terminal.inIsTerminal,
    ...(targets === undefined ? {} : { targets }),
    ...(description === undefined ? {} : { description }),
    ...(concurrency === undefined ? {} : { concurrency }),
  };
  return {
    where: 'run',
    targets: targets ?? [],
    begin: ({ orchestrator }) => orchestrator.runPlan(request),
  };
}

async function readResumption(invocation: Invocation, { terminal }: Context): Promise<PlanStart> {
  const { object = '', options } = invocation;
  const sensitive = await readGivenParameters(invocation, terminal);
  const from = options.text('from');
  const request = {
    ...(from === undefined ? {} : { from }),
    ...(options.flag('force') === true ? { force: true } : {}),
    ...(Object.keys(sensitive.values).length === 0 ? {} : { sensitive }),
    unattended: !terminal.inIsTerminal,
  };
  return {
    where: isPlanJournal(object) ? { kept: object } : 'project',
    targets: [],
    begin: async ({ orchestrator, kept }) =>
      orchestrator.resumePlan({ ...request, job: kept === undefined ? object : ((await kept.newest()) ?? object) }),
  };
}
