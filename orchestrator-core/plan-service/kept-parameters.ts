import { isJsonObject, type Json, type JsonObject, nameOfUri, passwordUris } from '../common/index.ts';
import { redacted } from '../orchestrator.ts';
import type { Plan } from '../plans/index.ts';
import { sensitiveValues } from '../task-catalog.ts';

/** The parameters of a plan as its job keeps them. */
export interface KeptParameters {
  readonly parameters: JsonObject;
  /** Names of those that are not kept: Sensitive ones, and those in which a target is given by a URI with its password. */
  readonly sensitive: readonly string[];
  /** What nobody may see, in clear. */
  readonly secrets: readonly Json[];
}

/** What is kept of the values that a plan is run with; `secret` names those of type Sensitive. */
export function keptParameters(plan: Plan, values: JsonObject, secret: ReadonlySet<string>): KeptParameters {
  const isSpec = new Set(plan.parameters.filter(({ type }) => type.includes('TargetSpec')).map(({ name }) => name));
  const uris = new Map(
    Object.entries(values).map(([name, value]) => [name, secret.has(name) ? [] : urisIn(value, isSpec.has(name))]),
  );
  const isHidden = (name: string): boolean => secret.has(name) || (uris.get(name) ?? []).length > 0;
  const shown = Object.entries(values).map(([name, value]): [string, Json] => [
    name,
    isHidden(name) ? redacted : value,
  ]);
  const clear = Object.keys(values).filter((name) => secret.has(name));
  return {
    parameters: Object.fromEntries(shown),
    sensitive: Object.keys(values).filter(isHidden),
    secrets: [...sensitiveValues(values, clear), ...[...uris.values()].flat()],
  };
}

/** The URIs with passwords in a value. In what names targets they need no scheme. */
function urisIn(value: Json, isSpec: boolean): readonly string[] {
  if (typeof value === 'string') {
    const words = isSpec ? value.split(/[\s,]+/).filter((word) => nameOfUri(word) !== word) : [];
    return [...new Set([...words, ...passwordUris(value)])];
  }
  if (Array.isArray(value)) return value.flatMap((item) => urisIn(item, isSpec));
  return isJsonObject(value) ? Object.values(value).flatMap((item) => urisIn(item, isSpec)) : [];
}
