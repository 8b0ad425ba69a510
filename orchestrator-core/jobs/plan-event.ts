import type { Json, JsonObject } from '../common/index.ts';
import type { PlanErrorValue, PlanMessage, PlanStepStart } from '../plans/index.ts';

/** A person is asked: the plan waits until `answer` of the orchestrator is called. */
export interface PlanPrompt {
  /** Unique in the job. */
  readonly prompt: string;
  readonly step: string;
  readonly message: string;
  readonly sensitive: boolean;
  readonly default?: string;
  readonly choices?: readonly { readonly key: string; readonly label: string }[];
}

/** What came of a plan. */
export type PlanJobOutcome =
  | { readonly ok: true; readonly value: Json; readonly shape: 'undef' | 'results' | 'result' | 'error' | 'data' }
  | { readonly ok: false; readonly error: PlanErrorValue };

/** A step of a plan job as the events so far leave it. */
export interface PlanStepState extends PlanStepStart {
  readonly state: 'running' | 'finished' | 'failed' | 'skipped' | 'stopped';
  /** Its answer was kept from the job that this one goes on with; nothing was done. */
  readonly replayed: boolean;
  /** The jobs that did it: those that it started, and those of the run that this one goes on with. */
  readonly jobs: readonly string[];
  readonly started: number;
  readonly finished?: number;
  /** Rich data; secrets are left out. Absent where it is very long: the event of the step's end has it. */
  readonly value?: Json;
  readonly error?: JsonObject;
  /** How many targets failed. */
  readonly failures?: number;
  /** Why nothing was done. */
  readonly skipped?: string;
  /** Secrets were taken out of the value or the error, or it was too long to be kept. */
  readonly withheld?: true;
}

/** What happens in a plan job, apart from what happens on targets: that is told in the jobs of its steps. */
export type PlanHappening =
  | { readonly type: 'plan_step_started'; readonly start: PlanStepStart; readonly replayed: boolean }
  | { readonly type: 'plan_step_job'; readonly step: string; readonly child: string }
  | {
      readonly type: 'plan_step_finished';
      readonly step: string;
      readonly state: 'finished' | 'failed' | 'skipped' | 'stopped';
      readonly value?: Json;
      readonly error?: JsonObject;
      readonly failures?: number;
      /** Why nothing was done. */
      readonly skipped?: string;
      /** Secrets were taken out of the value or the error, or it was too long: it cannot stand for doing the step again. */
      readonly withheld?: true;
    }
  | ({ readonly type: 'plan_message' } & PlanMessage)
  | ({ readonly type: 'plan_prompt' } & PlanPrompt)
  | { readonly type: 'plan_prompt_answered'; readonly prompt: string }
  | { readonly type: 'plan_outcome'; readonly outcome: PlanJobOutcome };
