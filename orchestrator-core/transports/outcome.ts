import { decodeEscaped, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import { type Action, failureResult, type NodeResult, type StopReason } from '../jobs/index.ts';
import { commandResult, taskResult } from '../tasks/index.ts';

/** How a process on a target ended, and what it wrote. */
export interface ShellOutcome {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Both streams in the order in which they arrived. */
  readonly merged: Uint8Array;
}

/** Bytes of output that one run may keep: enough for any result, and not the machine's whole memory. */
export const mostOutput: number = 128 * 1024 * 1024;

const hint =
  "\n\nThis might be caused by the default tmpdir being mounted using 'noexec'. " +
  'See http://pup.pt/task-failure for details and workarounds.';

/** The result of a process that ended by itself. */
export function outcomeResult(action: Action, end: ShellOutcome): NodeResult {
  const { exitCode, stdout, stderr, merged } = end.exitCode === 126 ? withHint(end) : end;
  if (action.kind !== 'task') return { ...commandResult({ exitCode, stdout, stderr, merged }), reached: true };
  return { ...taskResult(action.task.name, { exitCode, stdout, stderr: decodeEscaped(stderr) }), reached: true };
}

function withHint(end: ShellOutcome): ShellOutcome {
  const more = Buffer.from(hint);
  return { ...end, stderr: Buffer.concat([end.stderr, more]), merged: Buffer.concat([end.merged, more]) };
}

/** The failure of a run that did not end by itself, with what it had written by then. */
export function cutOffResult(action: Action, reason: StopReason | 'too much', end: ShellOutcome): NodeResult {
  const { kind } = action;
  const value: JsonObject =
    kind === 'task'
      ? { _output: decodeEscaped(end.stdout) }
      : kind === 'command' || kind === 'script'
        ? {
            stdout: decodeEscaped(end.stdout),
            stderr: decodeEscaped(end.stderr),
            merged_output: decodeEscaped(end.merged),
            exit_code: end.exitCode,
          }
        : {};
  const [error, msg] = endings[reason](kind);
  return failureResult(error, msg, { reached: true, value });
}

const endings: Readonly<Record<StopReason | 'too much', (what: string) => readonly [string, string]>> = {
  stopped: (what) => ['baton/stopped', `The ${what} was stopped.`],
  'timed out': (what) => ['baton/timed-out', `The ${what} was ended because it took longer than its time limit.`],
  'too much': (what) => [
    'baton/too-much-output',
    `The ${what} was ended because it wrote more than ${mostOutput / 1024 / 1024} MiB.`,
  ],
};

/** Why a signal was aborted. */
export function stopReason(signal: AbortSignal): StopReason {
  return signal.reason === 'timed out' ? 'timed out' : 'stopped';
}

const tooBig = 'The parameters are too big for the environment of a process: use the input method stdin.';
/** Bytes that Linux takes in one variable with its name. */
const mostOfVariable = 128 * 1024;

/** Why a program did not start whose shell says no more than 126: a variable of its environment is too big. */
export function tooBigFor(environment: Readonly<Record<string, string>>, exitCode: number): NodeResult | undefined {
  if (exitCode !== 126) return undefined;
  const isBig = ([name, value]: [string, string]): boolean => Buffer.byteLength(name + value) + 2 > mostOfVariable;
  if (!Object.entries(environment).some(isBig)) return undefined;
  return failureResult('puppetlabs.tasks/exception-error', tooBig, { reached: false, details: { class: 'E2BIG' } });
}

/** The result of an action that could not be run: expected refusals in their own words, the system's with its code. */
export function failedResult(error: unknown): NodeResult {
  if (error instanceof OrchestratorError) {
    const { kind, message, details, issueCode } = error;
    return failureResult(kind, message, { reached: false, details, issueCode });
  }
  if (error instanceof Error && 'code' in error) {
    const details = { class: String(error.code) };
    const msg = error.code === 'E2BIG' ? tooBig : error.message;
    return failureResult('puppetlabs.tasks/exception-error', msg, { reached: false, details });
  }
  throw error;
}

/** A failure about a file on the target. */
export function fileError(message: string, issueCode: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError('puppetlabs.tasks/task_file_error', message, { issueCode, cause });
}

/** The host of a target as messages name it. */
export function hostOf(target: Target): string {
  const { host } = target.options;
  return typeof host === 'string' && host !== '' ? host : target.name;
}

/** In Bolt's words. */
export function uploadResult(target: Target, source: string, destination: string): NodeResult {
  const text = `Uploaded '${source}' to '${hostOf(target)}:${destination}'`;
  return { status: 'success', value: { _output: text }, reached: true };
}

/** In Bolt's words; `path` is what was downloaded, in the directory of the target. */
export function downloadResult(target: Target, source: string, place: DownloadPlace): NodeResult {
  const text = `Downloaded '${hostOf(target)}:${source}' to '${place.directory}'`;
  return { status: 'success', value: { path: place.path, _output: text }, reached: true };
}

/** Where a download goes on this machine, absolute. */
export interface DownloadPlace {
  /** The target's own directory: its name, URL-encoded, in the destination. */
  readonly directory: string;
  readonly path: string;
}

/**
 * The place of what is downloaded of a target, after its name there.
 * @throws OrchestratorError for a source without a name.
 */
export function downloadPlace(target: Target, source: string, destination: string): DownloadPlace {
  const base = source.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (['', '.', '..'].includes(base)) {
    throw fileError(`Could not download '${source}': expected the path of a file or a directory.`, 'DOWNLOAD_ERROR');
  }
  const directory = `${destination.replace(/\/+$/, '')}/${urlEncode(target.name)}`;
  return { directory, path: `${directory}/${base}` };
}

/** As Ruby's `ERB::Util.url_encode`, and never a way out of the directory. */
function urlEncode(text: string): string {
  if (/^\.+$/.test(text)) return text.replaceAll('.', '%2E');
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
