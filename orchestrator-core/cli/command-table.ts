import { cliError } from './cli-error.ts';
import type { ParsedLine } from './parse-options.ts';

/** One thing the program can do. */
export interface CommandRule {
  readonly name: string;
  /** Empty when the command stands alone. */
  readonly action: string;
  /** What follows it, for the help. */
  readonly object?: string;
  /** Whether any number of objects may follow. */
  readonly many?: boolean;
  readonly help: string;
  /** Options that the help of the command lists, besides those of all commands. */
  readonly options: readonly string[];
}

const targeting = ['targets', 'query', 'rerun'];
const projecting = [
  'project',
  'modulepath',
  'inventoryfile',
  'data',
  'url',
  'transport',
  'format',
  'color',
  'log-level',
];
const running = [
  ...targeting,
  'concurrency',
  'timeout',
  'description',
  'save-rerun',
  'stream',
  'verbose',
  ...projecting,
];

/** Every command, in the order of the help. */
export const commandTable: readonly CommandRule[] = [
  {
    name: 'task',
    action: 'show',
    object: '[NAME]',
    help: 'List tasks, or explain one',
    options: ['filter', ...projecting],
  },
  {
    name: 'task',
    action: 'run',
    object: 'NAME [PARAMETER=VALUE …]',
    help: 'Run a task',
    options: ['params', 'noop', ...running],
  },
  { name: 'command', action: 'run', object: 'COMMAND', help: 'Run a command', options: ['env-var', ...running] },
  {
    name: 'inventory',
    action: 'show',
    help: 'List the targets of the inventory',
    options: ['detail', ...targeting, ...projecting],
  },
  { name: 'group', action: 'show', help: 'List the groups of the inventory', options: projecting },
  { name: 'node', action: 'show', help: 'List the nodes and whether they are connected', options: projecting },
  { name: 'job', action: 'show', object: '[ID]', help: 'List jobs, or show one', options: projecting },
  { name: 'job', action: 'stop', object: 'ID', help: 'Stop a running job', options: projecting },
  {
    name: 'lint',
    action: '',
    object: '[PATH …]',
    many: true,
    help: 'Check manifests, plans, templates, tasks, inventories and project files',
    options: ['format', 'severity', 'max-warnings', 'all', 'modulepath', 'jsonl', 'color'],
  },
  {
    name: 'format',
    action: '',
    object: '[PATH …]',
    many: true,
    help: 'Lay manifests and plans out by the Puppet style guide',
    options: ['check', 'diff', 'all', 'color'],
  },
  {
    name: 'eval',
    action: '',
    help: 'Evaluate an expression of the Puppet language',
    options: ['execute', 'format', 'jsonl', 'timeout', 'project', 'modulepath', 'log-level', 'color'],
  },
  {
    name: 'serve',
    action: '',
    help: 'Serve the project: broker, API and jobs, until stopped',
    options: [
      'project',
      'data',
      'host',
      'broker-port',
      'plain-broker-port',
      'api-port',
      'local-nodes',
      'modulepath',
      'inventoryfile',
      'json',
      'log-level',
    ],
  },
  {
    name: 'agent',
    action: '',
    help: 'Run an agent that connects to a broker',
    options: ['broker', 'certname', 'data', 'ssl-dir', 'ssl-cert', 'ssl-key', 'ssl-ca', 'primary', 'log-level'],
  },
  { name: 'lsp', action: '', help: 'Run the language server on standard input and output', options: ['stdio'] },
  {
    name: 'ca',
    action: 'generate',
    help: 'Make key and certificate for an agent on another machine',
    options: ['certname', 'project', 'data'],
  },
  { name: 'help', action: '', object: '[COMMAND]', help: 'Print help', options: [] },
];

/** Commands of Bolt that Baton does not have yet. */
const laterCommands = new Set('apply file guide lookup module plan plugin policy project script secret'.split(' '));

/** What is to be done. */
export interface Invocation {
  readonly rule: CommandRule;
  readonly object?: string;
  /** `name=value` words of a task. */
  readonly assignments: Readonly<Record<string, string>>;
  readonly options: ParsedLine;
}

const taskName = /^([a-z][a-z0-9_]*)?(::[a-z][a-z0-9_]*)*$/;

/**
 * Finds the command that the words name and checks them in Bolt's order.
 * @throws OrchestratorError `bolt/cli-error` in Bolt's words.
 */
export function chooseCommand(options: ParsedLine): Invocation {
  const [name = '', ...afterName] = options.words;
  const candidates = commandTable.filter((rule) => rule.name === name);
  if (laterCommands.has(name)) checkNoop(options, name, '');
  if (laterCommands.has(name)) throw cliError(`The command '${name}' of Bolt is not supported by Baton yet`);
  if (candidates.length === 0) throw cliError(`'${name}' is not a Baton command. See 'baton help'.`);
  const standsAlone = candidates.some((rule) => rule.action === '');
  const [action, ...afterAction] = standsAlone ? ['', ...afterName] : afterName;
  if (action === undefined) throw cliError(`Expected an action of the form 'baton ${name} <action>'`);
  const rule = candidates.find((one) => one.action === action);
  if (rule === undefined) {
    const actions = candidates.map((one) => one.action).join(', ');
    throw cliError(`Expected action '${action}' to be one of ${actions}`);
  }
  const [object, ...rest] = afterAction;
  const assigned = name === 'task' ? rest.filter((word) => /.=/s.test(word)) : [];
  if (assigned.length > 0 && options.text('params') !== undefined) {
    throw cliError('Parameters must be specified through either the --params option or param=value pairs, not both');
  }
  const leftovers = rest.filter((word) => !assigned.includes(word));
  checkObject(rule, object);
  if (leftovers.length > 0 && rule.many !== true) throw cliError(`Unknown argument(s) ${leftovers.join(', ')}`);
  checkNoop(options, name, action);
  if (options.all('env-var').length > 0 && name !== 'command') {
    throw cliError("Option '--env-var' can only be specified when running a command or script");
  }
  checkTargeting(rule, options);
  const assignments = Object.fromEntries(
    assigned.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
  return { rule, ...(object === undefined ? {} : { object }), assignments, options };
}

function checkObject(rule: CommandRule, object: string | undefined): void {
  const { name, action } = rule;
  if (name === 'task' && action === 'run') {
    if (object === undefined) throw cliError('Must specify a task to run');
    if (!taskName.test(object)) throw cliError(`Invalid task '${object}'`);
  }
  if (name === 'command' && !object) throw cliError('Must specify a command to run');
  if (name === 'job' && action === 'stop' && !object) throw cliError('Must specify a job to stop');
  if (object !== undefined && rule.object === undefined) throw cliError(`Unknown argument ${object}`);
}

function checkNoop(options: ParsedLine, name: string, action: string): void {
  if (options.flag('noop') && !(name === 'task' && action === 'run') && name !== 'apply') {
    throw cliError("Option '--noop' can only be specified when running a task or applying manifest code");
  }
}

function checkTargeting(rule: CommandRule, options: ParsedLine): void {
  const given = targeting.filter((name) => options.text(name) !== undefined);
  const names = "'--targets', '--rerun', or '--query'";
  if (given.length > 1) throw cliError(`Only one targeting option can be specified: ${names}`);
  if (rule.action === 'run' && given.length === 0) throw cliError(`Command requires a targeting option: ${names}`);
}
