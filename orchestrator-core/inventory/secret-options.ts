import { isJsonObject, type Json, type JsonObject, redactedText } from '../common/index.ts';
import { isReference, isSecretName } from '../plugins/index.ts';

/** Options of transports whose values nobody may see, wherever they come from. */
const secretOptions: ReadonlySet<string> = new Set(['password', 'sudo-password', 'key-data']);

/** Whether nobody may see the value of an option. What the options of a remote target are only its tasks know. */
export function isSecretOption(transport: string, option: string): boolean {
  return secretOptions.has(option) || (transport === 'remote' && isSecretName(option));
}

/** The values in a target's `config`, by transports, that nobody may see, in clear. */
export function secretsOfConfig(config: JsonObject): readonly Json[] {
  const found: Json[] = [];
  hideIn(config, found);
  return found;
}

/** A target's `config`, by transports, without what nobody may see. */
export function shownConfig(config: JsonObject): JsonObject {
  return hideIn(config, []);
}

function hideIn(config: JsonObject, found: Json[]): JsonObject {
  const shown = Object.entries(config).map(([transport, options]): [string, Json] => [
    transport,
    isJsonObject(options) ? hideOptions(options, transport, found) : options,
  ]);
  return Object.fromEntries(shown);
}

function hideOptions(options: JsonObject, transport: string, found: Json[]): JsonObject {
  const shown = Object.entries(options).map(([option, value]): [string, Json] => {
    if (isReference(value) || value === null) return [option, value];
    if (isSecretOption(transport, option)) {
      found.push(value);
      return [option, redactedText];
    }
    return [option, isJsonObject(value) ? hideOptions(value, transport, found) : value];
  });
  return Object.fromEntries(shown);
}
