import {
  decodeEscaped,
  decodeUtf8,
  isJsonObject,
  type Json,
  type JsonObject,
  parseExact,
  rubyInspect,
} from '../common/index.ts';

/** What came of a run, as Bolt's result documents have it. */
export interface ActionResult {
  readonly status: 'success' | 'failure';
  readonly value: Readonly<Record<string, Json>>;
  /** What a task returned as `_sensitive`, in clear: the value has it redacted. */
  readonly sensitive?: Json;
}

/** How deep Ruby's JSON nests, and so what Bolt takes for JSON; deeper text is output. It can't be kept either. */
const deepest = 100;

const redactedValue = 'Sensitive [value redacted]';

function taskError(msg: string, details: Readonly<Record<string, Json>>): Json {
  return { kind: 'puppetlabs.tasks/task-error', issue_code: 'TASK_ERROR', msg, details };
}

/** A task's result, read from what its process wrote and how it ended, by Bolt's rules (its `Result.for_task`). */
export function taskResult(
  task: string,
  output: { readonly stdout: Uint8Array; readonly stderr: string; readonly exitCode: number },
): ActionResult {
  const { stderr, exitCode } = output;
  const stdout = decodeUtf8(output.stdout);
  const value: Record<string, Json> =
    stdout === undefined
      ? { _error: taskError('The task result contained invalid UTF-8 on stdout', {}) }
      : { ...(parseObject(stdout) ?? { _output: stdout }) };
  if (exitCode !== 0 && (value['_error'] ?? null) === null) {
    const silent = stderr === '' ? ' and no output' : ` and no stdout, but stderr contained:\n${stderr}`;
    const msg = `The task failed with exit code ${exitCode}${stdout === '' ? silent : ''}`;
    value['_error'] = taskError(msg, { exit_code: exitCode });
  }
  const failed = '_error' in value;
  if (failed) value['_error'] = soundError(task, value['_error'] ?? null);
  const status = failed ? 'failure' : 'success';
  const sensitive = value['_sensitive'];
  if (sensitive === undefined) return { status, value };
  return { status, value: { ...value, _sensitive: redactedValue }, sensitive };
}

function parseObject(text: string): Readonly<Record<string, Json>> | undefined {
  try {
    const parsed = parseExact(text);
    return isJsonObject(parsed) && !isDeeper(parsed, deepest) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether objects and arrays are nested deeper than that. Not recursive: the text may nest deeper than any stack. */
function isDeeper(value: Json, limit: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((one) => Object.values(one)).filter(isNested);
  }
  return false;
}

function isNested(value: Json): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null;
}

/** An error that has a message, a kind and details, whatever the task made of it. */
function soundError(task: string, error: Json): Json {
  if (!isJsonObject(error) || !('msg' in error)) {
    return {
      msg: `Invalid error returned from task ${task}: ${rubyInspect(error)}. Error must be an object with a msg key.`,
      kind: 'bolt/invalid-task-error',
      details: { original_error: error },
    };
  }
  return { ...error, kind: error['kind'] ?? 'bolt/error', details: error['details'] ?? {} };
}

/** A command's result by Bolt's rules (its `Result.for_command`); bytes that are not UTF-8 are spelled out. */
export function commandResult(output: {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Both streams in the order of their arrival. */
  readonly merged: Uint8Array;
  readonly exitCode: number;
}): ActionResult {
  const { exitCode } = output;
  const value = {
    stdout: decodeEscaped(output.stdout),
    stderr: decodeEscaped(output.stderr),
    merged_output: decodeEscaped(output.merged),
    exit_code: exitCode,
  };
  if (exitCode === 0) return { status: 'success', value };
  const error = {
    kind: 'puppetlabs.tasks/command-error',
    issue_code: 'COMMAND_ERROR',
    msg: `The command failed with exit code ${exitCode}`,
    details: { exit_code: exitCode },
  };
  return { status: 'failure', value: { ...value, _error: error } };
}
