import {
  type CancelSignal,
  isJsonObject,
  type Json,
  type Log,
  OrchestratorError,
  toErrorValue,
} from '../common/index.ts';
import type { PlanMessage, PlanQuestion, PlanStepStart, StepOutcome } from '../plans/index.ts';
import { boundOutcome, isLonger, keptValue } from './bounds.ts';
import { interrupted, unknownPrompt } from './errors.ts';
import type { JobEvent, JobHappening } from './event.ts';
import type { NewJobEvent } from './journal.ts';
import type { GrowingMask } from './mask.ts';
import type { NewJob } from './new-job.ts';
import type { PlanJobOutcome } from './plan-event.ts';
import type { ChildJob, KeptStep, NodeOutcome, PerformPlan, PlanJobRun } from './plan-job-run.ts';
import { type Described, type PlanRedaction, redactionWith } from './plan-redaction.ts';
import type { JobProjection } from './projection.ts';

/** What a plan job needs of the keeper. */
export interface LivePlanPorts {
  readonly log: Log;
  nextJobId(): Promise<string>;
  /**
   * Durable, then told; undefined when the journal takes nothing more because it is closed. `onWait` is called when it
   * takes nothing now.
   */
  readonly record: (events: readonly NewJobEvent[], onWait?: () => void) => Promise<readonly JobEvent[] | undefined>;
  /** Begins a job whose creation is recorded. */
  readonly open: (created: JobEvent, job: NewJob, mask: GrowingMask) => ChildJob;
}

/** One plan job while it runs: keeps its steps and messages, starts and stops the jobs below it, passes questions on. */
export class LivePlan implements PlanJobRun {
  readonly job: string;
  readonly #projection: JobProjection;
  readonly #redaction: PlanRedaction;
  readonly #ports: LivePlanPorts;
  readonly #abort = new AbortController();
  readonly #done = Promise.withResolvers<void>();
  readonly #children = new Map<ChildJob, Promise<unknown>>();
  readonly #questions = new Map<string, { readonly sensitive: boolean; readonly answer: (text: string) => void }>();
  /** Steps that have begun and not ended, outer ones first. */
  readonly #open = new Set<string>();
  #asked = 0;
  /** Steps that do something now, and those that may not begin any more. */
  #busy = 0;
  #held = 0;
  #stop: 'now' | 'after-step' | undefined;
  #leaving = false;
  #batch: NewJobEvent[] | undefined;
  #tail: Promise<readonly JobEvent[] | undefined> = Promise.resolve([]);
  /** Resolved while the journal takes nothing. */
  #waits: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  constructor(projection: JobProjection, mask: GrowingMask, ports: LivePlanPorts) {
    this.job = projection.job().id;
    this.#projection = projection;
    this.#redaction = redactionWith(mask);
    this.#ports = ports;
  }

  get projection(): JobProjection {
    return this.#projection;
  }

  /** Resolves when the job's final event is recorded. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Performs the plan to its end; never rejects. */
  async begin(perform: PerformPlan): Promise<void> {
    void this.#record([{ type: 'job_running' }]);
    const outcome = await this.#outcome(perform);
    await Promise.allSettled(this.#children.values());
    await this.#record([...this.#unended(), ...this.#end(outcome)]);
    this.#done.resolve();
  }

  async #outcome(perform: PerformPlan): Promise<PlanJobOutcome | undefined> {
    try {
      return await perform(this);
    } catch (error) {
      if (this.signal.aborted) return undefined;
      if (error instanceof OrchestratorError) return { ok: false, error: toErrorValue(error) };
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#ports.log.log('error', `Plan job ${this.job}: ${this.#redaction.text(what)}`);
      const msg = `The orchestrator failed while the plan ran: ${error instanceof Error ? error.message : String(error)}`;
      return { ok: false, error: { kind: 'baton/internal-error', msg, details: {} } };
    }
  }

  /** Steps that nobody has ended: what was going on around a stop. */
  #unended(): readonly JobHappening[] {
    return [...this.#open].reverse().map((step) => ({ type: 'plan_step_finished', step, state: 'stopped' }));
  }

  #end(outcome: PlanJobOutcome | undefined): readonly JobHappening[] {
    if (outcome !== undefined) {
      const kept = this.#redaction.outcome(boundOutcome(outcome));
      const ended = kept.ok ? 'job_finished' : 'job_failed';
      return [{ type: 'plan_outcome', outcome: kept }, { type: this.#stop === 'now' ? 'job_stopped' : ended }];
    }
    if (this.#leaving) return [{ type: 'job_aborted', error: interrupted(this.job) }];
    return [{ type: 'job_stopped' }];
  }

  hide(values: readonly Json[]): void {
    this.#redaction.mask.add(values);
  }

  say(message: PlanMessage): void {
    void this.#record([{ type: 'plan_message', ...message, text: this.#redaction.text(message.text) }]);
  }

  async settled(): Promise<void> {
    await this.#tail;
  }

  async step(start: PlanStepStart, perform: () => Promise<StepOutcome>, kept?: KeptStep): Promise<StepOutcome> {
    this.signal.throwIfAborted();
    if (start.replayable && this.#stop !== undefined) await this.#hold();
    this.#open.add(start.id);
    if (start.replayable) this.#busy += 1;
    try {
      void this.#record([
        { type: 'plan_step_started', start: this.#redaction.start(start), replayed: kept !== undefined },
      ]);
      for (const job of kept?.jobs ?? []) this.adopt(start.id, job);
      const outcome = kept?.outcome ?? (await perform());
      // What targets say that were stopped in the middle is in their job, and is no answer.
      if (this.signal.aborted && !(outcome.ok && (outcome.failures ?? 0) === 0)) throw this.signal.reason;
      // What ended is known after a crash before anything follows it.
      await this.#ended(start.id, outcome);
      return outcome;
    } catch (error) {
      if (!this.signal.aborted) await this.#ended(start.id, { ok: false, error: { ...toErrorValue(error) } });
      throw error;
    } finally {
      if (start.replayable) this.#busy -= 1;
      this.#endHeld();
    }
  }

  /** The plan stops before a step: at once where nothing else runs, else when that has ended. */
  async #hold(): Promise<never> {
    this.#held += 1;
    this.#endHeld();
    await whenAborted(this.signal);
    throw this.signal.reason;
  }

  #endHeld(): void {
    if (this.#held > 0 && this.#busy === 0) this.#abort.abort(stopped());
  }

  async #ended(step: string, outcome: StepOutcome): Promise<void> {
    if (!this.#open.delete(step)) return;
    const clear = outcome.ok ? outcome.value : outcome.error;
    const isTooLong = isLonger(clear, keptValue);
    const shown = isTooLong ? null : this.#redaction.value(clear);
    const differs = this.#redaction.mask.hides() && JSON.stringify(shown) !== JSON.stringify(clear);
    const withheld = isTooLong || differs || (outcome.ok && outcome.isSecret === true);
    const common = { type: 'plan_step_finished', step, ...(withheld ? { withheld } : {}) } as const;
    if (outcome.ok) {
      const { failures, skipped } = outcome;
      const more = { ...(failures === undefined ? {} : { failures }), ...(skipped === undefined ? {} : { skipped }) };
      await this.#record([{ ...common, state: skipped === undefined ? 'finished' : 'skipped', value: shown, ...more }]);
    } else {
      await this.#record([{ ...common, state: 'failed', error: isJsonObject(shown) ? shown : {} }]);
    }
  }

  async act(step: string, job: NewJob, signal: CancelSignal): Promise<readonly NodeOutcome[]> {
    this.signal.throwIfAborted();
    signal.throwIfAborted();
    this.#redaction.mask.add(job.sensitive);
    const child = await this.#ports.nextJobId();
    const description = {
      ...this.#redaction.description(job.description),
      parent: { job: this.job, step },
      ...(this.#redaction.mask.hides() ? { secrets: true as const } : {}),
    };
    // In one transaction with what names it: a job that nobody can find would be no use after a crash.
    const events = await this.#write([
      { job: child, happening: { type: 'job_created', description } },
      { job: this.job, happening: { type: 'plan_step_job', step, child } },
    ]);
    const created = events?.find((event) => event.job === child);
    // What is not begun by now is skipped after the next start.
    if (created === undefined || this.#leaving) throw this.#leaving ? this.signal.reason : stopped();
    return this.#followed(this.#ports.open(created, job, this.#redaction.mask), signal);
  }

  /** A child to its end; stopped with the step that it belongs to. */
  async #followed(live: ChildJob, signal: CancelSignal): Promise<readonly NodeOutcome[]> {
    this.#children.set(live, live.ended);
    const stop = (): void => {
      // What an agent runs is left to it when only the orchestrator ends.
      if (!this.#leaving) void live.stop();
    };
    if (signal.aborted || this.signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    this.signal.addEventListener('abort', stop, { once: true });
    try {
      return await live.ended;
    } finally {
      signal.removeEventListener('abort', stop);
      this.signal.removeEventListener('abort', stop);
      this.#children.delete(live);
    }
  }

  masked(value: Json): Json {
    return this.#redaction.value(value);
  }

  shown<T extends Described>(description: T): T {
    return this.#redaction.description(description);
  }

  adopt(step: string, child: string): void {
    void this.#record([{ type: 'plan_step_job', step, child }]);
  }

  async ask(question: PlanQuestion, signal: CancelSignal): Promise<string> {
    this.#asked += 1;
    const prompt = String(this.#asked);
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#questions.set(prompt, { sensitive: question.sensitive, answer: resolve });
    const { message, choices, default: fallback } = question;
    void this.#record([
      {
        ...question,
        type: 'plan_prompt',
        prompt,
        message: this.#redaction.text(message),
        ...(fallback === undefined ? {} : { default: this.#redaction.text(fallback) }),
        ...(choices === undefined
          ? {}
          : { choices: choices.map(({ key, label }) => ({ key, label: this.#redaction.text(label) })) }),
      },
    ]);
    try {
      return await Promise.race([promise, thrownBy(signal), thrownBy(this.signal)]);
    } finally {
      this.#questions.delete(prompt);
    }
  }

  /** Answers a question. @throws OrchestratorError `baton/unknown-prompt`. */
  async answer(prompt: string, answer: string): Promise<void> {
    const question = this.#questions.get(prompt);
    if (question === undefined) throw unknownPrompt(this.job, prompt);
    this.#questions.delete(prompt);
    if (question.sensitive) this.hide([answer]);
    await this.#record([{ type: 'plan_prompt_answered', prompt }]);
    question.answer(answer);
  }

  /** Idempotent; resolves when the wish is durable. Who wanted to wait for the step may want it ended now. */
  async stop(reason: string, when: 'now' | 'after-step' = 'now'): Promise<void> {
    if (this.#stop === 'now' || this.#stop === when || this.#projection.isFinal()) return;
    this.#stop = when;
    const recorded = this.#record([{ type: 'job_stopping', reason }]);
    // A full disk keeps nobody from ending what runs.
    await Promise.race([recorded, this.#waits.promise]);
    if (when === 'now') this.#abort.abort(stopped());
    await recorded;
  }

  /**
   * The orchestrator ends, and the plan with it; what agents run for it is left to them. Resolves when nothing more will
   * be recorded.
   */
  async detach(_reason: string): Promise<void> {
    this.#leaving = true;
    this.#abort.abort(new OrchestratorError('baton/stopping', interrupted(this.job).msg));
    await this.done;
  }

  async #record(happenings: readonly JobHappening[]): Promise<void> {
    await this.#write(happenings.map((happening) => ({ job: this.job, happening })));
  }

  /** In their order, and those that come while others are written together: a journal may be slow. */
  #write(events: readonly NewJobEvent[]): Promise<readonly JobEvent[] | undefined> {
    if (this.#batch !== undefined) {
      this.#batch.push(...events);
      return this.#tail;
    }
    const batch = [...events];
    this.#batch = batch;
    this.#tail = this.#tail.then(async () => {
      this.#batch = undefined;
      const waits = this.#waits;
      const written = await this.#ports.record(batch, waits.resolve);
      this.#waits = Promise.withResolvers<void>();
      return written;
    });
    return this.#tail;
  }
}

function stopped(): OrchestratorError {
  return new OrchestratorError('baton/stopped', 'The plan was stopped.');
}

async function whenAborted(signal: CancelSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

async function thrownBy(signal: CancelSignal): Promise<never> {
  await whenAborted(signal);
  throw signal.reason;
}
