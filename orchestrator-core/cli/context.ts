import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { type Log, OrchestratorError, rubyInspect } from '../common/index.ts';
import { type Inventory, isTransportName } from '../inventory/index.ts';
import type { AskSecret } from '../inventory-plugins.ts';
import { type InventoryChoice, loadInventory } from '../load-inventory.ts';
import { diskFiles, ownModules, systemClock } from '../node/index.ts';
import { pluginCachePath } from '../plugin-host.ts';
import { findProject, loadProject, type Project } from '../project/index.ts';
import { cliError } from './cli-error.ts';
import { logLevels, logWithFiles } from './log-files.ts';
import type { Paint } from './output/paint.ts';
import type { ParsedLine } from './parse-options.ts';
import { givenReaching, readReaching } from './reaching-options.ts';
import { chooseFormat, outPaint, terminalLog } from './speak.ts';
import type { Terminal } from './terminal.ts';

/** What a command knows once its options and its project are read. */
export interface Context {
  readonly terminal: Terminal;
  readonly options: ParsedLine;
  readonly format: 'human' | 'json';
  /** Colors for standard output. */
  readonly paint: Paint;
  readonly log: Log;
  readonly project: Project;
  /** What the options say over the project; absolute paths. */
  readonly overrides: Overrides;
  /** Prints a warning on standard error, unless the project disables its id. */
  warn(id: string, message: string): void;
}

export interface Overrides extends InventoryChoice {
  readonly modulepath?: readonly string[];
  readonly data?: string;
  readonly url?: string;
}

/** Whether a person watches on a terminal that a line can be drawn over on. */
export function isWatched({ format, terminal }: Pick<Context, 'format' | 'terminal'>): boolean {
  const { outIsTerminal, errIsTerminal, environment } = terminal;
  return format === 'human' && outIsTerminal && errIsTerminal && environment['TERM'] !== 'dumb';
}

/**
 * Finds and reads the project that the options mean.
 * @throws OrchestratorError for options that say nothing sensible and for a project file with errors.
 */
export async function openContext(options: ParsedLine, terminal: Terminal): Promise<Context> {
  const asked = chooseFormat(options);
  const level = options.text('log-level');
  if (level !== undefined && !logLevels.some((one) => one === level)) {
    throw cliError(`Invalid parameter specified for option '--log-level': ${level}`);
  }
  const overrides = await readOverrides(options, terminal);
  const directory = await projectDirectory(options, terminal);
  const { project, problems } = await loadProject(diskFiles, directory, { ...overrides, ownModules });
  if (options.flag('clear-cache')) await rm(pluginCachePath(project), { force: true });
  const errors = problems.filter((problem) => problem.severity === 'error');
  const [first] = errors;
  if (first) throw projectError(first.kind, first.path, errors);
  const context: Context = {
    terminal,
    options,
    format: asked ?? (project.format === 'json' ? 'json' : 'human'),
    paint: outPaint(options, terminal, project.color),
    log: logWithFiles(terminalLog(options, terminal, project.logs.console ?? 'warn'), project.logs.files, systemClock),
    project,
    overrides,
    warn: (id, message) => {
      if (!project.disabledWarnings.includes(id))
        context.log.log('warn', `${message.replace(/ \[ID: \w+\]$/, '')} [ID: ${id}]`);
    },
  };
  for (const problem of problems) context.warn(problem.kind, problem.message);
  await warnOfOverrides(context);
  return context;
}

/** What the command line says of how targets are reached stands below what the inventory says. */
async function warnOfOverrides({ options, overrides, project, warn }: Context): Promise<void> {
  const given = [...givenReaching(options), ...(overrides.transport === undefined ? [] : ['transport'])];
  if (given.length === 0) return;
  const path = overrides.inventory ?? project.inventoryPath;
  const source = overrides.inventoryText !== undefined ? 'BOLT_INVENTORY' : path;
  if (source === path && (await diskFiles.stat(path)) === undefined) return;
  warn('cli_overrides', `CLI arguments ${rubyInspect(given)} might be overridden by Inventory: ${source}`);
}

function projectError(
  kind: string,
  path: string,
  errors: readonly { message: string; line?: number; column?: number }[],
): OrchestratorError {
  if (kind !== 'bolt/validation-error')
    return new OrchestratorError(kind, errors[0]?.message ?? '', { details: { path } });
  const lines = errors.map(
    ({ message, line, column }) => `  ${message}${line === undefined ? '' : ` (line ${line}, column ${column})`}`,
  );
  return new OrchestratorError(kind, `Invalid configuration at ${path}:\n${lines.join('\n')}`);
}

/** The project's directory by the options, the environment and the place we are in. */
export function projectDirectory(options: ParsedLine, terminal: Terminal): Promise<string> {
  const explicit = options.text('project');
  const environment = terminal.environment['BOLT_PROJECT'];
  return findProject(diskFiles, {
    start: terminal.directory,
    home: homedir(),
    ...(explicit === undefined ? {} : { explicit }),
    ...(environment ? { environment } : {}),
  });
}

/** What the options and the environment lay over the project. @throws OrchestratorError `bolt/cli-error` */
export async function readOverrides(options: ParsedLine, terminal: Terminal): Promise<Overrides> {
  const from = (path: string) => resolve(terminal.directory, path);
  const [modulepath, inventory, transport] = [
    options.text('modulepath'),
    options.text('inventoryfile'),
    options.text('transport'),
  ];
  const [data, url, inventoryText] = [
    options.text('data'),
    options.text('url'),
    terminal.environment['BOLT_INVENTORY'],
  ];
  if (inventory !== undefined && inventoryText !== undefined) {
    throw cliError('Cannot pass inventory file when BOLT_INVENTORY is set');
  }
  const reaching = await readReaching(options, terminal);
  return {
    ...(Object.keys(reaching).length === 0 ? {} : { reaching }),
    ...(modulepath === undefined ? {} : { modulepath: modulepath.split(':').map(from) }),
    ...(inventory === undefined ? {} : { inventory: isAbsolute(inventory) ? inventory : from(inventory) }),
    ...(transport !== undefined && isTransportName(transport) ? { transport } : {}),
    ...(inventoryText === undefined ? {} : { inventoryText }),
    ask: askOnce(terminal),
    ...(data === undefined ? {} : { data: from(data) }),
    ...(url === undefined ? {} : { url }),
  };
}

/** Asks at the terminal, one question after the other, and each but once. */
function askOnce(terminal: Terminal): AskSecret {
  const answers = new Map<string, Promise<string>>();
  let last: Promise<unknown> = Promise.resolve();
  return (message) => {
    const known = answers.get(message);
    if (known !== undefined) return known;
    const ask = (): Promise<string> => terminal.ask(`${message}: `, { hidden: true });
    const answer = last.then(ask, ask);
    last = answer;
    answers.set(message, answer);
    return answer;
  };
}

/**
 * Reads the inventory that the options mean, and prints its warnings.
 * @throws OrchestratorError in Bolt's words; see {@link loadInventory}.
 */
export async function openInventory(context: Context): Promise<Inventory> {
  const inventory = await loadInventory(diskFiles, context.project, { ...context.overrides, log: context.log });
  for (const warning of inventory.warnings) context.warn(warning.id, warning.message);
  return inventory;
}
