import { type PuppetValue, readJson } from '../../language/index.ts';
import { readYamlValue } from '../yaml-value.ts';
import { HieraError } from './hiera-error.ts';

/** The value of a YAML file. @throws HieraError that names the file. */
export function readYaml(text: string, path: string): PuppetValue {
  const read = readYamlValue(text);
  if (read.ok) return read.value;
  throw new HieraError(`Unable to parse ${path}: ${read.why}`);
}

/** The value of a JSON file. @throws HieraError that names the file. */
export function readJsonData(text: string, path: string): PuppetValue {
  try {
    return readJson(text);
  } catch (error) {
    throw new HieraError(`Unable to parse (${path}): ${error instanceof Error ? error.message : String(error)}`);
  }
}
