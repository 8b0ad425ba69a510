import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isJsonObject, type JsonObject, OrchestratorError, parseExact } from '../common/index.ts';
import { parseSelection, selectionError } from '../inventory/index.ts';
import { isRerunFilter, lastTargets, type RerunEntry } from '../rerun-file.ts';
import type { GivenParameters } from '../tasks/index.ts';
import type { Invocation } from './choose-command.ts';
import { cliError } from './cli-error.ts';
import type { Context } from './context.ts';
import { filterOptions } from './option-table.ts';
import type { Terminal } from './terminal.ts';

/**
 * What an argument means: itself, the contents of a file (`@FILE`) or standard input (`-`).
 * @throws OrchestratorError `bolt/file-error`
 */
export async function readArgument(value: string, terminal: Terminal): Promise<string> {
  if (value === '-') return terminal.readInput();
  if (!value.startsWith('@')) return value;
  const name = value.slice(1);
  try {
    return await readFile(resolve(terminal.directory, name), 'utf8');
  } catch (error) {
    throw new OrchestratorError('bolt/file-error', `Error attempting to read ${name}: ${describe(error)}`, {
      details: { path: name },
    });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The value of `--params`.
 * @throws OrchestratorError `bolt/cli-error`
 */
async function readParameters(value: string, terminal: Terminal): Promise<JsonObject> {
  const text = await readArgument(value, terminal);
  let parsed: unknown;
  try {
    parsed = parseExact(text);
  } catch (error) {
    throw cliError(`Unable to parse --params value as JSON: ${describe(error)}`);
  }
  if (!isJsonObject(parsed)) throw cliError('The --params value must be a JSON object: {"parameter": value, …}');
  return parsed;
}

/**
 * The parameters of a task or plan: `--params`, else the `name=value` words.
 * @throws OrchestratorError `bolt/cli-error`
 */
export async function readGivenParameters(
  { options, assignments }: Invocation,
  terminal: Terminal,
): Promise<GivenParameters> {
  const params = options.text('params');
  if (params === undefined) return { kind: 'text', values: assignments };
  return { kind: 'literal', values: await readParameters(params, terminal) };
}

/**
 * The words that choose the targets, as every command hands them on: what `--targets` says, or the targets of the last run,
 * and the options of a selection. Undefined where nothing says which are meant, none where the last run had none.
 * @throws OrchestratorError for what cannot be read, with the place in the words.
 */
export async function readTargets(context: Context): Promise<readonly string[] | undefined> {
  const { options } = context;
  const named = await readNames(context);
  const filters = filterOptions.flatMap(({ name, kind }) =>
    kind === 'flag'
      ? options.flag(name) === true
        ? [`--${name}`]
        : []
      : options.all(name).flatMap((value) => [`--${name}`, value]),
  );
  if (named === undefined) return filters.length === 0 ? undefined : checked(filters);
  // Filters alone would mean all nodes.
  return named.length === 0 ? named : checked([...named, ...filters]);
}

async function readNames({ options, terminal, project }: Context): Promise<readonly string[] | undefined> {
  const query = options.text('query');
  if (query !== undefined) return ['--query', await readArgument(query, terminal)];
  const filter = options.text('rerun');
  if (filter?.includes(':')) return ['--rerun', filter];
  if (filter !== undefined) {
    if (!isRerunFilter(filter)) throw cliError(`Unexpected option ${filter} for '--retry'`);
    return lastTargets(project.rerunPath, filter);
  }
  const given = options.all('targets');
  if (given.length === 0) return undefined;
  const words: string[] = [];
  for (const value of given) words.push(await readArgument(value, terminal));
  return words;
}

function checked(words: readonly string[]): readonly string[] {
  const parsed = parseSelection(words);
  if (!parsed.ok) throw selectionError(parsed.problem, words);
  return words;
}

/** Keeps what came of each target for `--rerun`; a file that cannot be written is a warning. */
export async function saveResults(context: Context, entries: readonly RerunEntry[]): Promise<void> {
  if (!(context.options.flag('save-rerun') ?? context.project.saveRerun)) return;
  const path = context.project.rerunPath;
  try {
    await writeFile(path, JSON.stringify(entries));
  } catch (error) {
    context.warn('unwriteable_file', `Failed to save result to ${path}: ${describe(error)}`);
  }
}

/** Forgets the last run's results: a plan that answers with something else than results has none. */
export async function forgetResults(context: Context): Promise<void> {
  if (!(context.options.flag('save-rerun') ?? context.project.saveRerun)) return;
  await rm(context.project.rerunPath, { force: true });
}
