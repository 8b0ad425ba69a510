/** What was last given to one task. */
export interface TaskMemory {
  readonly targets: readonly string[];
  /** Parameters as typed; sensitive ones are never in here. */
  readonly values: Readonly<Record<string, string>>;
  /** Names of the sensitive parameters that were given, to be asked for again. */
  readonly secrets: readonly string[];
}

/** What is remembered of earlier runs in a workspace. Newest entries come last, so that the oldest fall out. */
export interface Memory {
  readonly tasks: Readonly<Record<string, TaskMemory>>;
  /** The targets of the last run of anything. */
  readonly targets: readonly string[];
  /** Command lines, newest first. */
  readonly commands: readonly string[];
}

/** Nothing remembered. */
export const emptyMemory: Memory = { tasks: {}, targets: [], commands: [] };

const mostTasks = 200;
const mostCommands = 20;

/** With a run of `task` remembered; of the parameters that `sensitive` names only the names are. */
export function rememberTask(
  memory: Memory,
  task: string,
  run: Pick<TaskMemory, 'targets' | 'values'>,
  sensitive: ReadonlySet<string>,
): Memory {
  const { [task]: _, ...others } = memory.tasks;
  const given = Object.entries(run.values);
  const remembered: TaskMemory = {
    targets: run.targets,
    values: Object.fromEntries(given.filter(([name]) => !sensitive.has(name))),
    secrets: given.map(([name]) => name).filter((name) => sensitive.has(name)),
  };
  const tasks = [...Object.entries(others), [task, remembered] as const].slice(-mostTasks);
  return { ...memory, tasks: Object.fromEntries(tasks), targets: run.targets };
}

/** With a command line remembered. */
export function rememberCommand(memory: Memory, command: string, targets: readonly string[]): Memory {
  const commands = [command, ...memory.commands.filter((line) => line !== command)].slice(0, mostCommands);
  return { ...memory, commands, targets };
}

/** What an earlier version or a stranger left in the store, or nothing: a memory is never worth an error. */
export function readMemory(stored: unknown): Memory {
  if (typeof stored !== 'object' || stored === null) return emptyMemory;
  const { tasks, targets, commands } = stored as Partial<Record<keyof Memory, unknown>>;
  const known = Object.entries(isRecord(tasks) ? tasks : {}).flatMap(([name, run]) => {
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
  return { tasks: Object.fromEntries(known), targets: strings(targets), commands: strings(commands) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
