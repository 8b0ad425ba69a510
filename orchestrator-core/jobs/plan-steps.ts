import type { PlanHappening, PlanPrompt, PlanStepState } from './plan-event.ts';

/** Characters of JSON that the value, or the variables, of one step may have to be part of a projection. */
const longestValue: number = 64 * 1024;
/** And those of all steps together; the oldest ones are left out first. */
const longestValues: number = 16 * 1024 * 1024;

/** What the events so far leave of the steps of a plan job. */
export interface PlanSteps {
  /** @param happening without the envelope of its event. */
  apply(happening: PlanHappening, timestamp: number): void;
  /** In the order in which they began. */
  steps(): readonly PlanStepState[];
  /** What a person is asked now; of several questions the oldest. */
  prompt(): PlanPrompt | undefined;
}

/** The steps of a plan job that has just begun. */
export function startPlanSteps(): PlanSteps {
  return new Steps();
}

class Steps implements PlanSteps {
  readonly #steps = new Map<string, PlanStepState>();
  readonly #prompts = new Map<string, PlanPrompt>();
  /** Steps whose values are kept, oldest first, with what they count. */
  readonly #sizes = new Map<string, number>();
  #size = 0;

  apply(event: PlanHappening, timestamp: number): void {
    switch (event.type) {
      case 'plan_step_started': {
        const { start, replayed } = event;
        this.#put({ ...start, state: 'running', replayed, jobs: [], started: timestamp });
        return;
      }
      case 'plan_step_job': {
        const step = this.#steps.get(event.step);
        if (step !== undefined) this.#steps.set(event.step, { ...step, jobs: [...step.jobs, event.child] });
        return;
      }
      case 'plan_step_finished': {
        const { type: _, step: id, ...end } = event;
        const step = this.#steps.get(id);
        if (step?.state === 'running') this.#put({ ...step, ...end, finished: timestamp });
        return;
      }
      case 'plan_prompt': {
        const { type: _, ...prompt } = event;
        this.#prompts.set(prompt.prompt, prompt);
        return;
      }
      case 'plan_prompt_answered':
        this.#prompts.delete(event.prompt);
    }
  }

  /** A plan may take thousands of steps with long values; whoever lists them needs no more than their beginning. */
  #put(step: PlanStepState): void {
    const { value, variables, ...rest } = step;
    const [ofValue, ofVariables] = [value === undefined ? 0 : JSON.stringify(value).length, sizeOf(variables)];
    this.#steps.set(step.id, {
      ...rest,
      variables: ofVariables > longestValue ? {} : variables,
      ...(value === undefined || ofValue > longestValue ? {} : { value }),
    });
    const kept = (ofValue > longestValue ? 0 : ofValue) + (ofVariables > longestValue ? 0 : ofVariables);
    this.#size += kept - (this.#sizes.get(step.id) ?? 0);
    this.#sizes.set(step.id, kept);
    for (const [id, size] of this.#sizes) {
      if (this.#size <= longestValues) return;
      this.#forget(id);
      this.#sizes.delete(id);
      this.#size -= size;
    }
  }

  #forget(id: string): void {
    const step = this.#steps.get(id);
    if (step === undefined) return;
    const { value: _, ...rest } = step;
    this.#steps.set(id, { ...rest, variables: {} });
  }

  steps(): readonly PlanStepState[] {
    return [...this.#steps.values()];
  }

  prompt(): PlanPrompt | undefined {
    return this.#prompts.values().next().value;
  }
}

function sizeOf(variables: PlanStepState['variables']): number {
  return Object.keys(variables).length === 0 ? 0 : JSON.stringify(variables).length;
}
