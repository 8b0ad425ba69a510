import type { JsonObject } from './json.ts';

/**
 * A failure that a person or a program will read.
 *
 * `kind` is the peers' word where they have one (`bolt/unknown-task`, `puppetlabs.tasks/task-error`,
 * `puppetlabs.orchestrator/unknown-job` …), else `baton/…`. `message` is one or two sentences: what is wrong,
 * where, what was expected and what to do. Expected outcomes (a node failed, a job was stopped) are data, not errors.
 */
export class OrchestratorError extends Error {
  override readonly name: string = 'OrchestratorError';
  readonly kind: string;
  readonly details: JsonObject;
  /** Bolt's code of it, for programs: `CONNECT_ERROR` … */
  readonly issueCode: string | undefined;

  constructor(
    kind: string,
    message: string,
    options: { details?: JsonObject; cause?: unknown; issueCode?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.details = options.details ?? {};
    this.issueCode = options.issueCode;
  }
}

/** The shape in which an error crosses a process or network boundary: REST's `{kind, msg, details}`. */
export interface ErrorValue {
  readonly kind: string;
  readonly msg: string;
  readonly details: JsonObject;
}

/** Turns anything thrown into what may be shown and sent; stack traces stay behind. */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (thrown instanceof OrchestratorError) {
    return { kind: thrown.kind, msg: thrown.message, details: thrown.details };
  }
  return { kind: 'baton/internal-error', msg: thrown instanceof Error ? thrown.message : String(thrown), details: {} };
}

/** The inverse of {@link toErrorValue}, for the side that receives it. */
export function fromErrorValue(value: ErrorValue): OrchestratorError {
  return new OrchestratorError(value.kind, value.msg, { details: value.details });
}
