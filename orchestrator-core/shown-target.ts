import { isJsonObject, type JsonObject } from './common/index.ts';
import type { Target } from './inventory/index.ts';
import { maskOf } from './jobs/index.ts';

/** A target without the secrets that plugins gave for it. */
export function shownTarget({ secrets = [], ...target }: Target): Target {
  if (secrets.length === 0) return target;
  const mask = maskOf(secrets);
  const shown = (value: JsonObject): JsonObject => {
    const masked = mask.json(value);
    return isJsonObject(masked) ? masked : {};
  };
  const { options, config, vars, facts } = target;
  return { ...target, options: shown(options), config: shown(config), vars: shown(vars), facts: shown(facts) };
}
