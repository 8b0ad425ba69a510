import type { JobDetails, PlanStepState } from '../../jobs/index.ts';
import type { Paint } from './paint.ts';
import { onTargets, outcomeText, stepTitle } from './plan-lines.ts';
import { count, duration, indent } from './text.ts';

const colors = { running: 'cyan', finished: 'green', failed: 'red', skipped: 'yellow', stopped: 'yellow' } as const;

/** The steps of a plan as a tree, with what each is known by for `plan resume --from`, and what came of the plan. */
export function planText({ steps = [], outcome, prompt }: JobDetails, paint: Paint): string {
  const width = Math.max(0, ...steps.map(({ id }) => id.length));
  const depths = new Map<string, number>();
  const rows = steps.map((step) => {
    const depth = step.parent === undefined ? 0 : (depths.get(step.parent) ?? -1) + 1;
    depths.set(step.id, depth);
    return `  ${step.id.padEnd(width)}   ${paint(colors[step.state], step.state.padEnd(8))}   ${'  '.repeat(depth)}${lineOf(step)}`;
  });
  const parts = [`${paint('cyan', 'Steps')}\n${rows.length === 0 ? '  No steps' : rows.join('\n')}\n`];
  if (prompt !== undefined) parts.push(`${paint('cyan', 'Waits for an answer')}\n${indent(2, prompt.message)}\n`);
  if (outcome !== undefined) parts.push(`${paint('cyan', 'Result')}\n${indent(2, outcomeText(outcome, paint))}`);
  return parts.join('\n');
}

function lineOf(step: PlanStepState): string {
  const remarks = remarksOf(step);
  return remarks.length === 0 ? title(step) : `${title(step)} (${remarks.join(', ')})`;
}

function title(step: PlanStepState): string {
  const known = stepTitle(step);
  if (known !== undefined) return `${known}${onTargets(step)}`;
  if (step.function === 'run_plan') return `plan ${step.object}`;
  return [step.function, step.object.split('\n')[0]].filter((word) => word !== '').join(' ');
}

function remarksOf({ replayed, started, finished, failures = 0, state, error }: PlanStepState): readonly string[] {
  return [
    ...(replayed ? ['kept from the job before'] : []),
    ...(finished === undefined || replayed ? [] : [duration((finished - started) / 1000)]),
    ...(failures > 0 ? [count(failures, 'failure')] : []),
    ...(state === 'failed' && failures === 0 && typeof error?.['msg'] === 'string' ? [error['msg']] : []),
  ];
}
