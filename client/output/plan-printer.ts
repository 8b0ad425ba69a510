import * as l10n from '@vscode/l10n';
import type { Json } from '../../orchestrator-core/common/index.ts';
import type { JobEvent, PlanJobOutcome } from '../../orchestrator-core/jobs/index.ts';
import { stateWord } from '../common/outcome.ts';
import { plainText } from './lines.ts';
import type { JobPrinter } from './printer.ts';

type StepStarted = Extract<JobEvent, { readonly type: 'plan_step_started' }>;
type StepFinished = Extract<JobEvent, { readonly type: 'plan_step_finished' }>;

/** Levels that are printed without being asked for, as Bolt's console does; `out` is what plans say on purpose. */
const shownLevels = new Set(['out', 'warn', 'error', 'fatal']);

/** More targets are counted, as Bolt does it. */
const mostNamed = 5;

/**
 * Prints a plan's narrative in Bolt's own words, which are not translated, so that what is searched for in a log is
 * found here too. What `label` says stands before each line, to tell apart jobs that share a channel.
 */
export function planPrinter(label: () => string): JobPrinter {
  const steps = new Map<string, StepStarted>();
  let began = 0;
  const print = (text: string): string =>
    text
      .split('\n')
      .map((line) => `${label()}${plainText(line)}\n`)
      .join('');
  return {
    feed: (event) => {
      switch (event.type) {
        case 'job_created':
          began = event.timestamp;
          return print(`#${event.job} Starting: plan ${event.description.object}`);
        case 'plan_step_started': {
          steps.set(event.start.id, event);
          const text = startText(event);
          return text === undefined ? '' : print(text);
        }
        case 'plan_step_finished': {
          const text = finishText(event, steps.get(event.step));
          return text === undefined ? '' : print(text);
        }
        case 'plan_message':
          return shownLevels.has(event.level) ? print(event.text) : '';
        case 'plan_prompt':
          return print(event.message);
        case 'job_stopping':
          return print(l10n.t('Stopping: {0}', event.reason));
        case 'plan_outcome':
          return print(outcomeText(event.outcome));
        case 'job_finished':
        case 'job_failed':
        case 'job_stopped': {
          const state = event.type === 'job_finished' ? 'finished' : event.type === 'job_failed' ? 'failed' : 'stopped';
          const told = state === 'finished' ? '' : ` (${stateWord(state)})`;
          return `${print(`#${event.job} Finished: plan in ${duration(event.timestamp - began)}${told}`)}\n`;
        }
        case 'job_aborted':
          return `${print(l10n.t('Job {0} was given up: {1}', event.job, event.error.msg))}\n`;
        default:
          return '';
      }
    },
  };
}

/** What Bolt calls the action of a step; undefined for what it does not tell of. */
function actionOf({ start }: StepStarted): string | undefined {
  const { function: name, object, description } = start;
  const own = (words: string) => (description === undefined || description === '' ? words : description);
  switch (name) {
    case 'run_task':
    case 'run_task_with':
      return own(`task ${object}`);
    case 'run_command':
      return own(`command '${object}'`);
    case 'run_script':
      return own(`script ${object}`);
    case 'upload_file':
      return own(`file upload of ${object}`);
    case 'write_file':
      return own(`write file ${object}`);
    case 'download_file':
      return own(`file download of ${object}`);
    case 'wait_until_available':
      return own('wait until available');
    case 'apply':
      return own('apply catalog');
    case 'apply_prep':
      return own('install puppet and gather facts');
    default:
      return undefined;
  }
}

function startText(event: StepStarted): string | undefined {
  const { function: name, object, targets, quiet } = event.start;
  if (quiet) return undefined;
  if (name === 'run_plan') return `Starting: plan ${object}`;
  const action = actionOf(event);
  if (action === undefined) return undefined;
  if (event.replayed) return l10n.t('Kept from the earlier run: {0}', action);
  return `Starting: ${action} on ${targets.length > mostNamed ? `${targets.length} targets` : targets.join(', ')}`;
}

function finishText(event: StepFinished, started: StepStarted | undefined): string | undefined {
  if (started === undefined || started.start.quiet || started.replayed) return undefined;
  const took = event.timestamp - started.timestamp;
  if (started.start.function === 'run_plan') return `Finished: plan ${started.start.object} in ${duration(took)}`;
  const action = actionOf(started);
  if (action === undefined) return undefined;
  if (event.state === 'skipped') return l10n.t('Skipped: {0}', action);
  const failures = event.failures ?? 0;
  const plural = failures === 1 ? '' : 's';
  return `Finished: ${action} with ${failures} failure${plural} in ${Math.round(took / 10) / 100} sec`;
}

function outcomeText(outcome: PlanJobOutcome): string {
  if (!outcome.ok) {
    const place = placeOf(outcome.error.details);
    return `${outcome.error.msg}${place === '' ? '' : ` ${place}`}`;
  }
  if (outcome.shape === 'undef') return 'Plan completed successfully with no result';
  return JSON.stringify(outcome.value, undefined, 2);
}

/** `(file: /p/plans/x.pp, line: 3, column: 5)`, as Puppet's errors end: the output panel makes a link of the path. */
function placeOf(details: Readonly<Record<string, Json>>): string {
  const { file, line, column } = details;
  if (typeof file !== 'string') return '';
  const parts = [
    `file: ${file}`,
    ...(typeof line === 'number' ? [`line: ${line}`] : []),
    ...(typeof column === 'number' ? [`column: ${column}`] : []),
  ];
  return `(${parts.join(', ')})`;
}

/** As Bolt says how long a plan took: `3.5 sec`, `1 min, 5 sec`. */
function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Math.round(seconds * 100) / 100} sec`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts = [...(hours === 0 ? [] : [`${hours} hr`]), `${minutes} min`, `${rest} sec`];
  return parts.join(', ');
}
