import { isJsonObject, type Json, type JsonObject } from './common/index.ts';
import { nameOfUri, shownConfig, type Target } from './inventory/index.ts';
import { maskOf } from './jobs/index.ts';

/** A target without the secrets that plugins gave for it: what its own inventory has in clear stays. */
export function withoutGiven({ secrets = [], ...target }: Target): Target {
  if (secrets.length === 0) return target;
  const mask = maskOf(secrets);
  const shown = (value: JsonObject): JsonObject => objectIn(mask.json(value));
  const { options, config, vars, facts } = target;
  return { ...target, options: shown(options), config: shown(config), vars: shown(vars), facts: shown(facts) };
}

/** A target as it is handed to others, who reach nothing with it: without passwords, wherever they come from. */
export function shownTarget(target: Target): Target {
  const { transport, uri, ...rest } = withoutGiven(target);
  const options = objectIn(shownConfig({ [transport]: rest.options })[transport]);
  const config = shownConfig(rest.config);
  return { ...rest, transport, options, config, ...(uri === undefined ? {} : { uri: nameOfUri(uri) }) };
}

function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
