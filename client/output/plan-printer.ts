import * as l10n from '@vscode/l10n';
import {
  duration,
  onTargets,
  outcomeText,
  paintNothing,
  plainSeconds,
  stepTitle,
} from '../../orchestrator-core/cli/index.ts';
import type { JobEvent } from '../../orchestrator-core/jobs/index.ts';
import { stateWord } from '../common/outcome.ts';
import { plainText } from './lines.ts';
import type { JobPrinter } from './printer.ts';

type StepStarted = Extract<JobEvent, { readonly type: 'plan_step_started' }>;
type StepFinished = Extract<JobEvent, { readonly type: 'plan_step_finished' }>;

/** Levels that are printed without being asked for, as Bolt's console does; `out` is what plans say on purpose. */
const shownLevels = new Set(['out', 'warn', 'error', 'fatal']);

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
          return print(outcomeText(event.outcome, paintNothing).trimEnd());
        case 'job_finished':
        case 'job_failed':
        case 'job_stopped': {
          const state = event.type === 'job_finished' ? 'finished' : event.type === 'job_failed' ? 'failed' : 'stopped';
          const told = state === 'finished' ? '' : ` (${stateWord(state)})`;
          return `${print(`#${event.job} Finished: plan in ${duration((event.timestamp - began) / 1000)}${told}`)}\n`;
        }
        case 'job_aborted':
          return `${print(l10n.t('Job {0} was given up: {1}', event.job, event.error.msg))}\n`;
        default:
          return '';
      }
    },
  };
}

function startText({ start, replayed }: StepStarted): string | undefined {
  if (start.quiet) return undefined;
  if (start.function === 'run_plan') return `Starting: plan ${start.object}`;
  const title = stepTitle(start);
  if (title === undefined) return undefined;
  if (replayed) return l10n.t('Kept from the earlier run: {0}', title);
  return `Starting: ${title}${onTargets(start)}`;
}

function finishText(event: StepFinished, started: StepStarted | undefined): string | undefined {
  if (started === undefined || started.start.quiet || started.replayed) return undefined;
  const seconds = (event.timestamp - started.timestamp) / 1000;
  if (started.start.function === 'run_plan') return `Finished: plan ${started.start.object} in ${duration(seconds)}`;
  const title = stepTitle(started.start);
  if (title === undefined) return undefined;
  if (event.state === 'skipped') return [l10n.t('Skipped: {0}', title), event.skipped].filter(Boolean).join(': ');
  if (event.state === 'stopped') return l10n.t('Stopped: {0} after {1}', title, plainSeconds(seconds));
  const failures = event.failures ?? 0;
  const plural = failures === 1 ? '' : 's';
  return `Finished: ${title} with ${failures} failure${plural} in ${plainSeconds(seconds)}`;
}
