import * as l10n from '@vscode/l10n';
import { isJsonObject, type Json } from '../../orchestrator-core/common/index.ts';
import type { JobDescription, JobEvent, NodeResult, OutputStream } from '../../orchestrator-core/jobs/index.ts';
import { actionText } from '../common/action.ts';
import { formatDuration, nodeCount, shortList, valueText } from '../common/format.ts';
import { type EndState, endStates, stateWord } from '../common/outcome.ts';
import { type LineSplitter, lineSplitter } from './lines.ts';

/** Turns a job's events, fed in order, into the text that goes to an output channel. */
export interface JobPrinter {
  /** What to append for this event; the empty string when there is nothing to show. */
  feed(event: JobEvent): string;
}

/**
 * How many characters of a stream that begins like JSON are held, so that the result can be printed pretty once the
 * node has ended; a longer one is printed as it comes.
 */
const longestHeldJson = 65_536;
const widestName = 32;

interface StreamState {
  readonly splitter: LineSplitter;
  /** What is held because it may be the task's JSON; undefined once lines are printed as they come. */
  held: string | undefined;
  seen: boolean;
}

interface NodePrinting {
  readonly streams: Readonly<Record<OutputStream, StreamState>>;
  started: number;
}

/** Prints one job; what `label` says stands before each line, to tell apart the jobs that share a channel. */
export function jobPrinter(label: () => string): JobPrinter {
  const nodes = new Map<string, NodePrinting>();
  const outcomes = new Map<EndState, string[]>();
  let width = 0;
  let began = 0;

  const nodeOf = (name: string, timestamp: number): NodePrinting => {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    const fresh: NodePrinting = {
      streams: { stdout: newStream(''), stderr: newStream(undefined) },
      started: timestamp,
    };
    nodes.set(name, fresh);
    return fresh;
  };
  const prefixed = (node: string, mark: string, lines: readonly string[]): string =>
    lines.map((line) => `${label()}${node.padEnd(width)} ${mark} ${line}`.trimEnd()).join('\n') +
    (lines.length === 0 ? '' : '\n');
  const finish = (event: JobEvent & { node: string; result: NodeResult }): string => {
    const node = nodeOf(event.node, event.timestamp);
    const state = endState(event.type);
    outcomes.set(state, [...(outcomes.get(state) ?? []), event.node]);
    const output = prefixed(event.node, '|', closing(node.streams, event.result));
    const errors = prefixed(event.node, '!', closingErrors(node.streams.stderr, event.result));
    const took = formatDuration(event.timestamp - node.started);
    const line = l10n.t('{0} in {1}', stateWord(state), took) + reason(event.result);
    return output + errors + prefixed(event.node, state === 'finished' ? '✓' : '✗', line.split('\n'));
  };

  return {
    feed: (event) => {
      switch (event.type) {
        case 'job_created':
          width = Math.min(widestName, Math.max(0, ...event.description.nodes.map((name) => name.length)));
          began = event.timestamp;
          return `${label()}${heading(event.job, event.description)}\n`;
        case 'node_running':
          nodeOf(event.node, event.timestamp).started = event.timestamp;
          return '';
        case 'node_output': {
          const stream = nodeOf(event.node, event.timestamp).streams[event.stream];
          return prefixed(event.node, event.stream === 'stdout' ? '|' : '!', take(stream, event.text));
        }
        case 'node_finished':
        case 'node_failed':
        case 'node_skipped':
        case 'node_errored':
        case 'node_stopped':
          return finish(event);
        case 'batch_started':
          return `${label()}${l10n.t('Batch {0} of {1}', event.batch, event.batches)}\n`;
        case 'job_stopping':
          return `${label()}${l10n.t('Stopping: {0}', event.reason)}\n`;
        case 'job_finished':
        case 'job_failed':
        case 'job_stopped':
          return `${label()}${summary(event.job, outcomes, event.timestamp - began)}\n\n`;
        case 'job_aborted':
          return `${label()}${l10n.t('Job {0} was given up: {1}', event.job, event.error.msg)}\n\n`;
        default:
          return '';
      }
    },
  };
}

function newStream(held: string | undefined): StreamState {
  return { splitter: lineSplitter(), held, seen: false };
}

/** The lines that may be printed now. What begins like a JSON document waits for the node's end. */
function take(stream: StreamState, text: string): readonly string[] {
  stream.seen ||= text !== '';
  if (stream.held === undefined) return stream.splitter.push(text);
  stream.held += text;
  const beginning = stream.held.trimStart();
  if (beginning === '' || (beginning.startsWith('{') && stream.held.length <= longestHeldJson)) return [];
  const ready = stream.held;
  stream.held = undefined;
  return stream.splitter.push(ready);
}

/** What is still to be shown of the standard output when the node has ended: the rest, or the result as pretty JSON. */
function closing(streams: Readonly<Record<OutputStream, StreamState>>, result: NodeResult): readonly string[] {
  const { stdout } = streams;
  const { _error, _output, stdout: text, ...rest } = result.value;
  const isCommand = 'exit_code' in result.value;
  if (stdout.held === undefined) return stdout.splitter.end();
  if (!isCommand && Object.keys(rest).length > 0) return prettyJson({ ...rest, ...(_output ? { _output } : {}) });
  // The task's whole answer was an error as JSON; what it wrote that is not JSON would stand in `_output`.
  if (!isCommand && stdout.held !== '' && _error !== undefined && _output === undefined) return prettyJson({ _error });
  if (stdout.held !== '') return [...stdout.splitter.push(stdout.held), ...stdout.splitter.end()];
  const whole = isCommand ? text : _output;
  // Nothing came while it ran: the agent sends no live output, so the result has all of it.
  return typeof whole === 'string' ? splitWhole(whole) : [];
}

function closingErrors(stderr: StreamState, result: NodeResult): readonly string[] {
  const whole = result.value['stderr'];
  if (stderr.seen || typeof whole !== 'string' || !('exit_code' in result.value)) return stderr.splitter.end();
  return splitWhole(whole);
}

function prettyJson(value: Readonly<Record<string, Json>>): readonly string[] {
  return JSON.stringify(value, undefined, 2).split('\n');
}

function splitWhole(text: string): readonly string[] {
  const splitter = lineSplitter();
  return [...splitter.push(text), ...splitter.end()];
}

function endState(type: JobEvent['type']): EndState {
  switch (type) {
    case 'node_finished':
      return 'finished';
    case 'node_skipped':
      return 'skipped';
    case 'node_stopped':
      return 'stopped';
    case 'node_errored':
      return 'errored';
    default:
      return 'failed';
  }
}

function reason(result: NodeResult): string {
  const error = result.value['_error'];
  if (!isJsonObject(error)) return '';
  const message = error['msg'];
  return typeof message === 'string' && message !== '' ? `: ${message.trimEnd()}` : '';
}

function heading(job: string, description: JobDescription): string {
  const what = actionText(description, 200);
  const parameters = Object.entries(description.parameters).map(([name, value]) => `${name}=${valueText(value)}`);
  const noop = description.noop ? l10n.t(' in noop mode') : '';
  const where = l10n.t('on {0}: {1}', nodeCount(description.nodes.length), shortList(description.nodes, 8));
  return `#${job} ${[what, ...parameters].join(' ')}${noop} ${where}`;
}

function summary(job: string, outcomes: ReadonlyMap<EndState, readonly string[]>, duration: number): string {
  const parts = endStates.flatMap((state) => {
    const nodes = outcomes.get(state) ?? [];
    if (nodes.length === 0) return [];
    const count = `${nodes.length} ${stateWord(state)}`;
    return [state === 'finished' ? count : `${count} (${shortList(nodes, 5)})`];
  });
  return l10n.t('#{0} ended after {1}: {2}', job, formatDuration(duration), parts.join(', ') || l10n.t('nothing ran'));
}
