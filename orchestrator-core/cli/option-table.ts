import { selectionOptions } from '../inventory/index.ts';
import { reachingOptions } from './reaching-options.ts';

/** One option of the command line. */
export interface OptionRule {
  readonly name: string;
  readonly short?: string;
  /** Other spellings of the long name. */
  readonly also?: readonly string[];
  /** `flag`: no value, `--no-…` not allowed; `switch`: no value, may be negated; the others take a value. */
  readonly kind: 'flag' | 'switch' | 'text' | 'integer' | 'choice';
  readonly choices?: readonly string[];
  /** The highest number that an `integer` takes. */
  readonly most?: number;
  /** Whether it may be given several times. */
  readonly many?: boolean;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help?: string;
  /** An option of Bolt that Baton does not have yet: naming it is refused with a sentence, never ignored. */
  readonly later?: boolean;
}

/** The transports that `--transport` may name. */
const transports = ['docker', 'jail', 'local', 'lxd', 'pcp', 'podman', 'remote', 'ssh', 'winrm'];

const later = (name: string, kind: OptionRule['kind'], short?: string): OptionRule => ({
  name,
  kind,
  later: true,
  ...(short === undefined ? {} : { short }),
});

/** Options that narrow or extend which targets are meant; the others of a selection are Bolt's, and stand in the table. */
export const filterOptions: readonly OptionRule[] = selectionOptions
  .filter(({ name }) => !['targets', 'query', 'rerun'].includes(name))
  .map(({ value, many, ...rest }) => ({
    ...rest,
    kind: value === undefined ? 'flag' : 'text',
    ...(value === undefined ? {} : { value }),
    ...(many === undefined ? {} : { many }),
  }));

/** Every option. One table for all commands, as in Bolt: what a command does not use it ignores. */
export const optionTable: readonly OptionRule[] = [
  {
    name: 'targets',
    short: 't',
    kind: 'text',
    many: true,
    value: 'TARGETS',
    help: "Targets, groups, aliases and patterns; '@FILE' or '-' reads them",
  },
  { name: 'query', short: 'q', kind: 'text', value: 'QUERY', help: 'Choose targets by a PuppetDB query' },
  {
    name: 'rerun',
    kind: 'text',
    value: 'FILTER',
    help: "Targets of the last run: 'all', 'failure' or 'success'; 'failure:12' of job 12",
  },
  ...filterOptions,
  { name: 'noop', kind: 'flag', help: 'Say what would change and change nothing' },
  { name: 'params', kind: 'text', value: 'PARAMETERS', help: "Parameters as JSON, or '@FILE', or '-'" },
  { name: 'detail', kind: 'flag', help: "Show the targets' configuration and data" },
  {
    name: 'env-var',
    kind: 'text',
    many: true,
    value: 'NAME=VALUE',
    help: 'Set an environment variable on the targets',
  },
  { name: 'concurrency', short: 'c', kind: 'integer', value: 'NUMBER', help: 'Targets at the same time' },
  { name: 'timeout', kind: 'integer', value: 'SECONDS', help: 'End a run that takes longer on a target' },
  { name: 'graph', kind: 'flag', help: 'Draw how many nodes answered in which time' },
  { name: 'description', kind: 'text', value: 'TEXT', help: 'What the job is for, as lists show it' },
  { name: 'modulepath', short: 'm', kind: 'text', value: 'DIRECTORIES', help: "Module directories, separated by ':'" },
  { name: 'project', kind: 'text', value: 'DIRECTORY', help: 'The project (default: found from here upwards)' },
  { name: 'inventoryfile', short: 'i', kind: 'text', value: 'FILE', help: "The inventory (default: the project's)" },
  { name: 'save-rerun', kind: 'switch', help: 'Keep the results for --rerun' },
  { name: 'data', kind: 'text', value: 'DIRECTORY', help: 'Where jobs, keys and other data are kept' },
  { name: 'url', kind: 'text', value: 'URL', help: 'The API of a running orchestrator' },
  {
    name: 'transport',
    kind: 'choice',
    choices: transports,
    value: 'TRANSPORT',
    help: 'How targets are reached for which the inventory does not say',
  },
  ...reachingOptions,
  { name: 'filter', kind: 'text', value: 'TEXT', help: 'List only what has the text in its name' },
  { name: 'pp', kind: 'flag', help: 'Write the plan in the Puppet language instead of YAML' },
  { name: 'script', kind: 'text', value: 'MODULE/FILE', help: 'A plan that runs this script' },
  { name: 'from', kind: 'text', value: 'STEP', help: 'The step from which on everything is done anew' },
  { name: 'after-step', kind: 'flag', help: 'Let the steps of a plan that run now end by themselves' },
  { name: 'force', kind: 'flag', help: 'Go on although a plan has changed' },
  { name: 'plugin', kind: 'text', value: 'PLUGIN', help: "The plugin that does it (default: 'pkcs7')" },
  { name: 'clear-cache', kind: 'flag', help: 'Forget first what plugins gave earlier commands' },
  { name: 'format', kind: 'text', value: 'FORMAT', help: "'human' or 'json'" },
  { name: 'color', kind: 'switch', help: 'Use colors on a terminal' },
  { name: 'verbose', short: 'v', kind: 'switch', help: 'Print each result' },
  { name: 'stream', kind: 'flag', help: 'Print output line by line as it comes' },
  {
    name: 'log-level',
    kind: 'text',
    value: 'LEVEL',
    help: "What is logged: 'trace', 'debug', 'info', 'warn', 'error'",
  },
  {
    name: 'severity',
    kind: 'text',
    many: true,
    value: 'CODE=SEVERITY',
    help: "How serious a kind of finding is: 'off', 'hint', 'information', 'warning', 'error'",
  },
  { name: 'max-warnings', kind: 'integer', value: 'NUMBER', help: 'Fail when there are more warnings' },
  { name: 'all', kind: 'flag', help: "Also look into directories with other people's code" },
  { name: 'execute', short: 'e', kind: 'text', value: 'CODE', help: 'The Puppet code to evaluate or to apply' },
  { name: 'plan-hierarchy', kind: 'flag', help: 'Look a value up as plans do, without targets' },
  { name: 'jsonl', kind: 'flag', help: 'Read sources from standard input, one JSON document a line' },
  { name: 'check', kind: 'flag', help: 'Change nothing; fail when a file would be changed' },
  { name: 'diff', kind: 'flag', help: 'Print the changes' },
  { name: 'help', short: 'h', kind: 'flag', help: 'Print this help' },
  { name: 'version', kind: 'flag', help: 'Print the version' },
  {
    name: 'broker-port',
    kind: 'integer',
    most: 65_535,
    value: 'PORT',
    help: 'Where agents connect; 0 is any free port',
  },
  {
    name: 'plain-broker-port',
    kind: 'integer',
    most: 65_535,
    value: 'PORT',
    help: 'Also ws:// without certificates, from this machine only',
  },
  {
    name: 'node-ttl',
    kind: 'integer',
    most: 36_500,
    value: 'DAYS',
    help: 'Leave nodes out of queries of which nothing was heard for so long (default: 0, never)',
  },
  {
    name: 'puppetdb-port',
    kind: 'integer',
    most: 65_535,
    value: 'PORT',
    help: "Also PuppetDB's interface without TLS, for this machine only",
  },
  {
    name: 'puppetdb-tls-port',
    kind: 'integer',
    most: 65_535,
    value: 'PORT',
    help: "Also PuppetDB's interface for clients with certificates",
  },
  {
    name: 'puppetdb-ssl-cert',
    kind: 'text',
    value: 'FILE',
    help: "The certificate for --puppetdb-tls-port (default: Baton's own)",
  },
  { name: 'puppetdb-ssl-key', kind: 'text', value: 'FILE', help: 'Its private key' },
  { name: 'puppetdb-ssl-ca', kind: 'text', value: 'FILE', help: "The authority of its clients (default: Baton's own)" },
  {
    name: 'puppetdb-allowlist',
    kind: 'text',
    value: 'FILE',
    help: 'Names of clients that are let in, one a line (default: all)',
  },
  { name: 'api-port', kind: 'integer', most: 65_535, value: 'PORT', help: 'Where clients connect; 0 is any free port' },
  { name: 'host', kind: 'text', value: 'ADDRESS', help: 'The address to listen on (default 127.0.0.1)' },
  { name: 'local-nodes', kind: 'integer', value: 'NUMBER', help: 'Agents to start on this machine' },
  { name: 'json', kind: 'flag', help: 'Print the ready line as JSON' },
  { name: 'certname', kind: 'text', value: 'NAME', help: 'The name in the certificate' },
  { name: 'broker', kind: 'text', many: true, value: 'URL', help: 'A broker to connect to, wss://HOST:PORT' },
  {
    name: 'primary',
    kind: 'text',
    many: true,
    value: 'URL',
    help: "Where task files come from (default: the broker's host)",
  },
  { name: 'ssl-dir', kind: 'text', value: 'DIRECTORY', help: "Key and certificates in Puppet's layout" },
  { name: 'ssl-cert', kind: 'text', value: 'FILE', help: "The agent's certificate" },
  { name: 'ssl-key', kind: 'text', value: 'FILE', help: "The agent's private key" },
  { name: 'ssl-ca', kind: 'text', value: 'FILE', help: "The authority's certificate" },
  {
    name: 'facts',
    kind: 'choice',
    choices: ['facter', 'built-in', 'off'],
    value: 'SOURCE',
    help: 'Who finds the facts: the installed facter, else the agent (default); the agent; nobody',
  },
  {
    name: 'facts-interval',
    kind: 'integer',
    value: 'SECONDS',
    help: 'Time between two looks at the facts (default: 1800)',
  },
  { name: 'stdio', kind: 'flag', help: 'Speak over standard input and output' },
  later('compile-concurrency', 'integer'),
  later('hiera-config', 'text'),
  later('puppetdb', 'text'),
  later('resolve', 'switch'),
  later('trace', 'flag'),
  later('modules', 'text'),
];
