import type { JsonObject } from '../common/index.ts';
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
