import { commands, type Disposable, env, l10n, Position, type QuickPickItem, Range, Uri, window } from 'vscode';
import type { Job } from '../orchestrator-core/jobs/index.ts';
import type { PlanPlace } from '../orchestrator-core/plans/index.ts';
import type { App } from './app.ts';
import { itemOf, planOf, taskOf } from './arguments.ts';
import type { CommandId } from './contributions.ts';
import { isEnded, isPlan, jobEntry } from './jobs/model.ts';
import { nodeHandlers } from './nodes/commands.ts';
import { runQuery } from './query/run-query.ts';
import { openResult } from './result/documents.ts';
import { choosePlan, rerun, resumePlan, runCommand, runPlan, runTask } from './run/run.ts';
import { showReport } from './status/issue-report.ts';
import { showMenu } from './status/status-bar.ts';

type Handler = (app: App, argument: unknown, chosen: unknown) => Promise<unknown> | undefined;

/** What each command does; the table of contributions has each of them and no other. */
const handlers: Readonly<Record<CommandId, Handler>> = {
  ...nodeHandlers,
  'baton.runTask': (app, argument) => runTask(app, wishOf(app, argument, 'last')),
  'baton.runTaskOn': (app, argument) => runTask(app, wishOf(app, argument, 'none')),
  'baton.runTaskAgain': (app, argument) => runTask(app, wishOf(app, argument, 'again')),
  'baton.runTaskNoop': (app, argument) => runTask(app, { ...wishOf(app, argument, 'last'), noop: true }),
  'baton.runCommand': (app) => runCommand(app, []),
  'baton.runQuery': (app, argument) => runQuery(app, argument),
  'baton.copyCell': async (app) => app.queries.copy('cell'),
  'baton.copyRow': async (app) => app.queries.copy('row'),
  'baton.rerunLast': (app) => withJob(app, app.store.jobs[0], (job) => rerun(app, job, 'all')),
  'baton.rerunJob': (app, argument) => withJob(app, jobOf(argument), (job) => rerun(app, job, 'all')),
  'baton.rerunFailed': (app, argument) => withJob(app, jobOf(argument), (job) => rerun(app, job, 'failure')),
  'baton.cancelJob': async (app, argument) => {
    const running = app.store.jobs.filter((job) => !isEnded(job));
    const job = jobOf(argument) ?? (await chooseJob(running, l10n.t('Which job is cancelled?')));
    if (job !== undefined) await app.jobs.cancel(job.id);
  },
  'baton.openOutput': async (app, argument) => {
    const known = typeof argument === 'string' ? argument : jobOf(argument)?.id;
    const job = known ?? (await chooseJob(app.store.jobs, l10n.t('The output of which job?')))?.id;
    if (job !== undefined) await app.jobs.openOutput(job);
  },
  'baton.openResult': async (app, argument) => {
    const item = itemOf(argument);
    if (item?.kind !== 'jobNode') return;
    app.store.see(item.job.id);
    await openResult({ job: item.job.id, kind: 'node', node: item.node.name });
  },
  'baton.runPlan': (app, argument) => runPlan(app, planWishOf(app, argument)),
  'baton.runPlanAgain': (app, argument) => runPlan(app, { ...planWishOf(app, argument), again: true }),
  'baton.runPlanNoop': (app, argument) => runPlan(app, { ...planWishOf(app, argument), noop: true }),
  'baton.previewPlan': async (app, argument, values) => {
    const plan = await planToPreview(app, argument ?? window.activeTextEditor?.document.uri);
    if (plan !== undefined) await app.previews.show(plan, typedValues(values));
  },
  'baton.showPreviewAsText': async (app) => {
    const plan = app.previews.active?.plan ?? (await planToPreview(app, window.activeTextEditor?.document.uri));
    if (plan !== undefined) await app.previews.showText(plan);
  },
  'baton.showProgress': async (app, argument) => {
    const job = jobOf(argument);
    if (job !== undefined) await app.previews.follow(job.description.object, job.id);
  },
  'baton.openPlan': async (_app, argument) => {
    const item = itemOf(argument);
    if (item?.kind === 'plan') await window.showTextDocument(Uri.file(item.plan.path), { preview: true });
  },
  'baton.copyPlanName': async (app, argument) => {
    const name = planOf(argument, app.store);
    if (name !== undefined) await env.clipboard.writeText(name);
  },
  'baton.stopPlan': async (app, argument) => {
    const job = jobOf(argument);
    if (job !== undefined) await app.jobs.cancel(job.id, 'now');
  },
  'baton.stopAfterStep': async (app, argument) => {
    const job = jobOf(argument);
    if (job !== undefined) await app.jobs.cancel(job.id, 'after-step');
  },
  'baton.resumePlan': async (app, argument) => {
    const failed = app.store.jobs.filter((job) => isPlan(job) && isEnded(job) && job.state !== 'finished');
    const job = jobOf(argument) ?? (await chooseJob(failed, l10n.t('Which plan goes on?')));
    if (job !== undefined) await resumePlan(app, job);
    else if (failed.length === 0) void window.showInformationMessage(l10n.t('No plan has failed or was stopped.'));
  },
  'baton.resumePlanFrom': async (app, argument) => {
    const item = itemOf(argument);
    if (item?.kind === 'step') await resumePlan(app, item.job, item.step.id);
  },
  'baton.answerPlan': async (app, argument) => {
    const running = app.store.jobs.filter((job) => isPlan(job) && !isEnded(job));
    const job = jobOf(argument) ?? (await chooseJob(running, l10n.t('Which plan is answered?')));
    if (job !== undefined) await app.jobs.answer(job.id);
    else if (running.length === 0) void window.showInformationMessage(l10n.t('No plan is running.'));
  },
  'baton.openStep': async (_app, argument) => {
    const item = itemOf(argument);
    if (item?.kind === 'step' && item.step.place !== undefined) await showPlace(item.step.place, true);
  },
  'baton.openStepResult': async (app, argument) => {
    const item = itemOf(argument);
    if (item?.kind === 'step') await openResult({ job: item.job.id, kind: 'step', step: item.step.id });
    if (item?.kind !== 'job') return;
    app.store.see(item.job.id);
    await openResult({ job: item.job.id, kind: 'outcome' });
  },
  'baton.showVariables': async (_app, argument) => {
    const item = itemOf(argument);
    if (item?.kind === 'step') await openResult({ job: item.job.id, kind: 'variables', step: item.step.id });
  },
  'baton.openTask': async (_app, argument) => {
    const item = itemOf(argument);
    if (item?.kind === 'task') await window.showTextDocument(Uri.file(item.task.path), { preview: true });
    if (item?.kind !== 'problem') return;
    const { path, line = 1, column = 1 } = item.problem;
    await showPlace({ path, line, column });
  },
  'baton.copyTaskName': async (app, argument) => {
    const name = taskOf(argument, app.store);
    if (name !== undefined) await env.clipboard.writeText(name);
  },
  'baton.refresh': async (app) => {
    const { state } = app.session;
    if (state.kind === 'running') await state.orchestrator.refresh();
    app.nodes.refresh();
    await app.store.refresh();
  },
  'baton.selectProject': (app) => app.selectProject(),
  'baton.restartOrchestrator': (app) => app.session.restart(),
  'baton.stopOrchestrator': (app) => app.session.stop(),
  'baton.openLog': async (app) => app.log.show(),
  'baton.showReport': (app) => showReport(app),
  'baton.showMenu': (app) => showMenu(app.session),
};

/** Registers every command; whatever one of them throws is told by the window's one report. */
export function registerCommands(app: App): Disposable[] {
  return Object.entries(handlers).map(([id, handler]) =>
    commands.registerCommand(id, async (argument: unknown, chosen: unknown) => {
      try {
        await handler(app, argument, chosen);
      } catch (error) {
        app.report(error);
      }
    }),
  );
}

function wishOf(app: App, argument: unknown, targets: 'last' | 'none' | 'again') {
  const task = taskOf(argument, app.store);
  return task === undefined ? { targets } : { task, targets };
}

function planWishOf(app: App, argument: unknown): { readonly plan?: string } {
  const plan = planOf(argument, app.store);
  return plan === undefined ? {} : { plan };
}

/** The plan that is meant, else one that is asked for. */
async function planToPreview(app: App, meant: unknown): Promise<string | undefined> {
  return planOf(meant, app.store) ?? (await choosePlan(app.store, l10n.t('Which plan is previewed?')));
}

/** Values that the form of a run hands on; a menu hands on something else. */
function typedValues(argument: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return undefined;
  const entries = Object.entries(argument);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined;
}

async function showPlace({ path, line, column }: PlanPlace, preserveFocus = false): Promise<void> {
  const at = new Position(line - 1, column - 1);
  await window.showTextDocument(Uri.file(path), { preview: true, preserveFocus, selection: new Range(at, at) });
}

function jobOf(argument: unknown): Job | undefined {
  const item = itemOf(argument);
  return item?.kind === 'job' || item?.kind === 'jobNode' ? item.job : undefined;
}

async function withJob(app: App, job: Job | undefined, act: (job: Job) => Promise<void>): Promise<void> {
  if (job !== undefined) await act(job);
  else if (app.store.jobs.length === 0) void window.showInformationMessage(l10n.t('Nothing has run yet.'));
}

async function chooseJob(jobs: readonly Job[], placeHolder: string): Promise<Job | undefined> {
  if (jobs.length <= 1) return jobs[0];
  const items = jobs.map((job): QuickPickItem & { job: Job } => {
    const { label, description = '' } = jobEntry(job);
    return { job, label, description };
  });
  return (await window.showQuickPick(items, { placeHolder }))?.job;
}
