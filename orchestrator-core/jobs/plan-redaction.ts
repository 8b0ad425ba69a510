import { isJsonObject, type Json, type JsonObject, passwordUris, redactedText } from '../common/index.ts';
import type { PlanStepStart } from '../plans/index.ts';
import { boundVariables } from './bounds.ts';
import type { JobDescription } from './event.ts';
import type { GrowingMask } from './mask.ts';
import type { PlanJobOutcome } from './plan-event.ts';

/** Takes out of what a plan hands in what nobody may see, and learns on the way what that is. */
export interface PlanRedaction {
  readonly mask: GrowingMask;
  /** What rich data says is Sensitive is secret from here on, and so is the URI of a target with its password. */
  value(value: Json): Json;
  text(text: string): string;
  object(value: JsonObject): JsonObject;
  start(start: PlanStepStart): PlanStepStart;
  outcome(outcome: PlanJobOutcome): PlanJobOutcome;
  description<T extends Described>(description: T): T;
}

/** What of a job's description may hold secrets. */
export type Described = Pick<JobDescription, 'object' | 'parameters' | 'environment'>;

/** What takes the secrets of a mask out of what a plan says. */
export function redactionWith(mask: GrowingMask): PlanRedaction {
  const text = (clear: string): string => {
    mask.add(passwordUris(clear));
    return mask.text(clear);
  };
  const value = (clear: Json): Json => {
    const secrets: Json[] = [];
    const closed = withoutSensitive(clear, secrets);
    mask.add(secrets);
    return mask.json(closed);
  };
  const object = (clear: JsonObject): JsonObject => {
    const shown = value(clear);
    return isJsonObject(shown) ? shown : {};
  };
  return {
    mask,
    value,
    text,
    object,
    start: (start) => {
      const variables = boundVariables(object(start.variables));
      const given = value(start.arguments);
      const { description } = start;
      return {
        ...start,
        object: text(start.object),
        arguments: given,
        variables,
        ...(description === undefined ? {} : { description: text(description) }),
      };
    },
    outcome: (outcome) => {
      if (outcome.ok) return { ...outcome, value: value(outcome.value) };
      const { msg, details } = outcome.error;
      return { ok: false, error: { ...outcome.error, details: object(details), msg: text(msg) } };
    },
    description: (description) => {
      const { environment } = description;
      return {
        ...description,
        object: text(description.object),
        parameters: object(description.parameters),
        ...(environment === undefined ? {} : { environment: texts(environment, text) }),
      };
    },
  };
}

function texts(
  from: Readonly<Record<string, string>>,
  shown: (text: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(from).map(([name, clear]) => [name, shown(clear)]));
}

/** Rich data without what is Sensitive in it; that and URIs with passwords are added to `found` in clear. */
function withoutSensitive(value: Json, found: Json[]): Json {
  if (typeof value === 'string') found.push(...passwordUris(value));
  if (Array.isArray(value)) return value.map((item) => withoutSensitive(item, found));
  if (!isJsonObject(value)) return value;
  const held = value['__pvalue'];
  if (value['__ptype'] === 'Sensitive' && held !== undefined) {
    if (held !== redactedText) found.push(held);
    return { __ptype: 'Sensitive', __pvalue: redactedText };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSensitive(item, found)]));
}
