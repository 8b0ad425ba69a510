import { isJsonObject, type JsonObject, parseExact } from '../../common/index.ts';
import { findProgram, type Warn } from './built-in.ts';
import { outputOf } from './program.ts';

/** Milliseconds that Facter may take: custom facts may ask the network. */
const patience = 120_000;

/**
 * The facts that the installed Facter finds; undefined where there is none, or it fails or takes too long, which is said.
 * @param find where a program of Puppet's is, if anywhere.
 */
export async function facterFacts(
  signal: AbortSignal,
  warn: Warn,
  find: (name: string) => string | undefined = findProgram,
): Promise<JsonObject | undefined> {
  const [facter, puppet] = [find('facter'), find('puppet')];
  const attempts: (readonly string[])[] = [];
  // With `--puppet` it finds what modules bring, too; one of them may be what makes it fail.
  if (facter !== undefined && puppet !== undefined) attempts.push([facter, '--puppet', '--json']);
  if (facter !== undefined) attempts.push([facter, '--json']);
  if (puppet !== undefined) attempts.push([puppet, 'facts', '--render-as', 'json']);
  for (const [file = '', ...words] of attempts) {
    const found = await ask(file, words, signal);
    // Before Puppet 7 they are part of an object.
    if (found !== undefined) return isJsonObject(found['values']) ? found['values'] : found;
    if (signal.aborted) return undefined;
    const command = [file, ...words].join(' ');
    warn(`${command} fails, prints no JSON or takes more than ${patience / 1000} seconds`);
  }
  return undefined;
}

async function ask(file: string, words: readonly string[], signal: AbortSignal): Promise<JsonObject | undefined> {
  const output = await outputOf(
    { file, arguments: words, timeout: patience, takesFailures: true, keepsLocale: true },
    signal,
  );
  if (output === undefined) return undefined;
  try {
    const facts = parseExact(output);
    return isJsonObject(facts) && Object.keys(facts).length > 0 ? facts : undefined;
  } catch {
    return undefined;
  }
}
