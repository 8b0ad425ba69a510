import { isJsonObject, type JsonObject } from '../../common/index.ts';
import { findProgram } from './built-in.ts';
import { outputOf } from './program.ts';

/** Milliseconds that Facter may take: custom facts may ask the network. */
const patience = 120_000;

/** The facts that the installed Facter finds; undefined where there is none, or it fails or takes too long. */
export async function facterFacts(signal: AbortSignal): Promise<JsonObject | undefined> {
  const facter = findProgram('facter');
  const puppet = findProgram('puppet');
  // With `--puppet` it finds what modules bring, too.
  const words = puppet === undefined ? ['--json'] : ['--puppet', '--json'];
  const found = facter === undefined ? undefined : await ask(facter, words, signal);
  if (found !== undefined) return found;
  if (puppet === undefined) return undefined;
  const answer = await ask(puppet, ['facts', '--render-as', 'json'], signal);
  // Before Puppet 7 they are part of an object.
  return isJsonObject(answer?.['values']) ? answer['values'] : answer;
}

async function ask(file: string, words: readonly string[], signal: AbortSignal): Promise<JsonObject | undefined> {
  const output = await outputOf({ file, arguments: words, timeout: patience, takesFailures: true }, signal);
  if (output === undefined) return undefined;
  try {
    const facts: unknown = JSON.parse(output);
    return isJsonObject(facts) && Object.keys(facts).length > 0 ? facts : undefined;
  } catch {
    return undefined;
  }
}
