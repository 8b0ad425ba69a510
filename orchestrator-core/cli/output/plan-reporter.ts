import { OrchestratorError } from '../../common/index.ts';
import type { JobEvent, JobHappening, PlanJobOutcome } from '../../jobs/index.ts';
import type { PlanStepStart } from '../../plans/index.ts';
import type { Context } from '../context.ts';
import { humanReporter } from './human.ts';
import { jobPrinter } from './job-printer.ts';
import { errorJson } from './json.ts';
import { errorText, onTargets, outcomeText, stepTitle } from './plan-lines.ts';
import type { Progress } from './progress.ts';
import { duration, line, plainSeconds } from './text.ts';

/** Prints a plan while it goes on: a projection of its job's events, and of those of its steps' jobs. */
export interface PlanReporter {
  /** Takes the next event of the plan's job. */
  take(event: JobEvent): Promise<void>;
  /** Whether the job is over. */
  readonly ended: boolean;
  /** What came of the plan, once it is known. */
  readonly outcome: PlanJobOutcome | undefined;
  /** The connection was lost, and there is another one. */
  reconnected(): void;
  /** Waits until everything is printed. */
  close(): Promise<void>;
}

/** What a reporter needs besides events. */
export interface PlanReporterOptions {
  readonly progress: Progress;
  /** The events of a step's job from a number on. */
  follows(job: string, start: number): AsyncIterable<JobEvent>;
}

interface OpenStep {
  readonly start: PlanStepStart;
  readonly since: number;
  /** Its answer was kept from the job before: nothing is done. */
  readonly replayed: boolean;
  /** Whether its beginning was told. */
  isTold: boolean;
  /** Resolve when everything that its jobs said is printed. */
  readonly jobs: Promise<void>[];
}

/** Prints what a plan does as it happens, in the format that was asked for. */
export function planReporter(context: Context, options: PlanReporterOptions): PlanReporter {
  return new Reporter(context, options);
}

class Reporter implements PlanReporter {
  readonly #context: Context;
  readonly #options: PlanReporterOptions;
  readonly #verbose: boolean;
  readonly #steps = new Map<string, OpenStep>();
  readonly #stream: boolean;
  /** Resolves when the connection that there is now was lost and there is another one. */
  #link: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  #plan: { readonly name: string; readonly since: number } | undefined;
  outcome: PlanJobOutcome | undefined;
  ended = false;

  constructor(context: Context, options: PlanReporterOptions) {
    this.#context = context;
    this.#options = options;
    this.#verbose = context.options.flag('verbose') === true;
    this.#stream = context.options.flag('stream') === true;
  }

  async take(event: JobEvent): Promise<void> {
    switch (event.type) {
      case 'job_created':
        this.#plan = { name: event.description.object, since: event.timestamp };
        return this.#line(`Starting: plan ${event.description.object}`);
      case 'plan_step_started':
        return this.#begin(event.start, event.timestamp, event.replayed);
      case 'plan_step_job':
        return this.#follow(event.step, event.child);
      case 'plan_step_finished':
        return this.#finish(event, event.timestamp);
      case 'plan_message':
        return this.#say(event.level, event.text);
      case 'plan_outcome':
        this.outcome = event.outcome;
        return;
      case 'job_aborted':
        this.outcome ??= { ok: false, error: event.error };
        return this.#end(event.timestamp);
      case 'job_finished':
      case 'job_failed':
      case 'job_stopped':
        return this.#end(event.timestamp, event.type === 'job_stopped');
      default:
        return;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#steps.values()].flatMap((step) => step.jobs));
  }

  async #begin(start: PlanStepStart, since: number, replayed: boolean): Promise<void> {
    const step: OpenStep = { start, since, replayed, isTold: false, jobs: [] };
    this.#steps.set(start.id, step);
    this.#showProgress();
    if (start.quiet) return;
    if (start.function === 'run_plan') return this.#line(`Starting: plan ${start.object}`);
    if (start.function === 'run_container') return this.#line(`Starting: run container '${start.object}'`);
    const title = stepTitle(start);
    if (replayed && title !== undefined) await this.#line(`Replayed: ${title}${onTargets(start)}`);
  }

  /** A step has begun when it does something: one that is refused, for a task that there is not, never has. */
  async #tellBeginning(step: OpenStep): Promise<void> {
    const title = stepTitle(step.start);
    if (step.isTold || step.start.quiet || title === undefined) return;
    step.isTold = true;
    await this.#line(`Starting: ${title}${onTargets(step.start)}`);
  }

  async #finish(event: Extract<JobHappening, { type: 'plan_step_finished' }>, until: number): Promise<void> {
    const step = this.#steps.get(event.step);
    if (step === undefined) return;
    this.#steps.delete(event.step);
    this.#showProgress();
    await Promise.all(step.jobs);
    const { start, since } = step;
    if (start.quiet) return;
    const seconds = (until - since) / 1000;
    if (start.function === 'run_plan') return this.#line(`Finished: plan ${start.object} in ${duration(seconds)}`);
    if (start.function === 'run_container') {
      return this.#line(
        `Finished: run container '${start.object}' ${event.state === 'finished' ? 'succeeded' : 'failed'}.`,
      );
    }
    const title = stepTitle(start);
    if (title === undefined || step.replayed || (event.state === 'failed' && !step.isTold)) return;
    if (event.state === 'skipped') {
      const why = event.skipped === undefined ? '' : ` (${event.skipped})`;
      return this.#line(`Skipped: ${title}${onTargets(start)}${why}`, 'yellow');
    }
    await this.#tellBeginning(step);
    const failures = event.failures ?? 0;
    const count = `${failures} failure${failures === 1 ? '' : 's'}`;
    await this.#line(`Finished: ${title} with ${count} in ${plainSeconds(seconds)}`);
  }

  /** Follows a step's job where somebody wants to see what happens on its targets. */
  async #follow(id: string, job: string): Promise<void> {
    const step = this.#steps.get(id);
    // What an earlier run has done was printed then.
    if (step === undefined || step.replayed) return;
    await this.#tellBeginning(step);
    if (this.#context.format === 'json' || !(this.#verbose || this.#stream)) return;
    step.jobs.push(this.#printJob(job, step.start.quiet));
  }

  /** Prints what happens in a step's job to its end, over lost connections too. Never rejects. */
  async #printJob(job: string, quiet: boolean): Promise<void> {
    const { terminal, paint, log } = this.#context;
    const options = { paint, verbose: this.#verbose && !quiet, progress: this.#options.progress };
    const printer = jobPrinter(humanReporter(terminal, options), this.#stream);
    let next = 1;
    for (;;) {
      const link = this.#link;
      try {
        for await (const event of this.#options.follows(job, next)) {
          next = event.number + 1;
          await printer(event);
        }
        return;
      } catch (error) {
        if (!(error instanceof OrchestratorError && error.kind === 'baton/disconnected')) {
          log.log('warn', `Job ${job} cannot be followed: ${error instanceof Error ? error.message : String(error)}`);
          return;
        }
      }
      await link.promise;
    }
  }

  reconnected(): void {
    this.#link.resolve();
    this.#link = Promise.withResolvers<void>();
  }

  async #say(level: string, text: string): Promise<void> {
    const { terminal, format, log } = this.#context;
    const { progress } = this.#options;
    if (level === 'out') log.log('info', text);
    if (level === 'verbose') log.log('debug', text);
    if (level === 'verbose' && !this.#verbose) return;
    progress.hide();
    if (level === 'out' || level === 'verbose') {
      if (format === 'json') terminal.err(line(text));
      else await terminal.out(line(text));
    } else {
      log.log(logLevel(level), text);
    }
    progress.show();
  }

  async #end(until: number, stopped = false): Promise<void> {
    const { terminal, format, paint } = this.#context;
    await this.close();
    this.ended = true;
    this.#options.progress.close();
    const { outcome } = this;
    if (this.#plan !== undefined) {
      await this.#line(`Finished: plan ${this.#plan.name} in ${duration((until - this.#plan.since) / 1000)}`);
    }
    if (outcome === undefined) {
      const msg = stopped ? 'The plan was stopped' : 'The plan ended without a result';
      const error = { kind: stopped ? 'baton/stopped' : 'baton/no-result', msg, details: {} };
      await terminal.out(format === 'json' ? `${errorJson(error)}\n` : errorText(error, paint));
    } else {
      await terminal.out(format === 'json' ? `${outcomeJson(outcome)}\n` : outcomeText(outcome, paint));
    }
  }

  async #line(text: string, color: 'green' | 'yellow' = 'green'): Promise<void> {
    const { terminal, format, paint, log } = this.#context;
    log.log('info', text);
    if (format === 'json') return;
    this.#options.progress.hide();
    await terminal.out(`${paint(color, text)}\n`);
    this.#options.progress.show();
  }

  #showProgress(): void {
    const open = [...this.#steps.values()].findLast(({ start }) => stepTitle(start) !== undefined);
    if (open === undefined) return;
    this.#options.progress.update(`Running: ${stepTitle(open.start) ?? ''}${onTargets(open.start)}`);
  }
}

function logLevel(level: string): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  if (level === 'fatal') return 'error';
  return level === 'trace' || level === 'debug' || level === 'info' || level === 'warn' ? level : 'error';
}

function outcomeJson(outcome: PlanJobOutcome): string {
  if (!outcome.ok) return errorJson(outcome.error);
  return JSON.stringify(outcome.value);
}
