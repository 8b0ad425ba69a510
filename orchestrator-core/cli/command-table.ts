import { filterOptions } from './option-table.ts';

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
  /** What options do here, where they do something else than elsewhere. */
  readonly optionHelp?: Readonly<Record<string, string>>;
}

const targeting = ['targets', 'query', 'rerun', ...filterOptions.map(({ name }) => name)];
/** Of commands that begin nothing on nodes. */
const looking = targeting.filter((name) => !name.startsWith('batch'));
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
  'clear-cache',
];
const reaching = [
  'user',
  'password',
  'password-prompt',
  'private-key',
  'host-key-check',
  'run-as',
  'sudo-password',
  'sudo-password-prompt',
  'sudo-executable',
  'connect-timeout',
  'native-ssh',
  'ssh-command',
  'copy-command',
  'tty',
  'tmpdir',
  'cleanup',
];
const running = [
  ...targeting,
  'concurrency',
  'timeout',
  'description',
  'save-rerun',
  'stream',
  'verbose',
  ...reaching,
  ...projecting,
];
const planning = [...targeting, 'params', 'noop', 'concurrency', 'description', 'save-rerun', 'stream', 'verbose'];

const secretOptions = ['project', 'modulepath', 'format', 'color', 'log-level', 'clear-cache'];

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
  {
    name: 'plan',
    action: 'show',
    object: '[NAME]',
    help: 'List plans, or explain one',
    options: ['filter', ...projecting],
  },
  {
    name: 'plan',
    action: 'run',
    object: 'NAME [PARAMETER=VALUE …]',
    help: 'Run a plan',
    options: [...planning, ...reaching, ...projecting],
  },
  {
    name: 'plan',
    action: 'preview',
    object: 'NAME [PARAMETER=VALUE …]',
    help: 'Show what a plan would do, without doing it',
    options: [...looking, 'params', 'noop', ...projecting],
  },
  {
    name: 'plan',
    action: 'resume',
    object: 'JOB',
    help: 'Go on with a plan that failed or was cut off',
    options: ['from', 'force', 'params', 'save-rerun', 'stream', 'verbose', ...reaching, ...projecting],
  },
  {
    name: 'plan',
    action: 'new',
    object: 'NAME',
    help: 'Create a plan of the project',
    options: ['pp', 'script', 'project', 'format', 'color', 'log-level'],
  },
  {
    name: 'plan',
    action: 'convert',
    object: 'PATH|NAME',
    help: 'Print a YAML plan in the Puppet language',
    options: ['project', 'modulepath', 'color', 'log-level'],
  },
  {
    name: 'script',
    action: 'run',
    object: 'SCRIPT [ARGUMENT …]',
    many: true,
    help: 'Run a script of this machine on targets',
    options: ['env-var', ...running],
  },
  {
    name: 'file',
    action: 'upload',
    object: 'SOURCE DESTINATION',
    many: true,
    help: 'Copy a file or a directory to targets',
    options: running,
  },
  {
    name: 'file',
    action: 'download',
    object: 'SOURCE DESTINATION',
    many: true,
    help: 'Copy a file or a directory from targets, into a directory for each',
    options: running,
  },
  { name: 'command', action: 'run', object: 'COMMAND', help: 'Run a command', options: ['env-var', ...running] },
  {
    name: 'apply',
    action: '',
    object: '[MANIFEST]',
    help: 'Have the Puppet of the targets apply a manifest',
    options: ['execute', 'noop', ...running],
  },
  {
    name: 'lookup',
    action: '',
    object: 'KEY [VARIABLE=VALUE …]',
    many: true,
    help: 'Look up a value with Hiera',
    options: ['plan-hierarchy', ...targeting, 'concurrency', ...reaching, ...projecting],
  },
  {
    name: 'inventory',
    action: 'show',
    help: 'List the targets of the inventory',
    options: ['detail', ...looking, ...projecting],
  },
  { name: 'group', action: 'show', help: 'List the groups of the inventory', options: projecting },
  {
    name: 'inventory',
    action: '',
    object: 'NODE',
    help: 'Show what is known of a node: how it is reached, classes, facts',
    options: projecting,
  },
  {
    name: 'node',
    action: 'show',
    object: '[NODE]',
    help: 'List the nodes and whether they are connected, or show one',
    options: [...looking, ...projecting],
  },
  {
    name: 'ping',
    action: '',
    help: 'Ask nodes whether they answer, and how fast',
    options: [...looking, 'timeout', 'graph', ...reaching, ...projecting],
    optionHelp: { timeout: 'How long each node has to answer (default: 5)' },
  },
  { name: 'find', action: '', help: 'List the nodes that a selection means', options: [...looking, ...projecting] },
  {
    name: 'facts',
    action: '',
    object: 'NAME',
    help: 'Report the values of a fact and how many nodes have each',
    options: [...looking, 'verbose', ...projecting],
    optionHelp: { verbose: 'Name the nodes that have each value' },
  },
  {
    name: 'query',
    action: '',
    object: 'QUERY',
    help: 'Print what a PuppetDB query finds, as a table, JSON or CSV',
    options: [...looking.filter((name) => name !== 'query'), 'timeout', ...projecting],
    optionHelp: {
      format: "'human', 'json' or 'csv'",
      timeout: 'End a query that takes longer (default: 600; 0: never)',
    },
  },
  { name: 'job', action: 'show', object: '[ID]', help: 'List jobs, or show one', options: projecting },
  { name: 'job', action: 'stop', object: 'ID', help: 'Stop a running job', options: ['after-step', ...projecting] },
  {
    name: 'secret',
    action: 'createkeys',
    help: 'Make a pair of keys for secrets',
    options: ['plugin', 'force', ...secretOptions],
    optionHelp: { force: 'Replace keys that are there' },
  },
  {
    name: 'secret',
    action: 'encrypt',
    object: 'TEXT|-',
    help: 'Encrypt a value for an inventory or a project file',
    options: ['plugin', ...secretOptions],
  },
  {
    name: 'secret',
    action: 'decrypt',
    object: 'TEXT|-',
    help: 'Decrypt a value',
    options: ['plugin', ...secretOptions],
  },
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
    name: 'console',
    action: '',
    help: 'Type expressions and functions of plans, and see at once what comes of them',
    options: [...looking, 'concurrency', 'verbose', 'stream', ...reaching, ...projecting],
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
      ...['puppetdb-port', 'puppetdb-tls-port', 'puppetdb-ssl-cert', 'puppetdb-ssl-key', 'puppetdb-ssl-ca'],
      'puppetdb-allowlist',
      'node-ttl',
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
    options: [
      ...['broker', 'certname', 'data', 'ssl-dir', 'ssl-cert', 'ssl-key', 'ssl-ca', 'primary'],
      ...['facts', 'facts-interval', 'log-level'],
    ],
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
const laterCommands = new Set('guide module plugin policy project'.split(' '));

/** Whether Bolt has a command of that name that Baton has not. */
export function isLaterCommand(name: string): boolean {
  return laterCommands.has(name);
}
