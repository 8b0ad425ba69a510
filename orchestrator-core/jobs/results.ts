import type { Json, JsonObject } from '../common/index.ts';
import type { NodeResult } from './action.ts';

/** The result of an action that failed before, or apart from, what the target itself had to say. */
export function failureResult(
  kind: string,
  msg: string,
  options: {
    readonly reached: boolean;
    readonly details?: JsonObject;
    readonly value?: JsonObject;
    readonly issueCode?: string | undefined;
  },
): NodeResult {
  const { details = {}, issueCode } = options;
  const code = issueCode === undefined ? {} : { issue_code: issueCode };
  return {
    status: 'failure',
    value: { ...options.value, _error: { kind, msg, details, ...code } },
    reached: options.reached,
  };
}

/** The result of a node whose turn never came. */
export function skippedResult(msg: string): NodeResult {
  return { status: 'skipped', value: { _error: { kind: 'baton/skipped', msg, details: {} } }, reached: false };
}

/** UTF-16 units of one text of a result that are kept, half from its beginning and half from its end. */
const keptText: number = 8 * 1024 * 1024;

/** The result with the longest of its texts (`stdout`, `_output` …) cut in the middle, where it says how much is missing. */
export function boundResult(result: NodeResult, limit: number = keptText): NodeResult {
  const isLong = (value: unknown): value is string => typeof value === 'string' && value.length > limit;
  if (!Object.values(result.value).some(isLong)) return result;
  const entries = Object.entries(result.value).map(([key, value]) => [key, isLong(value) ? cut(value, limit) : value]);
  return { ...result, value: Object.fromEntries(entries) };
}

function cut(text: string, limit: number): string {
  // Half a character at a border becomes U+FFFD instead of an unpaired surrogate.
  const head = text.slice(0, limit / 2).toWellFormed();
  const tail = text.slice(text.length - limit / 2).toWellFormed();
  return `${head}\n[${text.length - limit} characters were not kept]\n${tail}`;
}

/** A value as long as it may be kept: a text that is very long is cut as those of results are. */
export function boundJson(value: Json, limit: number = keptText): Json {
  return typeof value === 'string' && value.length > limit ? cut(value, limit) : value;
}

/** Whether the texts in a value have more characters than that together. */
export function isLonger(value: Json, limit: number): boolean {
  let left = limit;
  const take = (part: Json): boolean => {
    if (typeof part === 'string') left -= part.length;
    else if (typeof part === 'object' && part !== null) return Object.values(part).some(take);
    return left < 0;
  };
  return take(value);
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
      const size = JSON.stringify(value).length;
      if (size > Math.min(left, keptVariable)) return [name, `(${size} characters of JSON, which are not kept)`];
      left -= size;
      return [name, value];
    }),
  );
}
