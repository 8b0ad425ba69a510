import { type ErrorValue, isJsonObject, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import type { NodeResult } from './action.ts';
import type { JobHappening } from './event.ts';
import type { PlanJobOutcome } from './plan-event.ts';

/** UTF-16 units of one text that are kept, half from its beginning and half from its end. */
const keptText: number = 8 * 1024 * 1024;
/** Characters that are kept of one value, about as JSON counts them: no text of JavaScript has more than some 500 million. */
export const keptValue: number = 32 * 1024 * 1024;
/** Characters that an event may have as JSON, where any of its texts may be all escapes. */
const longestEvent: number = 256 * 1024 * 1024;

/** How much of what may be said of a job is kept. */
export interface Bounds {
  /** UTF-16 units of one text. */
  readonly text: number;
  /** Characters of one value, about. */
  readonly value: number;
}

const bounds: Bounds = { text: keptText, value: keptValue };

/**
 * What is kept of something that happened: all of it where that is as long as it may be, else with a note in the place of
 * what was left out. How a node, a step or a plan came to its end is never left out.
 */
export function boundHappening(happening: JobHappening, { text, value }: Bounds = bounds): JobHappening {
  switch (happening.type) {
    case 'node_output':
      return happening.text.length > text ? { ...happening, text: cut(happening.text, text) } : happening;
    case 'node_finished':
    case 'node_failed':
    case 'node_skipped':
    case 'node_errored':
    case 'node_stopped': {
      const result = boundResult(happening.result, { text, value });
      return result === happening.result ? happening : { ...happening, result };
    }
    case 'node_message':
    case 'plan_prompt':
      return happening.message.length > text ? { ...happening, message: cut(happening.message, text) } : happening;
    case 'plan_message':
      return happening.text.length > text ? { ...happening, text: cut(happening.text, text) } : happening;
    case 'plan_step_started': {
      const { start } = happening;
      if (!isLonger(start.arguments, value)) return happening;
      return { ...happening, start: { ...start, arguments: leftOut(sizeOf(start.arguments)) } };
    }
    case 'plan_step_finished': {
      const isLong = isLonger(happening.value ?? null, value) || isLonger(happening.error ?? null, value);
      if (!isLong) return happening;
      const { value: _, error, ...rest } = happening;
      return {
        ...rest,
        withheld: true,
        ...(error === undefined ? { value: null } : { error: boundObject(error, { text, value }) }),
      };
    }
    case 'plan_outcome':
      return { ...happening, outcome: boundOutcome(happening.outcome, { text, value }) };
    case 'job_aborted':
      return { ...happening, error: boundError(happening.error, { text, value }) };
    default:
      return happening;
  }
}

/**
 * A happening as the journal keeps it.
 * @throws OrchestratorError `baton/unwritable-event` when it can't be, now or ever.
 */
export function writeHappening(happening: JobHappening): string {
  let why = `it has more than ${longestEvent} characters`;
  try {
    const text = JSON.stringify(happening);
    if (text.length <= longestEvent) return text;
  } catch (error) {
    // Too long for a text of JavaScript, nested too deeply, or no data.
    why = error instanceof Error ? error.message : String(error);
  }
  throw new OrchestratorError('baton/unwritable-event', `An event (${happening.type}) can't be kept: ${why}.`);
}

/**
 * What is kept in the place of something that the journal can't write as it is, however long: how a node, a step or a plan
 * came to its end, and `why` nothing more is known.
 */
export function withoutContents(happening: JobHappening, why: string): JobHappening {
  const note = `(What stood here could not be kept: ${why})`;
  switch (happening.type) {
    case 'node_output':
    case 'plan_message':
      return { ...happening, text: note };
    case 'node_message':
      return { ...happening, message: note };
    case 'node_finished':
    case 'node_failed':
    case 'node_skipped':
    case 'node_errored':
    case 'node_stopped': {
      const { status, reached } = happening.result;
      const error = { _error: { kind: 'baton/unwritable-event', msg: note, details: {} } };
      return { ...happening, result: { status, reached, value: status === 'success' ? { _output: note } : error } };
    }
    case 'plan_step_started':
      return { ...happening, start: { ...happening.start, arguments: note, variables: {} } };
    case 'plan_step_finished': {
      const { value: _, error, ...rest } = happening;
      const failed = { kind: 'baton/unwritable-event', msg: note, details: {} };
      return { ...rest, withheld: true, ...(error === undefined ? { value: null } : { error: failed }) };
    }
    case 'plan_outcome':
      return {
        ...happening,
        outcome: { ok: false, error: { kind: 'baton/unwritable-event', msg: note, details: {} } },
      };
    case 'job_aborted':
      return { ...happening, error: { kind: happening.error.kind, msg: note, details: {} } };
    default:
      return happening;
  }
}

/** The result with what is too long in it replaced: of texts (`stdout`, `_output` …) the middle, of other values all. */
function boundResult(result: NodeResult, bounds: Bounds): NodeResult {
  if (!isLonger(result.value, Math.min(bounds.text, bounds.value))) return result;
  return { ...result, value: boundObject(result.value, bounds) };
}

/** Its long texts lose their middle; then its longest fields are left out until the others are short enough together. */
function boundObject(object: JsonObject, { text, value: limit }: Bounds): JsonObject {
  const fields = Object.entries(object).map(([key, value]) => {
    // That there is an error, and which, is what people and programs look for.
    const isError = key === '_error' && isJsonObject(value);
    const kept = isError ? boundObject(value, { text, value: text }) : boundJson(value, text);
    return { key, kept, size: sizeOf(kept) };
  });
  let left = limit;
  const short = new Set<string>();
  for (const { key, size } of fields.toSorted((a, b) => a.size - b.size)) {
    left -= size;
    if (left >= 0) short.add(key);
  }
  return Object.fromEntries(fields.map(({ key, kept, size }) => [key, short.has(key) ? kept : leftOut(size)]));
}

/** What is too long is an error, for a plan that goes on with half of it would do something else. Texts are cut only when asked. */
export function boundOutcome(
  outcome: PlanJobOutcome,
  { text, value }: Bounds = { text: Number.POSITIVE_INFINITY, value: keptValue },
): PlanJobOutcome {
  if (!outcome.ok) return { ok: false, error: { ...outcome.error, ...boundError(outcome.error, { text, value }) } };
  const kept = boundJson(outcome.value, text);
  if (!isLonger(kept, value)) return kept === outcome.value ? outcome : { ...outcome, value: kept };
  const msg = `What the plan returns has more than ${value} characters, which cannot be kept. Return less.`;
  return { ok: false, error: { kind: 'baton/too-long', msg, details: {} } };
}

function boundError<T extends ErrorValue>(error: T, bounds: Bounds): T {
  const { msg, details } = error;
  if (msg.length <= bounds.text && !isLonger(details, bounds.value)) return error;
  return { ...error, msg: String(boundJson(msg, bounds.text)), details: boundObject(details, bounds) };
}

function leftOut(size: number): string {
  return `(about ${size} characters, which were not kept)`;
}

function cut(text: string, limit: number): string {
  // Half a character at a border becomes U+FFFD instead of an unpaired surrogate.
  const head = text.slice(0, limit / 2).toWellFormed();
  const tail = text.slice(text.length - limit / 2).toWellFormed();
  return `${head}\n[${text.length - limit} characters were not kept]\n${tail}`;
}

/** A text that is very long loses its middle. */
function boundJson(value: Json, limit: number): Json {
  return typeof value === 'string' && value.length > limit ? cut(value, limit) : value;
}

/** Whether a value has more characters than that, about as JSON counts them. */
export function isLonger(value: Json, limit: number): boolean {
  return measure(value, limit) > limit;
}

function sizeOf(value: Json): number {
  return measure(value, Number.POSITIVE_INFINITY);
}

/** Not recursive: a value may nest deeper than any stack. Counts hardly further than `limit`. */
function measure(value: Json, limit: number): number {
  let size = 0;
  const open: Json[] = [value];
  while (open.length > 0 && size <= limit) {
    const one = open.pop();
    if (typeof one === 'string') size += one.length + 2;
    else if (Array.isArray(one)) {
      size += one.length + 2;
      for (const inner of one) open.push(inner);
    } else if (typeof one === 'object' && one !== null) {
      for (const [key, inner] of Object.entries(one)) {
        size += key.length + 4;
        open.push(inner);
      }
    } else size += 4;
  }
  return size;
}

/** Characters of JSON that one variable, and all that a step of a plan can see, may have. */
const keptVariable: number = 8 * 1024;
const keptVariables: number = 32 * 1024;

/**
 * The variables of a step, each with no more than can be looked at: a plan that goes on collecting results would keep
 * all of them once more with each step.
 */
export function boundVariables(variables: JsonObject): JsonObject {
  let left = keptVariables;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const size = isLonger(value, keptVariables) ? sizeOf(value) : JSON.stringify(value).length;
      if (size > Math.min(left, keptVariable)) return [name, `(about ${size} characters, which are not kept)`];
      left -= size;
      return [name, value];
    }),
  );
}
