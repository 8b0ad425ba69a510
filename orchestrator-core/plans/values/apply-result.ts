import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';

/** What the value of an `ApplyResult` is made of: Bolt's `ApplyResult.from_task_result`. */
export interface AppliedManifest {
  /** As messages name the target. */
  readonly target: string;
  /** What came of the task that applied the manifest. */
  readonly value: JsonObject;
  /** The way back from the places of the manifest to those of its source. */
  readonly placed: (text: string) => string;
}

const expected = ['metrics', 'resource_statuses', 'status'];

/** The value of an `ApplyResult`: `report`, `_output` and `_error`. */
export function applyValue({ target, value, placed }: AppliedManifest): JsonObject {
  const { _error: error, ...rest } = value;
  if (isJsonObject(error)) return { _error: applyError(target, error, placed) };
  const missing = expected.filter((key) => !(key in rest));
  if (missing.length > 0) {
    const output = rest['_output'];
    const msg =
      output === undefined
        ? `Report did not contain all expected keys missing: ${missing.join(', ')}`
        : `Report result contains an '_output' key. Catalog application might have printed extraneous output to stdout: ${String(output)}`;
    const { _output: _, ...report } = rest;
    return { report, _error: { msg, kind: 'bolt/invalid-report' } };
  }
  const report = placedIn(rest, placed) as JsonObject;
  const failure = resourceFailure(target, report);
  const output = metricsMessage(report);
  return {
    report,
    ...(failure !== undefined && { _error: failure }),
    ...(output !== undefined && { _output: output }),
  };
}

function applyError(target: string, error: JsonObject, placed: (text: string) => string): JsonObject {
  const { details, msg } = error;
  const code = isJsonObject(details) ? details['exit_code'] : undefined;
  if (code === 126 || code === 127) {
    const missing = "Puppet is not installed on the target, please install it to enable 'apply'";
    return { msg: missing, kind: 'bolt/apply-error' };
  }
  const said = compileError(String(msg));
  if (said === undefined || error['kind'] !== 'puppetlabs.tasks/task-error') return error;
  return { msg: `Apply failed to compile for ${target}: ${placed(said)}`, kind: 'bolt/apply-error', details: {} };
}

/** What Puppet says last before it gives up, without the name that the node has there. */
function compileError(text: string): string | undefined {
  const errors = [...text.matchAll(/^Error: (?!Facter)(.*(?:\n(?!(?:Error|Warning|Notice|Info|Debug): ).*)*)/gm)];
  return errors
    .at(-1)?.[1]
    ?.trim()
    .replace(/ on node \S+$/, '');
}

function resourceFailure(target: string, report: JsonObject): JsonObject | undefined {
  const { status, resource_statuses: statuses } = report;
  if (status !== 'failed' || !isJsonObject(statuses)) return undefined;
  const lines = Object.entries(statuses).flatMap(([name, resource]) => {
    if (!isJsonObject(resource) || resource['failed'] !== true) return [];
    const events: readonly Json[] = Array.isArray(resource['events']) ? resource['events'] : [];
    return events.flatMap((event) =>
      isJsonObject(event) && event['status'] === 'failure' ? [`\n  ${name}: ${String(event['message'])}`] : [],
    );
  });
  return { msg: `Resources failed to apply for ${target}${lines.join('')}`, kind: 'bolt/resource-failure' };
}

/** Bolt's words for how many resources changed; undefined for a report without such numbers. */
function metricsMessage({ metrics }: JsonObject): string | undefined {
  const resources = isJsonObject(metrics) ? metrics['resources'] : undefined;
  const values = isJsonObject(resources) ? resources['values'] : undefined;
  if (!Array.isArray(values)) return undefined;
  const counts = new Map(
    (values as readonly Json[]).map((each) => (Array.isArray(each) ? [String(each[0]), Number(each[2])] : ['', 0])),
  );
  const count = (name: string): number => counts.get(name) ?? 0;
  const [changed, failed, skipped] = [count('changed'), count('failed'), count('skipped')];
  const unchanged = count('total') - changed - failed - skipped;
  const noop = count('out_of_sync') - changed - failed;
  return `changed: ${changed}, failed: ${failed}, unchanged: ${unchanged} skipped: ${skipped}, noop: ${noop}`;
}

/** The report with the places in its texts, and in `file` with `line`, as those of the source. */
function placedIn(value: Json, placed: (text: string) => string): Json {
  if (typeof value === 'string') return value.includes('baton-apply.') ? placed(value) : value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => placedIn(each, placed));
  if (!isJsonObject(value)) return value;
  const { file, line } = value;
  const fields = Object.entries(value).map(([key, each]): [string, Json] => [key, placedIn(each, placed)]);
  if (typeof file !== 'string' || typeof line !== 'number' || !file.includes('baton-apply.')) {
    return Object.fromEntries(fields);
  }
  const [, path, row = line] =
    /^\((?:file: (.*), )?line: (\d+)\)$/.exec(placed(`(file: ${file}, line: ${line})`)) ?? [];
  return { ...Object.fromEntries(fields), file: path ?? null, line: Number(row) };
}
