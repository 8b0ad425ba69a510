import { withoutPasswords } from '../../orchestrator-core/common/index.ts';

/** What was last given to one task or plan. */
export interface RunMemory {
  /** Of a task; the targets of a plan are among its parameters. */
  readonly targets: readonly string[];
  /** Parameters as typed; sensitive ones are never in here. */
  readonly values: Readonly<Record<string, string>>;
  /** Names of the sensitive parameters that were given, to be asked for again. */
  readonly secrets: readonly string[];
}

/** What is remembered of earlier runs in a workspace. Newest entries come last, so that the oldest fall out. */
export interface Memory {
  readonly tasks: Readonly<Record<string, RunMemory>>;
  readonly plans: Readonly<Record<string, RunMemory>>;
  /** The targets of the last run of anything. */
  readonly targets: readonly string[];
  /** Selections that are more than one name or group, newest first. */
  readonly selections: readonly (readonly string[])[];
  /** Command lines, newest first. */
  readonly commands: readonly string[];
  /** Queries, newest first. */
  readonly queries: readonly string[];
}

/** Nothing remembered. */
export const emptyMemory: Memory = { tasks: {}, plans: {}, targets: [], selections: [], commands: [], queries: [] };

/** Of tasks, and of plans. */
const mostRuns = 200;
const mostCommands = 20;
const mostSelections = 8;
const mostQueries = 20;

/** With a run of `task` remembered; of the parameters that `sensitive` names only the names are. */
export function rememberTask(
  memory: Memory,
  task: string,
  run: Pick<RunMemory, 'targets' | 'values'>,
  sensitive: ReadonlySet<string>,
): Memory {
  return {
    ...memory,
    tasks: withRun(memory.tasks, task, run, sensitive),
    targets: kept(run.targets),
    selections: withSelection(memory, kept(run.targets)),
  };
}

/** With a run of `plan` remembered, as {@link rememberTask}. */
export function rememberPlan(
  memory: Memory,
  plan: string,
  values: Readonly<Record<string, string>>,
  sensitive: ReadonlySet<string>,
): Memory {
  return { ...memory, plans: withRun(memory.plans, plan, { targets: [], values }, sensitive) };
}

function withRun(
  known: Readonly<Record<string, RunMemory>>,
  name: string,
  run: Pick<RunMemory, 'targets' | 'values'>,
  sensitive: ReadonlySet<string>,
): Readonly<Record<string, RunMemory>> {
  const { [name]: _, ...others } = known;
  const given = Object.entries(run.values);
  const isSecret = ([parameter, text]: [string, string]) => sensitive.has(parameter) || withoutPasswords(text) !== text;
  const remembered: RunMemory = {
    targets: kept(run.targets),
    values: Object.fromEntries(given.filter((each) => !isSecret(each))),
    secrets: given.filter(isSecret).map(([parameter]) => parameter),
  };
  return Object.fromEntries([...Object.entries(others), [name, remembered] as const].slice(-mostRuns));
}

/** Targets that were given with a password are asked for again. */
function kept(targets: readonly string[]): readonly string[] {
  return targets.some((word) => withoutPasswords(word) !== word) ? [] : targets;
}

/** With a command line remembered. */
export function rememberCommand(memory: Memory, command: string, targets: readonly string[]): Memory {
  const commands = [command, ...memory.commands.filter((line) => line !== command)].slice(0, mostCommands);
  return { ...memory, commands, targets: kept(targets), selections: withSelection(memory, kept(targets)) };
}

/** With a query remembered. */
export function rememberQuery(memory: Memory, query: string): Memory {
  const queries = [query, ...memory.queries.filter((each) => each !== query)].slice(0, mostQueries);
  return { ...memory, queries };
}

function withSelection({ selections }: Memory, words: readonly string[]): Memory['selections'] {
  const isMore = words.length > 1 || words.some((word) => /[*?[{,]/.test(word));
  const isSame = (other: readonly string[]) => JSON.stringify(other) === JSON.stringify(words);
  return isMore ? [words, ...selections.filter((each) => !isSame(each))].slice(0, mostSelections) : selections;
}

/** What an earlier version or a stranger left in the store, or nothing: a memory is never worth an error. */
export function readMemory(stored: unknown): Memory {
  if (typeof stored !== 'object' || stored === null) return emptyMemory;
  const { tasks, plans, targets, selections, commands, queries } = stored as Partial<Record<keyof Memory, unknown>>;
  return {
    tasks: runs(tasks),
    plans: runs(plans),
    targets: strings(targets),
    selections: (Array.isArray(selections) ? selections : []).map(strings).filter((words) => words.length > 0),
    commands: strings(commands),
    queries: strings(queries),
  };
}

function runs(stored: unknown): Readonly<Record<string, RunMemory>> {
  const known = Object.entries(isRecord(stored) ? stored : {}).flatMap(([name, run]) => {
    if (!isRecord(run) || !isRecord(run['values'])) return [];
    const values = Object.entries(run['values']).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return [
      [
        name,
        { targets: strings(run['targets']), values: Object.fromEntries(values), secrets: strings(run['secrets']) },
      ] as const,
    ];
  });
  return Object.fromEntries(known);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
