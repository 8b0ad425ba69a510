import { type ErrorValue, isJsonObject, type Json } from '../../common/index.ts';
import type { PlanJobOutcome } from '../../jobs/index.ts';
import type { PlanStepStart } from '../../plans/index.ts';
import { resultText, summaryText } from './human.ts';
import type { Paint } from './paint.ts';
import type { ItemResult } from './reporter.ts';
import { line } from './text.ts';

/** What the functions do whose steps are told of, in Bolt's words; undefined for those of which nothing is told. */
const titles: Readonly<Record<string, ((object: string, destination: string) => string) | undefined>> = {
  run_command: (object) => `command '${object}'`,
  run_task: (object) => `task ${object}`,
  run_task_with: (object) => `task ${object}`,
  run_script: (object) => `script ${object}`,
  upload_file: (object, destination) => `file upload from ${object}${destination}`,
  download_file: (object, destination) => `file download from ${object}${destination}`,
  write_file: (object) => `write file ${object}`,
  wait_until_available: () => 'wait until available',
  get_resources: () => 'query resources',
  apply: () => 'apply catalog',
  apply_prep: () => 'install puppet and gather facts',
};

/** What a step on targets is called; undefined for steps that nothing is told of. */
export function stepTitle(step: PlanStepStart): string | undefined {
  const title = titles[step.function];
  if (title === undefined) return undefined;
  const destination = isJsonObject(step.arguments) ? step.arguments['destination'] : undefined;
  return step.description ?? title(step.object, typeof destination === 'string' ? ` to ${destination}` : '');
}

/** ` on a, b`; of more than five targets how many. */
export function onTargets({ targets }: PlanStepStart): string {
  if (targets.length > 5) return ` on ${targets.length} targets`;
  return ` on ${targets.length === 0 ? 'no targets' : targets.join(', ')}`;
}

/** What came of a plan, for people. */
export function outcomeText(outcome: PlanJobOutcome, paint: Paint): string {
  if (!outcome.ok) return errorText(outcome.error, paint);
  const { value, shape } = outcome;
  if (shape === 'undef') return 'Plan completed successfully with no result\n';
  const items = itemsOf(value, shape);
  if (shape === 'results' && items !== undefined) return resultsText(items, paint);
  if (shape === 'result' && items?.[0] !== undefined) return resultText(items[0], paint);
  if (shape === 'error' && isJsonObject(value)) return errorText(errorOf(value), paint);
  return line(JSON.stringify(value, null, 2));
}

/** The results on targets in what came of a plan, where it is some: of a failed run too. */
export function outcomeItems(outcome: PlanJobOutcome): readonly ItemResult[] | undefined {
  if (!outcome.ok) return resultSetOf(outcome.error);
  if (outcome.shape === 'error' && isJsonObject(outcome.value)) return resultSetOf(errorOf(outcome.value));
  return outcome.shape === 'results' ? itemsOf(outcome.value, outcome.shape) : undefined;
}

function resultsText(items: readonly ItemResult[], paint: Paint): string {
  return items.map((item) => resultText(item, paint)).join('') + summaryText(items, undefined, paint);
}

/** An error with its place; of a run that failed also what came of its targets. */
export function errorText(error: ErrorValue, paint: Paint): string {
  const message = `${paint('red', `${error.msg}${placeText(error.details)}`)}\n`;
  const items = resultSetOf(error);
  return items === undefined ? message : message + resultsText(items, paint);
}

function placeText({ file, line: row, column }: ErrorValue['details']): string {
  if (typeof file !== 'string') return '';
  const place = [
    `file: ${file}`,
    ...(row ? [`line: ${String(row)}`] : []),
    ...(column ? [`column: ${String(column)}`] : []),
  ];
  return `\n  (${place.join(', ')})`;
}

function errorOf({ kind, msg, details }: Readonly<Record<string, Json>>): ErrorValue {
  return {
    kind: typeof kind === 'string' ? kind : '',
    msg: typeof msg === 'string' ? msg : '',
    details: isJsonObject(details) ? details : {},
  };
}

function resultSetOf({ kind, details }: ErrorValue): readonly ItemResult[] | undefined {
  if (kind !== 'bolt/run-failure' && kind !== 'bolt/apply-failure') return undefined;
  const set = details['result_set'];
  return set === undefined ? undefined : itemsOf(set, 'results');
}

function itemsOf(value: Json, shape: 'results' | 'result' | 'error' | 'data'): readonly ItemResult[] | undefined {
  const list = shape === 'results' && Array.isArray(value) ? value : [value];
  const items = list.map(itemOf);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function itemOf(value: Json): ItemResult | undefined {
  if (!isJsonObject(value)) return undefined;
  const { target, action, object, status } = value;
  const own = value['value'] ?? null;
  if (typeof target !== 'string' || typeof action !== 'string' || !isJsonObject(own)) return undefined;
  return {
    target,
    action,
    object: typeof object === 'string' ? object : null,
    status: status === 'success' ? 'success' : 'failure',
    value: own,
  };
}
