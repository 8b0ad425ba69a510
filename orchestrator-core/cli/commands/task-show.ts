import { type JsonObject, rubyInspect } from '../../common/index.ts';
import { diskFiles } from '../../node/index.ts';
import { findTask, listTasks, type Task, type TaskParameter, type TaskProblem } from '../../tasks/index.ts';
import type { Context } from '../context.ts';
import { nameFilter } from '../name-filter.ts';
import type { Paint } from '../output/paint.ts';
import { indent, line, table, truncate, wrap } from '../output/text.ts';

/** `baton task show [NAME]`: the tasks that can be run, or how one is used. */
export async function showTasks(name: string | undefined, context: Context): Promise<number> {
  if (name !== undefined) return showTask(name, context);
  const { project, terminal, format, paint } = context;
  const matches = nameFilter(context, project.visibleTasks);
  const { tasks, problems } = await listTasks(diskFiles, project.modules);
  for (const problem of problems) warn(problem, context);
  const shown = tasks.filter((task) => task.metadata.private !== true && matches(task.name));
  const modulepath = [...project.modulepath];
  if (format === 'json') {
    const rows = shown.map((task) => [task.name, task.metadata.description ?? null]);
    await terminal.out(`${JSON.stringify({ tasks: rows, modulepath })}\n`);
    return 0;
  }
  const rows = shown.map((task): [string, string] => [task.name, truncate(task.metadata.description ?? '', 72)]);
  const list = rows.length > 0 ? table(rows, 2, 5) : '  No available tasks';
  const hint = "Use 'baton task show <TASK NAME>' to view details and parameters for a specific task.";
  await terminal.out(
    `${paint('cyan', 'Tasks')}\n${list}\n\n${paint('cyan', 'Modulepath')}\n  ${modulepath.join(':')}\n\n` +
      `${paint('cyan', 'Additional information')}\n  ${hint}\n`,
  );
  return 0;
}

/** Warnings have an id by which a project can silence them; what makes a task unusable is always told. */
function warn({ kind, message }: TaskProblem, context: Context): void {
  if (kind.includes('/')) context.log.log('warn', message);
  else context.warn(kind, message);
}

async function showTask(name: string, context: Context): Promise<number> {
  const { project, terminal, format, paint } = context;
  const { task, warnings } = await findTask(diskFiles, project.modules, name);
  for (const warning of warnings) warn(warning, context);
  const text = format === 'json' ? `${JSON.stringify(taskDocument(task))}\n` : taskText(task, paint);
  await terminal.out(text);
  return 0;
}

function taskDocument(task: Task): JsonObject {
  const { metadata } = task;
  return {
    name: task.name,
    files: task.executables.map(({ name, path }) => ({ name, path })),
    metadata: JSON.parse(JSON.stringify(metadata)),
    module_dir: task.moduleDirectory,
  };
}

function taskText(task: Task, paint: Paint): string {
  const { metadata } = task;
  const parameters = Object.entries(metadata.parameters ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const usage = [`baton task run ${task.name} --targets <targets>`];
  if (metadata.supports_noop) usage.push('[--noop]');
  for (const [name, parameter] of parameters)
    usage.push(isOptional(parameter) ? `[${name}=<value>]` : `${name}=<value>`);
  const sections = [
    `${paint('cyan', task.name)}\n${line(indent(2, (metadata.description ?? 'No description available.').trimEnd()))}`,
    `${paint('cyan', 'Usage')}\n${indent(2, wrap(usage.join(' ')))}`,
    ...(parameters.length === 0 ? [] : [parametersText(parameters, paint)]),
    `${paint('cyan', 'Module')}\n  ${task.moduleDirectory}\n`,
  ];
  return sections.join('\n');
}

function isOptional(parameter: TaskParameter): boolean {
  return parameter.type?.startsWith('Optional') === true || parameter.default !== undefined;
}

function parametersText(parameters: readonly (readonly [string, TaskParameter])[], paint: Paint): string {
  const blocks = parameters.map(([name, { type = 'Any', description, default: value }]) =>
    [
      `  ${paint('yellow', name)}  ${paint('dim', type)}\n`,
      ...(description === undefined ? [] : [indent(4, wrap(description))]),
      ...(value === undefined ? [] : [`    Default: ${rubyInspect(value)}\n`]),
    ].join(''),
  );
  return `${paint('cyan', 'Parameters')}\n${blocks.join('\n')}`;
}
