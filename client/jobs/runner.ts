import { l10n, type Memento, ProgressLocation, window } from 'vscode';
import type { Job, JobDescription, JobEvent } from '../../orchestrator-core/jobs/index.ts';
import { Signal } from '../common/signal.ts';
import { configuration } from '../configuration.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Channels, JobOutput } from '../output/channels.ts';
import type { Report } from '../report.ts';
import type { Store } from '../state/store.ts';
import { followJob } from './follow.ts';
import { type Followed, follow, interrupted, readFollowed, unfollow } from './followed.ts';
import { ended, hasFailed, isEnded, isPlan, jobTitle, progressText } from './model.ts';
import { createPrompts } from './prompts.ts';
import { createQuestions } from './questions.ts';
import { type PlanTracker, planTracker } from './steps.ts';

/** A job that is quicker shows no progress, in milliseconds. */
const patience = 400;

/** Follows jobs into their output channel, with progress for those started in this window. */
export interface JobRunner {
  /** Shows a job that was just started here: its output as it comes, a progress that can cancel it. */
  started(job: string, kind: JobDescription['command']): void;
  /** Brings a job's output to the front; prints it again from the journal when it is not being printed. */
  openOutput(job: string): Promise<void>;
  /** Cancels a job: the processes on its nodes end. A plan may first end the step that it is at. */
  cancel(job: string, when?: 'now' | 'after-step'): Promise<void>;
  /** Asks what a plan asks; says so when it asks nothing. */
  answer(job: string): Promise<void>;
  /** Plans of this window that were cut off when it was closed, once it is open again. */
  readonly cutOff: Signal<Job>;
  /** Every event of the jobs that were started here, as it comes. */
  readonly events: Signal<JobEvent>;
  dispose(): void;
}

interface Parts {
  readonly session: Session;
  readonly store: Store;
  readonly channels: Channels;
  readonly report: Report;
  /** Where it is kept which jobs are printed, over a reload of the window. */
  readonly memento: Memento;
}

const followedKey = 'baton.followed';

/** The one follower of jobs of this window. */
export function createJobRunner({ session, store, channels, report, memento }: Parts): JobRunner {
  const leaving = new AbortController();
  const printing = new Map<string, JobOutput>();
  const events = new Signal<JobEvent>();
  const cutOff = new Signal<Job>();
  const prompts = createPrompts(session, report, leaving.signal);
  const questions = createQuestions(session, report, leaving.signal);
  const asking = store.questions.on((open) => questions.feed(open));

  /** Prints a job from its first event until its last; resolves when there are no more. */
  const print = async (job: string, output: JobOutput, onEvent: (event: JobEvent) => void): Promise<void> => {
    printing.set(job, output);
    try {
      await followJob(
        session,
        job,
        (event) => {
          output.feed(event);
          onEvent(event);
        },
        leaving.signal,
      );
    } finally {
      printing.delete(job);
      output.end();
    }
  };
  const cancel = async (job: string, when: 'now' | 'after-step' = 'now'): Promise<void> => {
    const orchestrator = await session.ready(leaving.signal);
    await orchestrator.stop(job, when);
  };
  const keep = (change: (known: readonly Followed[]) => readonly Followed[]): void =>
    void memento.update(followedKey, change(readFollowed(memento.get(followedKey))));
  const run = async (job: string, kind: JobDescription['command']): Promise<void> => {
    const entry: Followed = { project: session.project ?? '', job };
    keep((known) => follow(known, entry));
    const output = channels.open(job, kind);
    if (configuration.revealOutput() === 'always') output.show();
    const tracker = planTracker();
    const done = print(job, output, (event) => {
      // What a plan asks, it asks whoever started it.
      prompts.feed(event);
      tracker.feed(event);
      events.fire(event);
    });
    void showProgress({ job, kind, done, store, tracker }, () => cancel(job).catch(report));
    await done;
    if (leaving.signal.aborted) return;
    keep((known) => unfollow(known, entry));
    const ended = store.job(job);
    const failed = ended !== undefined && hasFailed(ended);
    if (failed && configuration.revealOutput() === 'failure') output.show();
  };
  const tellCutOff = async (entry: Followed): Promise<void> => {
    const job = store.job(entry.job);
    if (job === undefined || !isEnded(job)) return;
    keep((known) => unfollow(known, entry));
    if (isPlan(job) && (await store.details(job)).error?.kind === 'baton/interrupted') cutOff.fire(job);
  };
  /** Once the jobs are known, those go on being printed that were when the window was reloaded. */
  const resuming = store.changed.on((part) => {
    if (part !== 'jobs' || store.jobs.length === 0) return;
    resuming.dispose();
    const running = new Map(store.jobs.filter((job) => !isEnded(job)).map((job) => [job.id, job]));
    const known = readFollowed(memento.get(followedKey));
    for (const id of interrupted(known, session.project ?? '', new Set(running.keys()))) {
      const job = running.get(id);
      if (job !== undefined && !printing.has(id)) void run(id, job.description.command).catch(report);
    }
    for (const entry of known) if (entry.project === session.project) void tellCutOff(entry).catch(report);
  });
  return {
    started: (job, kind) => void run(job, kind).catch(report),
    openOutput: async (job) => {
      store.see(job);
      const current = printing.get(job);
      if (current !== undefined) {
        current.show();
        return;
      }
      const orchestrator = await session.ready(leaving.signal);
      const { description } = await orchestrator.job(job);
      const output = channels.open(job, description.command);
      output.show();
      await print(job, output, () => {});
    },
    cancel,
    answer: (job) => prompts.ask(job),
    events,
    cutOff,
    dispose: () => {
      resuming.dispose();
      asking.dispose();
      leaving.abort();
    },
  };
}

interface Progress {
  readonly job: string;
  readonly kind: JobDescription['command'];
  /** Settles with the last event. */
  readonly done: Promise<void>;
  readonly store: Store;
  readonly tracker: PlanTracker;
}

async function showProgress({ job, kind, done, store, tracker }: Progress, cancel: () => void): Promise<void> {
  const settled = done.catch(() => {});
  const quick = await Promise.race([
    settled.then(() => true),
    new Promise<false>((go) => setTimeout(go, patience, false)),
  ]);
  if (quick) return;
  const known = store.job(job);
  const title = l10n.t('#{0} {1}', job, known === undefined ? l10n.t('job') : jobTitle(known));
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  await window.withProgress(options, async (progress, token) => {
    let shown = 0;
    const draw = (): void => {
      const current = store.job(job);
      if (current === undefined) return;
      const stopping = current.state === 'stopping' ? l10n.t('stopping, ') : '';
      if (kind === 'plan') {
        progress.report({ message: stopping + tracker.text() });
        return;
      }
      const percent = (ended(current) / Math.max(1, current.description.nodes.length)) * 100;
      progress.report({ message: stopping + progressText(current), increment: percent - shown });
      shown = percent;
    };
    draw();
    const drawing = store.changed.on((part) => {
      if (part === 'jobs') draw();
    });
    const cancelling = token.onCancellationRequested(cancel);
    await settled;
    drawing.dispose();
    cancelling.dispose();
  });
}
